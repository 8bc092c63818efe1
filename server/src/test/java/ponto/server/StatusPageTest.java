package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The status page as it lies in the server's jar, held to what a strict content policy allows. */
class StatusPageTest {
  private static final Pattern NAMED = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  /** What the server answers itself. */
  private static final List<String> ANSWERED = List.of("/docs", "/openapi.json", "/readyz");

  private static String read(String name) throws IOException {
    try (var file = requireNonNull(StatusPageTest.class.getResourceAsStream("/web" + name), name)) {
      return new String(file.readAllBytes(), UTF_8);
    }
  }

  @Test
  void the_page_has_no_script_and_no_style_of_its_own() throws Exception {
    assertThat(read("/status/index.html"))
        .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=|javascript:|<base")
        .doesNotContainPattern("<script(?![^>]*\\ssrc=)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/status/index.html", "/status.css", "/status.js", "/icon.svg"})
  void it_asks_nobody_but_its_own_server(String name) throws Exception {
    assertThat(read(name).replace("xmlns=\"http://www.w3.org/2000/svg\"", ""))
        .doesNotContain("http:", "https:", "\"//", "'//", "@import");
  }

  @Test
  void every_file_that_the_page_names_is_there() throws Exception {
    for (var named : NAMED.matcher(read("/status/index.html")).results().toList()) {
      var name = named.group(1);
      if (!ANSWERED.contains(name)) {
        assertThat(read(name)).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"database", "database-starting", "inbox"})
  void it_has_words_in_both_languages_for_what_may_not_be_well(String name) throws Exception {
    assertThat(Pattern.compile("\n      '?" + name + "'?: '").matcher(read("/status.js")).results())
        .hasSize(2);
  }
}
