package ponto.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ViewportSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ponto.server.Site;

/** The reports in a browser: lists, chart and file, with the filters in the URL. */
@ExtendWith(OneBed.class)
class ReportsTest {
  private static final ViewportSize NARROW = new ViewportSize(320, 568);
  private static final Path FOLDER = Path.of("..", "docs", "screens");
  private static final List<String> REPORTS =
      List.of("presence", "headcount", "days", "punches", "late");

  private final Bed bed;

  ReportsTest(Bed bed) {
    this.bed = bed;
  }

  /** Lets somebody whom no test has used punch once. */
  private String punched() {
    var cpf = bed.somebody();
    try (var phone = bed.phone()) {
      phone.open().signIn(cpf).press();
      bed.awaitRows(cpf, 1);
    }
    return cpf;
  }

  private void enter(Phone phone, String login, String query) {
    phone.page().navigate(bed.road().origin() + "/reports" + query);
    phone.page().waitForSelector("body[data-ready=true]");
    phone.fillIn(login, Site.PASSWORD);
  }

  @Test
  void hr_sees_a_person_of_the_url_as_line_chart_and_file() throws IOException {
    var cpf = punched();
    try (var phone = bed.phone()) {
      enter(phone, "rh", "?report=punches&worker=" + cpf);
      phone.shows("page");
      var page = phone.page();
      assertThat(page.locator("#lines tbody tr")).hasCount(1);
      assertThat(page.locator("#worker")).hasValue(cpf);
      var file = page.waitForDownload(() -> page.locator("#csv").click());
      assertThat(file.suggestedFilename()).startsWith("ponto-marcacoes-").endsWith(".csv");
      assertThat(Files.readString(file.path()))
          .startsWith("\uFEFF")
          .contains(cpf.replaceFirst("(...)(...)(...)(..)", "$1.$2.$3-$4;"));

      page.locator("#kinds a[data-report=headcount]").click();
      assertThat(page).hasURL(Pattern.compile("report=headcount.*worker=" + cpf));
      assertThat(page.locator("#charts svg[role=img]")).hasCount(2);
      assertThat(page.locator("#charts .bar")).hasCount(1);
      assertThat(page.locator("#lines tbody tr")).hasCount(1);
      page.goBack();
      assertThat(page.locator("#kinds [aria-current=page]")).hasAttribute("data-report", "punches");
    }
  }

  @Test
  void a_manager_sees_only_the_own_people_and_a_worker_is_shown_the_way() {
    var own = punched();
    var other = punched();
    bed.site()
        .execute(
            "DELETE FROM supervision WHERE worker_id ="
                + " (SELECT worker_id FROM worker WHERE cpf = '"
                + other
                + "')");
    try (var phone = bed.phone()) {
      enter(phone, "gestora", "?report=punches&worker=" + own);
      phone.shows("page");
      assertThat(phone.page().locator("#lines tbody tr")).hasCount(1);
      phone.page().locator("#worker").fill(other);
      phone.page().locator("#worker").press("Enter");
      assertThat(phone.page().locator("#status")).containsText("Nenhuma marcação");
      assertThat(phone.page().locator("#lines tbody tr")).hasCount(0);
    }
    try (var phone = bed.phone()) {
      enter(phone, own, "");
      phone.shows("forbidden");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt-BR", "en"})
  void no_report_violates_a_rule_of_axe_or_scrolls_sideways_on_320_pixels(String language) {
    punched();
    try (var phone = bed.phone(language, NARROW)) {
      enter(phone, "rh", "");
      phone.shows("page");
      for (var report : REPORTS) {
        phone.page().locator("#kinds a[data-report=" + report + "]").click();
        assertThat(phone.page().locator("#status")).hasText(Pattern.compile("\\d|Nenhuma|No "));
        look(phone, language, "reports-" + report);
      }
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
                    .setFullPage(true)
                    .setPath(FOLDER.resolve(language, width + "-" + state + ".png")));
      }
      phone.page().setViewportSize(NARROW.width, NARROW.height);
    }
  }
}
