package ponto.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ViewportSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ponto.browser.FaultyRoad.Weather;
import ponto.server.Site;

/** A worker's receipts in a browser: those of two days one by one, any period as a zip. */
@ExtendWith(OneBed.class)
class ReceiptsTest {
  private static final ViewportSize NARROW = new ViewportSize(320, 568);
  private static final Path FOLDER = Path.of("..", "docs", "screens");

  /** More than the controls of either page; a date has several parts. */
  private static final int TABS_MAX = 30;

  private static final String LINK = "#view-punch a[href='/receipts']";

  private final Bed bed;

  ReceiptsTest(Bed bed) {
    this.bed = bed;
  }

  /**
   * Somebody whom no test has used punches so often, and goes to the receipts by the page's link.
   */
  private String enter(Phone phone, int punches) {
    var cpf = bed.somebody();
    phone.open().signIn(cpf);
    for (var i = 0; i < punches; i++) {
      phone.becomes(phone.press(), "recorded");
      bed.passes(Duration.ofMinutes(2), phone);
    }
    phone.page().locator(LINK).click();
    phone.page().waitForSelector("body[data-ready=true]");
    phone.shows("page");
    return cpf;
  }

  private static byte[] saved(Page page, Runnable click) throws IOException {
    return Files.readAllBytes(page.waitForDownload(click).path());
  }

  @Test
  void a_worker_takes_each_receipt_and_a_period_and_sees_nobody_elses() throws IOException {
    try (var other = bed.phone()) {
      enter(other, 1);
    }
    try (var phone = bed.phone()) {
      var cpf = enter(phone, 2);
      var page = phone.page();
      assertThat(page.locator("#items > li")).hasCount(2);
      assertThat(page.locator("#status")).containsText("2 comprovantes");
      var pdf = saved(page, () -> page.locator("#items button").first().click());
      assertThat(new String(pdf, ISO_8859_1)).startsWith("%PDF");
      assertThat(page.locator("#items .result").first())
          .hasText(Pattern.compile("Arquivo comprovante-.*\\.pdf baixado"));

      var file = page.waitForDownload(() -> page.locator("#zip").click());
      assertThat(file.suggestedFilename()).isEqualTo("comprovantes.zip");
      try (var zip = new ZipFile(file.path().toFile())) {
        assertThat(zip.size()).isEqualTo(bed.rows(cpf)).isEqualTo(2);
      }
    }
  }

  @Test
  void what_the_server_makes_meanwhile_is_asked_for_again_where_it_says() throws IOException {
    try (var phone = bed.phone()) {
      enter(phone, 1);
      var page = phone.page();
      // As the cloud answers: first where to ask, then not yet, then where the file is.
      page.route("**/v1/receipts?*", route -> later(route, "/v1/exports/one"));
      var asked = new AtomicInteger();
      page.route(
          "**/v1/exports/one",
          route -> {
            if (asked.incrementAndGet() == 1) {
              later(route, "/v1/exports/one");
            } else {
              route.fulfill(
                  new Route.FulfillOptions()
                      .setStatus(200)
                      .setHeaders(
                          Map.of(
                              "Content-Type", "application/zip",
                              "Content-Disposition", "attachment; filename=\"meanwhile.zip\""))
                      .setBody("PK"));
            }
          });
      var file = page.waitForDownload(() -> page.locator("#zip").click());
      assertThat(file.suggestedFilename()).isEqualTo("meanwhile.zip");
      assertThat(asked).hasValue(2);
    }
  }

  private static void later(Route route, String where) {
    route.fulfill(
        new Route.FulfillOptions()
            .setStatus(202)
            .setHeaders(
                Map.of("Content-Type", "application/json", "Location", where, "Retry-After", "1"))
            .setBody("{\"status\":\"in-the-making\"}"));
  }

  @Test
  void without_a_connection_and_with_dates_that_cannot_be_it_says_so_and_goes_on() {
    try (var phone = bed.phone()) {
      enter(phone, 1);
      var page = phone.page();
      page.locator("#to").fill("2020-01-01");
      page.locator("#zip").click();
      assertThat(page.locator("#period-problem")).hasText(Pattern.compile("Escreva as duas datas"));
      assertThat(page.locator("#from")).isFocused();

      phone.context().setOffline(true);
      page.locator("#items button").click();
      assertThat(page.locator("#items .result")).containsText("Sem conexão");
      phone.context().setOffline(false);
      var file = page.waitForDownload(() -> page.locator("#items button").click());
      assertThat(file.suggestedFilename()).endsWith(".pdf");
    }
  }

  @Test
  void what_has_no_receipt_yet_says_why_and_gets_it_once_it_was_sent() {
    try (var phone = bed.phone()) {
      phone.open().signIn(bed.somebody());
      // Only letters are turned away: the page opens.
      bed.road().become(new Weather.Busy(1));
      var id = phone.press();
      phone.connectionIs("away");
      phone.page().locator(LINK).click();
      phone.becomes(id, "stored");
      assertThat(phone.card(id)).containsText("Ainda só neste aparelho");
      assertThat(phone.page().locator("#items button")).hasCount(0);

      bed.road().clear();
      phone.newTab().becomes(id, "recorded");
      phone.tab(0).becomes(id, "recorded");
      assertThat(phone.card(id).locator("button")).isVisible();
    }
  }

  @Test
  void what_was_accepted_is_followed_until_it_is_recorded() {
    try (var phone = bed.phone()) {
      phone.open().signIn(bed.somebody());
      var page = phone.page();
      var asked = new AtomicInteger();
      page.route(
          "**/v1/punches?*",
          route -> {
            if (!page.url().endsWith("/receipts")) {
              // The punch page may not settle it first.
              route.abort();
            } else if (route.request().url().contains("?from=") && asked.incrementAndGet() == 1) {
              // As while the recorder is a moment behind.
              route.fulfill(
                  new Route.FulfillOptions()
                      .setContentType("application/json")
                      .setBody("{\"items\":[],\"nextCursor\":null}"));
            } else {
              route.resume();
            }
          });
      var id = phone.press();
      phone.becomes(id, "accepted");
      page.locator(LINK).click();
      phone.becomes(id, "recorded");
      assertThat(asked.get()).isGreaterThan(1);
    }
  }

  @Test
  void who_is_signed_out_meanwhile_signs_in_where_the_receipts_are() throws IOException {
    try (var phone = bed.phone()) {
      var cpf = enter(phone, 1);
      var page = phone.page();
      assertThat(page.locator("#items > li")).hasCount(1);
      bed.endSessions(cpf);
      bed.road().become(new Weather.Expired(bed.road().letters().getLast().bearer()));
      page.locator("#items button").click();
      phone.shows("sign-in");
      assertThat(page.locator("#sign-in-problem")).containsText("A sessão terminou");
      bed.road().clear();
      phone.fillIn(cpf, Site.PASSWORD);
      phone.shows("page");
      var pdf = saved(page, () -> page.locator("#items button").click());
      assertThat(new String(pdf, ISO_8859_1)).startsWith("%PDF");
    }
  }

  @Test
  void nobody_is_given_a_zip_without_receipts() {
    try (var phone = bed.phone()) {
      enter(phone, 0);
      var page = phone.page();
      page.onDownload(file -> {
        throw new AssertionError(file.suggestedFilename());
      });
      page.locator("#from").fill("2020-01-01");
      page.locator("#to").fill("2020-01-31");
      page.locator("#zip").click();
      assertThat(page.locator("#zip-note")).containsText("Nenhum comprovante neste período");
    }
  }

  @Test
  void thumb_and_keyboard_reach_the_receipts() throws IOException {
    try (var phone = bed.phone()) {
      phone.open().signIn(bed.somebody());
      var id = phone.press();
      phone.becomes(id, "recorded");
      var page = phone.page();
      // What became of the punch is in sight as well.
      assertThat(page.locator(LINK)).isInViewport();
      assertThat(phone.card(id).locator(".state")).isInViewport();
      reach(phone, LINK);
      page.keyboard().press("Enter");
      phone.shows("page");
      page.locator("#items button").waitFor();
      reach(phone, "#items button");
      var pdf = saved(page, () -> page.keyboard().press("Enter"));
      assertThat(new String(pdf, ISO_8859_1)).startsWith("%PDF");
      reach(phone, "#zip");
      assertThat(saved(page, () -> page.keyboard().press("Enter"))).startsWith('P', 'K');
    }
  }

  /** Goes on with the tabulator until it is there. */
  private static void reach(Phone phone, String selector) {
    for (var presses = 0; presses < TABS_MAX; presses++) {
      phone.page().keyboard().press("Tab");
      assertThat(phone.hasVisibleFocus())
          .as("%s", phone.page().evaluate("() => document.activeElement.outerHTML.slice(0, 120)"))
          .isTrue();
      if (phone.page().locator(selector + ":focus").count() > 0) {
        return;
      }
    }
    throw new AssertionError("no tabulator leads to " + selector);
  }

  @Test
  void an_account_of_nobody_who_punches_is_shown_the_way() {
    try (var phone = bed.phone()) {
      phone.page().navigate(bed.road().origin() + "/receipts");
      phone.page().waitForSelector("body[data-ready=true]");
      phone.fillIn("auditora", Site.PASSWORD);
      phone.shows("forbidden");
      assertThat(phone.page().locator("#to-receipts")).isHidden();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt-BR", "en"})
  void it_violates_no_rule_of_axe_and_never_scrolls_sideways(String language) {
    try (var phone = bed.phone(language, NARROW)) {
      enter(phone, 2);
      assertThat(phone.page().locator("#items > li")).hasCount(2);
      phone.page().waitForDownload(() -> phone.page().locator("#items button").first().click());
      look(phone, language, "receipts");
      phone.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      look(phone, language, "receipts-dark");
    }
    try (var phone = bed.phone(language, NARROW)) {
      var cpf = bed.somebody();
      phone.open().signIn(cpf);
      phone.becomes(phone.press(), "recorded");
      bed.passes(Duration.ofMinutes(2), phone);
      bed.road().become(new Weather.Busy(60));
      phone.press();
      phone.connectionIs("away");
      phone.page().locator(LINK).click();
      assertThat(phone.page().locator("#items > li")).hasCount(2);
      look(phone, language, "receipts-waiting");
      bed.endSessions(cpf);
      bed.road().become(new Weather.Expired(bed.road().letters().getLast().bearer()));
      phone.page().locator("#items button").click();
      phone.shows("sign-in");
      look(phone, language, "receipts-expired");
      bed.road().clear();
    }
    try (var phone = bed.phone(language, NARROW)) {
      enter(phone, 0);
      assertThat(phone.page().locator("#status")).hasText(Pattern.compile("Nenhuma|No "));
      look(phone, language, "receipts-empty");
    }
  }

  private static void look(Phone phone, String language, String state) {
    assertThat(Axe.violations(phone.page())).as(state).isEmpty();
    assertThat(phone.scrollsSideways()).as(state + " scrolls sideways").isFalse();
    if (Boolean.getBoolean("ponto.screens")) {
      for (var width : List.of(360, 1280)) {
        phone.page().setViewportSize(width, width == 360 ? 640 : 800);
        phone
            .page()
            .screenshot(
                new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(FOLDER.resolve(language, width + "-" + state + ".png")));
      }
      phone.page().setViewportSize(NARROW.width, NARROW.height);
    }
  }
}
