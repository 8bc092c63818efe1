package ponto.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ViewportSize;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ponto.browser.FaultyRoad.Weather;
import ponto.server.Site;

/** The page for people who see, hear, type and hold a phone in other ways. */
@ExtendWith(OneBed.class)
class EverybodyTest {
  /** WCAG 1.4.10: the narrowest on which nothing may be cut off or scroll sideways. */
  private static final ViewportSize NARROW = new ViewportSize(320, 568);

  /** More keys than it takes to go round the page. */
  private static final int TABS_MAX = 25;

  private final Bed bed;
  private final FaultyRoad road;

  EverybodyTest(Bed bed) {
    this.bed = bed;
    road = bed.road();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt-BR", "en"})
  void no_state_violates_a_rule_of_axe_or_scrolls_sideways_on_320_pixels(String language) {
    var troubles = new TreeMap<String, List<String>>();
    new States(bed)
        .each(
            language,
            NARROW,
            (state, phone) -> {
              var found = new ArrayList<>(Axe.violations(phone.page()));
              if (phone.scrollsSideways()) {
                found.add("scrolls sideways");
              }
              if (!found.isEmpty()) {
                troubles.put(state, found);
              }
              assertThat(phone.page().locator("html")).hasAttribute("lang", language);
            });
    assertThat(troubles).isEmpty();
  }

  /** Presses Tab until the focus is there. */
  private static void tabTo(Phone phone, String selector) {
    var keyboard = phone.page().keyboard();
    for (var i = 0; i < TABS_MAX; i++) {
      keyboard.press("Tab");
      if (Boolean.TRUE.equals(
          phone
              .page()
              .evaluate("selector => document.activeElement.matches(selector)", selector))) {
        assertThat(phone.hasVisibleFocus()).as("the focus on %s is visible", selector).isTrue();
        return;
      }
    }
    throw new AssertionError("no Tab leads to " + selector);
  }

  @Test
  void the_whole_page_works_by_keyboard_alone() {
    try (var phone = bed.phone().open().installed()) {
      var keyboard = phone.page().keyboard();
      tabTo(phone, "input[name=login]");
      keyboard.type(bed.somebody());
      tabTo(phone, "input[name=password]");
      keyboard.type(Site.PASSWORD);
      keyboard.press("Enter");
      phone.shows("punch");

      tabTo(phone, "#punch");
      var before = phone.pressed();
      keyboard.press("Enter");
      var first = phone.pressedAfter(before);
      phone.becomes(first, "recorded");
      assertThat(phone.page().locator("#punch")).isFocused();

      tabTo(phone, "#show-history");
      keyboard.press("Enter");
      phone.shows("history");
      assertThat(phone.page().locator("#history li[data-punch='" + first + "']")).isVisible();
      tabTo(phone, "#show-punch");
      keyboard.press("Space");
      phone.shows("punch");

      road.become(new Weather.Gone());
      tabTo(phone, "#punch");
      before = phone.pressed();
      keyboard.press("Space");
      var second = phone.pressedAfter(before);
      phone.connectionIs("away");
      tabTo(phone, "#sign-out");
      keyboard.press("Enter");
      assertThat(phone.page().locator("#leave-warning")).isVisible();
      keyboard.press("Escape");
      assertThat(phone.page().locator("#leave-warning")).isHidden();
      phone.shows("punch");
      tabTo(phone, "#send-now");
      // Only now: the page itself tries again all the while, and takes the button away.
      road.clear();
      keyboard.press("Enter");
      phone.becomes(second, "recorded");
      tabTo(phone, "#sign-out");
      keyboard.press("Enter");
      phone.shows("sign-in");
    }
  }

  @Test
  void a_wrong_password_is_said_beside_its_field_and_the_login_stays() {
    try (var phone = bed.phone().open()) {
      var ana = bed.somebody();
      phone.fillIn(ana, "not the password");
      phone.says("#sign-in-problem");
      assertThat(phone.page().locator("input[name=password]"))
          .hasAttribute("aria-describedby", "sign-in-problem");
      assertThat(phone.page().locator("input[name=login]")).hasValue(ana);
      phone.signIn(ana);
    }
  }

  @Test
  void a_cpf_with_a_typo_is_found_before_anybody_is_asked() {
    try (var phone = bed.phone().open()) {
      var ana = bed.somebody();
      var typo = ana.substring(0, 10) + (ana.charAt(10) == '0' ? '1' : '0');
      phone.fillIn(typo, Site.PASSWORD);
      phone.says("#login-problem");
      assertThat(phone.page().locator("input[name=login]")).isFocused();
      assertThat(phone.page().locator("input[name=password]")).hasValue(Site.PASSWORD);
      assertThat(road.passed()).noneMatch(passed -> passed.path().equals("/v1/sessions"));
      phone.signIn(ana.replaceFirst("(...)(...)(...)(..)", "$1.$2.$3-$4"));
    }
  }

  @Test
  void the_language_can_be_chosen_and_is_remembered() {
    try (var phone = bed.phone("en", Bed.PHONE).open()) {
      assertThat(phone.page().locator("html")).hasAttribute("lang", "en");
      phone.page().locator("#language").selectOption("pt-BR");
      assertThat(phone.page().locator("html")).hasAttribute("lang", "pt-BR");
      phone.reload();
      assertThat(phone.page().locator("html")).hasAttribute("lang", "pt-BR");
      phone.signIn(bed.somebody());
    }
  }

  @Test
  void the_place_comes_along_where_the_employer_wants_it_and_the_person_allows_it() {
    bed.site().wantPlace("saber em que loja foi");
    try (var phone = bed.phone().at(-23.5, -46.6).open().signIn(bed.somebody())) {
      assertThat(phone.page().locator("#place")).containsText("saber em que loja foi");
      var id = phone.press();
      phone.becomes(id, "recorded");
      assertThat(bed.place(id)).isEqualTo("-23.5 -46.6");
    } finally {
      bed.site().wantPlace("");
    }
  }

  @Test
  void a_punch_goes_on_without_the_place_when_it_is_refused() {
    bed.site().wantPlace("saber em que loja foi");
    try (var phone = bed.phone().open().signIn(bed.somebody())) {
      var id = phone.press();
      phone.becomes(id, "recorded");
      assertThat(bed.place(id)).isEmpty();
    } finally {
      bed.site().wantPlace("");
    }
  }

  @Test
  void nobody_is_asked_for_a_place_that_the_employer_does_not_want() {
    try (var phone = bed.phone().at(-23.5, -46.6).open().signIn(bed.somebody())) {
      assertThat(phone.page().locator("#place")).isHidden();
      var id = phone.press();
      phone.becomes(id, "recorded");
      assertThat(bed.place(id)).isEmpty();
    }
  }

  @Test
  void a_punch_from_another_century_is_kept_and_its_card_says_why() {
    try (var phone = bed.phone().withClockWrongBy(Phone.DECADES).open()) {
      phone.signIn(bed.somebody());
      var id = phone.press();
      phone.becomes(id, "set-aside");
      assertThat(bed.site().ask("SELECT reason FROM set_aside WHERE punch_id = '" + id + "'"))
          .isEqualTo("instant-out-of-range");
    }
  }
}
