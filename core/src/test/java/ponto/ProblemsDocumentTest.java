package ponto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever meets a problem finds it in docs/problems.md. */
class ProblemsDocumentTest {
  private static final Path ROOT = Path.of("..");

  /** What answers people; the bench's rivals answer themselves. */
  private static final List<String> MODULES = List.of("core", "documents", "server", "lambda");

  private static final Pattern MADE =
      Pattern.compile(
          "\\b(?:Problem\\s*\\.\\s*(?:of|contradiction|unavailable)|new Problem)"
              + "\\(\\s*(?:[0-9]{3},\\s*)?\"([a-z]+(?:-[a-z]+)*)\",");

  private static Set<String> types() throws IOException {
    var types = new TreeSet<String>();
    for (var module : MODULES) {
      try (var files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          MADE.matcher(Files.readString(file))
              .results()
              .forEach(found -> types.add(found.group(1)));
        }
      }
    }
    return types;
  }

  @Test
  void every_type_of_problem_is_explained() throws Exception {
    var text = Files.readString(ROOT.resolve("docs").resolve("problems.md"));
    assertThat(types())
        .hasSizeGreaterThan(20)
        .allSatisfy(type -> assertThat(text).contains("\n| `" + type + "` |"));
  }
}
