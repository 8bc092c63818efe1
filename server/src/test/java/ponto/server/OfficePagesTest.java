package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ponto.punch.Reason;

/** The office's pages: the words in both languages, and nothing inline or from elsewhere. */
class OfficePagesTest {
  private static final Path WEB = Path.of("..", "web");
  private static final List<String> FOLDERS = List.of("office", "inbox", "receipts");
  private static final Pattern ENTRY = Pattern.compile("\"([^\"]+)\": \"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern GAP = Pattern.compile("\\{\\w+}");
  private static final Pattern IN_HTML = Pattern.compile("data-(?:text|label)=\"([^\"]+)\"");
  private static final Pattern CALLED = Pattern.compile("\\bt\\('([^']+)'");

  private static Map<String, String> catalogue(String language) throws IOException {
    var all = new HashMap<String, String>();
    for (var folder : FOLDERS) {
      var text = Files.readString(WEB.resolve(folder).resolve(language + ".json"), UTF_8);
      all.putAll(
          ENTRY
              .matcher(text)
              .results()
              .collect(toMap(found -> found.group(1), found -> found.group(2))));
    }
    return all;
  }

  private static String texts(String ending) throws IOException {
    var texts = new StringBuilder();
    for (var folder : FOLDERS) {
      try (var files = Files.list(WEB.resolve(folder))) {
        for (var file : files.filter(path -> path.toString().endsWith(ending)).toList()) {
          texts.append(Files.readString(file, UTF_8));
        }
      }
    }
    return texts.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt-BR", "en"})
  void every_reason_has_a_sentence_and_a_remedy(String language) throws Exception {
    var words = catalogue(language).keySet();
    for (var reason : Reason.values()) {
      assertThat(words).contains("reason." + reason.wire(), "remedy." + reason.wire());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt-BR", "en"})
  void every_word_that_is_used_is_in_the_catalogue(String language) throws Exception {
    var words = catalogue(language).keySet();
    for (var found : IN_HTML.matcher(texts(".html")).results().toList()) {
      assertThat(words).contains(found.group(1));
    }
    for (var found : CALLED.matcher(texts(".js")).results().toList()) {
      var used = found.group(1);
      assertThat(words.contains(used) || words.contains(used + ".other")).as(used).isTrue();
    }
  }

  @Test
  void both_languages_have_the_same_words_with_the_same_gaps() throws Exception {
    var portuguese = catalogue("pt-BR");
    var english = catalogue("en");
    assertThat(english.keySet()).isEqualTo(portuguese.keySet());
    portuguese.forEach((key, text) ->
        assertThat(gaps(english.getOrDefault(key, ""))).as(key).isEqualTo(gaps(text)));
  }

  private static List<String> gaps(String text) {
    return GAP.matcher(text).results().map(found -> found.group()).sorted().toList();
  }

  @Test
  void nobody_else_is_asked_and_nothing_is_inline() throws Exception {
    assertThat(texts(".html") + texts(".js") + texts(".css"))
        .doesNotContain("http:", "https:", "@import", "innerHTML", "outerHTML", "eval(")
        .doesNotContainPattern("<style|\\sstyle=|javascript:|<base")
        .doesNotContainPattern("<script(?![^>]*\\ssrc=)");
  }
}
