package ponto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The repository is tidy, every module of it. */
class TidyTest {
  private static Tidy repository;

  @BeforeAll
  static void read() throws Exception {
    var root =
        Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
            .filter(folder -> Files.isRegularFile(folder.resolve("ponto")))
            .findFirst()
            .orElseThrow();
    repository = new Tidy(root);
  }

  @Test
  void no_file_has_more_than_400_lines() {
    assertThat(repository.longFiles()).isEmpty();
  }

  @Test
  void no_method_has_more_than_60_lines() {
    assertThat(repository.longMethods()).isEmpty();
  }

  @Test
  void no_work_is_marked_as_unfinished() {
    assertThat(repository.marksOfUnfinishedWork()).isEmpty();
  }

  @Test
  void no_test_is_switched_off() {
    assertThat(repository.testsSwitchedOff()).isEmpty();
  }

  @Test
  void no_name_says_nothing() {
    assertThat(repository.namesThatSayNothing()).isEmpty();
  }

  @Test
  void no_registry_is_named() {
    assertThat(repository.registryHosts()).isEmpty();
  }

  @Test
  void every_package_says_what_it_is() {
    assertThat(repository.packagesThatSayNothingOfThemselves()).isEmpty();
  }

  /** Each rule finds what it is there for, and lets its neighbour pass. */
  @Nested
  class EachRuleCanFail {
    @TempDir Path root;

    private Tidy with(String file, String text) throws IOException {
      var path = root.resolve(file);
      Files.createDirectories(path.resolveSibling(""));
      Files.writeString(path, text);
      return new Tidy(root);
    }

    private Tidy withJava(String text) throws IOException {
      return with("server/src/main/java/ponto/door/Door.java", text);
    }

    @Test
    void a_file_of_401_lines() throws Exception {
      assertThat(with("core/src/main/resources/db/V1.sql", "\n".repeat(400)).longFiles()).isEmpty();
      assertThat(with("web/page.js", "\n".repeat(401)).longFiles())
          .containsExactly("web/page.js has 401 lines");
    }

    @Test
    void a_method_of_61_lines_wherever_it_hides() throws Exception {
      var source =
          "package ponto.door;\nclass Door { Object o = new Object() {\nvoid open() {%s}\n}; }";
      assertThat(withJava(source.formatted("\n".repeat(59))).longMethods()).isEmpty();
      assertThat(withJava(source.formatted("\n".repeat(60))).longMethods())
          .containsExactly("server/src/main/java/ponto/door/Door.java open has 61 lines");
    }

    @Test
    void a_mark_of_unfinished_work() throws Exception {
      assertThat(withJava("class Door {} // methodToDo, todo o dia").marksOfUnfinishedWork())
          .isEmpty();
      assertThat(withJava("class Door {}\n// TO" + "DO: a lock").marksOfUnfinishedWork())
          .containsExactly("server/src/main/java/ponto/door/Door.java:2 // TO" + "DO: a lock");
      assertThat(with("web/page.css", "/* FIX" + "ME */").marksOfUnfinishedWork()).hasSize(2);
    }

    @Test
    void a_test_that_is_switched_off() throws Exception {
      assertThat(withJava("class Door { @Test void opens() {} }").testsSwitchedOff()).isEmpty();
      assertThat(withJava("class Door { @Disable" + "d void opens() {} }").testsSwitchedOff())
          .hasSize(1);
    }

    @Test
    void a_name_that_says_nothing() throws Exception {
      assertThat(withJava("package ponto.door; class Door {}").namesThatSayNothing()).isEmpty();
      assertThat(withJava("package ponto.door.util; class Door {}").namesThatSayNothing())
          .hasSize(1);
      assertThat(withJava("package ponto.door; class DoorManager {}").namesThatSayNothing())
          .hasSize(1);
    }

    @Test
    void the_host_of_a_registry() throws Exception {
      assertThat(with("README.md", "from Maven Central").registryHosts()).isEmpty();
      assertThat(with(".ci/run", "curl https://repo1." + "maven.org/x").registryHosts()).hasSize(1);
    }

    @Test
    void a_package_without_a_word_about_it() throws Exception {
      assertThat(withJava("package ponto.door; class Door {}").packagesThatSayNothingOfThemselves())
          .containsExactly("server ponto.door has no package-info.java");
      var info = "server/src/main/java/ponto/door/package-info.java";
      assertThat(with(info, "package ponto.door;").packagesThatSayNothingOfThemselves()).isEmpty();
    }

    @Test
    void what_is_built_is_not_looked_at() throws Exception {
      assertThat(with("server/target/src/Door.java", "// TO" + "DO").marksOfUnfinishedWork())
          .isEmpty();
    }
  }
}
