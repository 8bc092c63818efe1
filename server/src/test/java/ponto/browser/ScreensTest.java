package ponto.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ViewportSize;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Takes the pictures in docs/screens; only when asked, since it writes into the tree. */
@ExtendWith(OneBed.class)
@EnabledIfSystemProperty(named = "ponto.screens", matches = "true")
class ScreensTest {
  private static final Path FOLDER = Path.of("..", "docs", "screens");

  private final Bed bed;

  ScreensTest(Bed bed) {
    this.bed = bed;
  }

  @ParameterizedTest
  @CsvSource({
    "pt-BR, 320, 568", "pt-BR, 360, 640", "pt-BR, 1280, 800",
    "en, 320, 568", "en, 360, 640", "en, 1280, 800"
  })
  void every_state_has_its_picture(String language, int width, int height) {
    new States(bed)
        .each(
            language,
            new ViewportSize(width, height),
            (state, phone) ->
                phone
                    .page()
                    .screenshot(
                        new Page.ScreenshotOptions()
                            // A warning darkens the screen, not the page.
                            .setFullPage(!state.equals("leave-warning"))
                            .setPath(FOLDER.resolve(language, width + "-" + state + ".png"))));
  }
}
