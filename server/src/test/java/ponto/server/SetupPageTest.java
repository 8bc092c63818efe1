package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page behind the first start's link, held to the content policy and to the contract. */
class SetupPageTest {
  private static final Pattern FIELD = Pattern.compile(" name=\"(/[^\"]*)\"");
  private static final Pattern TEXT = Pattern.compile("data-text=\"([^\"]*)\"");

  private static String read(String name) throws IOException {
    try (var file = requireNonNull(SetupPageTest.class.getResourceAsStream("/web" + name), name)) {
      return new String(file.readAllBytes(), UTF_8);
    }
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }

  @Test
  void the_page_has_no_script_and_no_style_of_its_own() throws Exception {
    assertThat(read("/setup.html"))
        .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=|javascript:|<base")
        .doesNotContainPattern("<script(?![^>]*\\ssrc=)");
    assertThat(read("/setup.html") + read("/setup.css") + read("/setup.js"))
        .doesNotContain("http:", "https:", "@import");
  }

  @Test
  void its_fields_are_those_that_a_problem_of_the_set_up_can_point_at() throws Exception {
    var fields = all(FIELD, read("/setup.html"));
    assertThat(fields)
        .containsExactlyInAnyOrder(
            "/token",
            "/employer/document",
            "/employer/name",
            "/employer/place",
            "/employer/zone",
            "/employer/responsibleCpf",
            "/admin/name",
            "/admin/login",
            "/admin/password");
    for (var field : fields) {
      assertThat(read("/setup.js").split("'" + field + "': '", -1)).as(field).hasSize(3);
    }
  }

  @Test
  void every_text_is_there_in_both_languages() throws Exception {
    var script = read("/setup.js");
    for (var text : all(TEXT, read("/setup.html"))) {
      assertThat(script.split("\n    " + text + ": ['\"]", -1)).as(text).hasSize(3);
    }
  }
}
