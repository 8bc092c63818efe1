package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The punch page's files: what a phone downloads, what works off-line, and the words in both
 * languages.
 */
class PunchPageFilesTest {
  /** With 50 KB/s, which a phone in a basement has, the page is there in less than a second. */
  private static final int BYTES_MAX = 35_000;

  private static final Path WEB = Path.of("..", "web");
  private static final List<String> AT_THE_ROOT =
      List.of("/", "/sw.js", "/manifest.webmanifest", "/icon.svg", "/icon-192.png");
  private static final List<String> LANGUAGES = List.of("pt-BR", "en");
  private static final Pattern ENTRY = Pattern.compile("\"([^\"]+)\": \"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");
  private static final Pattern IN_HTML = Pattern.compile("data-(?:text|label)=\"([^\"]+)\"");
  private static final Pattern QUOTED = Pattern.compile("'([a-zA-Z][\\w.-]*)'");

  /** A template such as {@code `state.${state}`} uses every word that begins so. */
  private static final Pattern BEGINNING = Pattern.compile("`([a-zA-Z]+\\.)\\$\\{");

  private static final Pattern WORD = Pattern.compile("([a-z-]+)");
  private static final Pattern QUOTE = Pattern.compile("'([^']*)'");
  private static final Pattern NAMED = Pattern.compile("(?:href|src)=\"(/[^\"]*)\"");
  private static final Pattern IMPORT = Pattern.compile("(?:from |import\\()'\\./([^']+)'");

  private static List<String> files() throws IOException {
    try (var folder = Files.list(WEB.resolve("punch"))) {
      return Stream.concat(AT_THE_ROOT.stream(), folder.map(file -> "/punch/" + file.getFileName()))
          .sorted()
          .toList();
    }
  }

  private static String read(String path) throws IOException {
    var file = path.equals("/") ? "index.html" : path.substring(1);
    return Files.readString(WEB.resolve(file), UTF_8);
  }

  private static boolean isText(String path) {
    return !path.endsWith(".png");
  }

  private static String scripts() throws IOException {
    var scripts = new StringBuilder();
    for (var file : files()) {
      if (file.endsWith(".js")) {
        scripts.append(read(file));
      }
    }
    return scripts.toString();
  }

  private static Set<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
  }

  private static Map<String, String> catalogue(String language) throws IOException {
    return ENTRY
        .matcher(read("/punch/" + language + ".json"))
        .results()
        .collect(toMap(found -> found.group(1), found -> found.group(2)));
  }

  private static Pages.Content content(String path) {
    return Pages.find(path).orElseThrow(() -> new AssertionError("not served: " + path));
  }

  @Test
  void the_whole_page_is_at_most_35_kilobytes_on_its_way() throws Exception {
    var total = 0;
    var sizes = new ArrayList<String>();
    for (var path : files()) {
      var content = content(path);
      var zipped = content.zipped();
      var bytes = zipped == null ? zippedLength(content) : zipped.remaining();
      sizes.add(bytes + " " + path);
      total += bytes;
    }
    assertThat(total).as("%s", sizes).isLessThanOrEqualTo(BYTES_MAX);
  }

  private static int zippedLength(Pages.Content content) throws IOException {
    var bytes = new byte[content.plain().remaining()];
    content.plain().duplicate().get(bytes);
    var zipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.size();
  }

  @Test
  void the_worker_keeps_every_file_of_the_page() throws Exception {
    var worker = read("/sw.js");
    var modules = between(worker, "const MODULES =", ";");
    var others = between(worker, "const SHELL =", "...MODULES");
    var kept = new TreeSet<String>();
    var names =
        String.join("", QUOTE.matcher(modules).results().map(found -> found.group(1)).toList());
    for (var name : all(WORD, names)) {
      kept.add("/punch/" + name + ".js");
    }
    for (var name : all(QUOTE, others)) {
      kept.add("/" + name);
    }
    var expected = new TreeSet<>(files());
    // The browser keeps the worker itself.
    expected.remove("/sw.js");
    assertThat(kept).containsExactlyElementsOf(expected);
  }

  private static String between(String text, String start, String end) {
    var from = text.indexOf(start);
    return text.substring(from, text.indexOf(end, from));
  }

  @Test
  void every_file_that_the_page_names_is_one_of_it() throws Exception {
    var files = files();
    var named = all(NAMED, read("/"));
    named.removeAll(Set.of("/status", "/receipts"));
    assertThat(files).containsAll(named);
    for (var module : all(IMPORT, scripts())) {
      assertThat(files).contains("/punch/" + module.replace("punch/", ""));
    }
  }

  @Test
  void nobody_else_is_asked_and_nothing_is_inline() throws Exception {
    for (var path : files().stream().filter(PunchPageFilesTest::isText).toList()) {
      assertThat(read(path).replace("http://www.w3.org/2000/svg", ""))
          .as(path)
          .doesNotContain("http:", "https:", "@import", "innerHTML", "outerHTML", "eval(");
    }
    assertThat(read("/"))
        .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=|javascript:|<base")
        .doesNotContainPattern("<script(?![^>]*\\ssrc=)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt-BR", "en"})
  void every_word_that_is_used_is_in_the_catalogue(String language) throws Exception {
    var words = catalogue(language).keySet();
    for (var used : all(IN_HTML, read("/"))) {
      assertThat(words).contains(used);
    }
    var called = Pattern.compile("\\bt\\((?:[^()'`]*\\? )?'([^']+)'(?: : '([^']+)')?");
    for (var call : called.matcher(scripts()).results().toList()) {
      for (var group = 1; group <= 2; group++) {
        if (call.group(group) != null) {
          assertThat(isThere(call.group(group), words)).as(call.group(group)).isTrue();
        }
      }
    }
    for (var beginning : all(BEGINNING, scripts())) {
      assertThat(words).as(beginning).anyMatch(word -> word.startsWith(beginning));
    }
  }

  private static boolean isThere(String used, Set<String> words) {
    return words.contains(used)
        || (words.contains(used + ".one") && words.contains(used + ".other"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt-BR", "en"})
  void no_word_is_in_the_catalogue_that_nobody_uses(String language) throws Exception {
    var used = all(IN_HTML, read("/"));
    used.addAll(all(QUOTED, scripts()));
    var beginnings = all(BEGINNING, scripts());
    assertThat(catalogue(language).keySet())
        .allMatch(word ->
            used.contains(word)
                || used.contains(word.replaceAll("\\.(one|other)$", ""))
                || beginnings.stream().anyMatch(word::startsWith));
  }

  @Test
  void both_languages_have_the_same_words_with_the_same_gaps() throws Exception {
    var portuguese = catalogue("pt-BR");
    var english = catalogue("en");
    assertThat(english.keySet()).isEqualTo(portuguese.keySet());
    for (var key : portuguese.keySet()) {
      assertThat(gaps(english, key)).as(key).isEqualTo(gaps(portuguese, key));
    }
  }

  private static Set<String> gaps(Map<String, String> words, String key) {
    return PLACEHOLDER
        .matcher(words.getOrDefault(key, ""))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  @Test
  void every_reason_and_every_flag_of_the_ledger_has_its_words() throws Exception {
    for (var language : LANGUAGES) {
      var words = catalogue(language).keySet();
      for (var reason : ponto.punch.Reason.values()) {
        assertThat(words).contains("reason." + reason.wire());
      }
      for (var flag : ponto.punch.Flag.values()) {
        assertThat(words).contains("flag." + flag.wire());
      }
    }
  }

  @Test
  void what_is_served_is_the_source_without_comments_and_indentation() {
    assertThat(
            Pages.lean("/** One.\n * Two. */\n  a('// b'); // c\n\n// d\n  /* e */\nf();\n", true))
        .isEqualTo("a('// b'); // c\nf();\n");
    assertThat(Pages.squeezed("a,\nb :hover { c: d; e: f g; }\n@media (x: y) {\nh { }\n}\n"))
        .isEqualTo("a,b :hover{c:d;e:f g}@media (x:y){h{}}");
    assertThat(Pages.lean("  <p>\n    // no comment\n", false)).isEqualTo("<p>\n// no comment\n");
  }
}
