package ponto.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ViewportSize;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ponto.server.Patience;
import ponto.server.Site;

/** The inbox in a browser: hr looks at what was set aside and decides, an auditor only looks. */
@ExtendWith(OneBed.class)
class InboxTest {
  private static final ViewportSize NARROW = new ViewportSize(320, 568);
  private static final Path FOLDER = Path.of("..", "docs", "screens");

  /** Hands in punches of a badge that nobody has, as the collector does. */
  private static final String HAND_IN =
      """
      async ([password, badge, ids]) => {
        const post = async (path, body, token) => (await fetch(path, {
          method: 'POST', body: JSON.stringify(body),
          headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
        })).json();
        const { accessToken } = await post('/v1/sessions', { login: 'coletor', password });
        const punches = ids.map((id) => ({
          id, badge, at: '2026-11-20T08:01:37.000-03:00', zone: 'America/Sao_Paulo', offline: true, collector: 'kiosk',
        }));
        return (await post('/v1/punches', { punches }, accessToken)).status;
      }
      """;

  private final Bed bed;

  InboxTest(Bed bed) {
    this.bed = bed;
  }

  /** Sets so many punches of this badge aside; answers their ids. */
  private List<String> setAside(Phone phone, String badge, int count) {
    var ids = Stream.generate(() -> UUID.randomUUID().toString()).limit(count).toList();
    phone.page().navigate(bed.road().origin() + "/inbox");
    assertThat(phone.page().evaluate(HAND_IN, List.of(Site.PASSWORD, badge, ids)))
        .isEqualTo("accepted");
    Patience.until(
        "set aside",
        () -> bed.site().ask("SELECT count(*) FROM set_aside WHERE raw LIKE '%" + badge + "%'"),
        seen -> seen.equals(Integer.toString(count)));
    return ids;
  }

  private void enter(Phone phone, String login) {
    phone.page().navigate(bed.road().origin() + "/inbox");
    phone.page().waitForSelector("body[data-ready=true]");
    phone.fillIn(login, Site.PASSWORD);
  }

  private static Locator cards(Phone phone, String badge) {
    return phone
        .page()
        .locator("#items > li")
        .filter(new Locator.FilterOptions().setHasText(badge));
  }

  @Test
  void hr_binds_one_and_discards_many_and_each_result_stays_in_sight() {
    try (var phone = bed.phone()) {
      var ids = setAside(phone, "B-ONE", 1);
      setAside(phone, "B-MANY", 2);
      enter(phone, "rh");
      phone.shows("page");
      var one = cards(phone, "B-ONE");
      one.locator("[data-control=bind]").click();
      phone.page().locator("#search").fill(Site.cpf(90));
      assertThat(phone.page().locator("#found input:checked")).hasCount(1);
      phone.page().locator("#bind-form button[type=submit]").click();
      assertThat(one.locator(".result[data-state=done]")).isVisible();
      Patience.until(
          "the row", () -> bed.column(ids.getFirst(), "cpf"), cpf -> cpf.equals(Site.cpf(90)));

      for (var box : cards(phone, "B-MANY").locator("[data-control=choose]").all()) {
        box.check();
      }
      phone.page().locator("#discard-many").click();
      phone.page().locator("#discard-form button[type=submit]").click();
      assertThat(phone.page().locator("#discard-problem")).not().isEmpty();
      phone.page().locator("#reason").fill("crachá de teste");
      phone.page().locator("#discard-form button[type=submit]").click();
      assertThat(cards(phone, "B-MANY").locator(".result[data-state=done]")).hasCount(2);
      assertThat(one.locator(".result[data-state=done]")).isVisible();
      assertThat(
              bed.site()
                  .ask("SELECT count(*) FROM set_aside_decision WHERE reason = 'crachá de teste'"))
          .isEqualTo("2");
    }
  }

  @Test
  void an_auditor_sees_without_buttons_and_a_worker_is_shown_the_way() {
    try (var phone = bed.phone()) {
      setAside(phone, "B-SEEN", 1);
      enter(phone, "auditora");
      phone.shows("page");
      assertThat(cards(phone, "B-SEEN")).isVisible();
      assertThat(phone.page().locator("#items [data-control=discard]")).hasCount(0);
      assertThat(phone.page().locator("#bar")).isHidden();
    }
    try (var phone = bed.phone()) {
      enter(phone, bed.somebody());
      phone.shows("forbidden");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt-BR", "en"})
  void no_state_violates_a_rule_of_axe_or_scrolls_sideways_on_320_pixels(String language) {
    try (var phone = bed.phone(language, NARROW)) {
      var badge = "B-AXE-" + language;
      setAside(phone, badge, 1);
      look(phone, language, "inbox-sign-in");
      enter(phone, "rh");
      phone.shows("page");
      assertThat(cards(phone, badge)).isVisible();
      look(phone, language, "inbox");
      cards(phone, badge).locator("[data-control=bind]").click();
      phone.page().locator("#found input").first().waitFor();
      look(phone, language, "inbox-bind");
      phone.page().locator("#bind-cancel").click();
      cards(phone, badge).locator("[data-control=discard]").click();
      look(phone, language, "inbox-discard");
      phone.page().locator("#discard-cancel").click();
      phone.page().locator(".tabs a[href='#dead']").click();
      assertThat(phone.page().locator(".tabs a[href='#dead']"))
          .hasAttribute("aria-current", "page");
      assertThat(phone.page().locator("#items > li")).hasCount(0);
      look(phone, language, "inbox-dead-empty");
    }
  }

  private static void look(Phone phone, String language, String state) {
    assertThat(Axe.violations(phone.page())).as(state).isEmpty();
    assertThat(phone.scrollsSideways()).as(state + " scrolls sideways").isFalse();
    if (Boolean.getBoolean("ponto.screens")) {
      for (var width : List.of(360, 1280)) {
        phone.page().setViewportSize(width, 800);
        phone
            .page()
            .screenshot(
                new Page.ScreenshotOptions()
                    .setFullPage(!state.endsWith("bind") && !state.endsWith("discard"))
                    .setPath(FOLDER.resolve(language, width + "-" + state + ".png")));
      }
      phone.page().setViewportSize(NARROW.width, NARROW.height);
    }
  }
}
