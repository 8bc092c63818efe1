package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/law.md names classes, tests and files: each of them is there. */
final class LawDocumentTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** A class, perhaps with one of its members; a migration; the sentence that a test is. */
  private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z0-9]+[A-Za-z0-9]*)(\\.\\w+)?`");

  private static final Pattern MIGRATION = Pattern.compile("`(V[0-9]{3}__\\w+\\.sql)`");
  private static final Pattern SENTENCE = Pattern.compile("`([a-z0-9]+(_[a-z0-9]+){2,})`");

  private static String law() throws IOException {
    return Files.readString(ROOT.resolve("docs/law.md"));
  }

  private static List<Path> sources() throws IOException {
    var sources = new ArrayList<Path>();
    try (var modules = Files.newDirectoryStream(ROOT)) {
      for (var module : modules) {
        if (Files.isDirectory(module.resolve("src"))) {
          try (var files = Files.walk(module.resolve("src"))) {
            files.filter(file -> file.toString().matches(".*\\.(java|sql)")).forEach(sources::add);
          }
        }
      }
    }
    return sources;
  }

  private static List<String> named(Pattern pattern) throws IOException {
    return pattern.matcher(law()).results().map(found -> found.group(1)).distinct().toList();
  }

  @Test
  void every_class_and_migration_that_it_names_exists() throws IOException {
    var files =
        sources().stream()
            .map(file -> file.getFileName().toString())
            .flatMap(name -> Stream.of(name, name.replace(".java", "")))
            .collect(Collectors.toSet());
    assertThat(named(CLASS)).hasSizeGreaterThan(40).allMatch(files::contains);
    assertThat(named(MIGRATION)).isNotEmpty().allMatch(files::contains);
  }

  @Test
  void every_test_that_it_quotes_exists() throws IOException {
    var tests = new StringBuilder();
    for (var file : sources()) {
      if (file.toString().endsWith("Test.java")) {
        tests.append(Files.readString(file));
      }
    }
    assertThat(named(SENTENCE))
        .hasSizeGreaterThan(10)
        .allMatch(sentence -> tests.indexOf("void " + sentence + "(") > 0);
  }
}
