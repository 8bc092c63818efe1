package ponto.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the browser tests come by a browser on a machine that may have none. */
class ProgramTest {
  private static final Program BROWSER =
      new Program("a browser", "THE_BROWSER", List.of("first", "second"), "browser-package");

  @TempDir private Path folder;

  private Path executable(String name) {
    try {
      return Files.createFile(
          folder.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> path() {
    return Map.of("PATH", "/nowhere:" + folder);
  }

  private static boolean neverInstalls(String debianPackage) {
    throw new AssertionError("would install " + debianPackage);
  }

  @Test
  void the_one_that_the_variable_names_comes_first() {
    executable("first");
    var own = executable("own");
    assertThat(
            BROWSER.path(
                Map.of("PATH", folder.toString(), "THE_BROWSER", own.toString()),
                ProgramTest::neverInstalls))
        .isEqualTo(own);
  }

  @Test
  void a_variable_that_names_nothing_is_said_and_not_passed_over() {
    executable("first");
    var wrong = Map.of("PATH", folder.toString(), "THE_BROWSER", "/no/such/browser");
    assertThatThrownBy(() -> BROWSER.path(wrong, ProgramTest::neverInstalls))
        .hasMessage("THE_BROWSER is /no/such/browser, which cannot be run");
  }

  @Test
  void any_of_its_names_on_the_path_will_do() {
    var second = executable("second");
    assertThat(BROWSER.path(path(), ProgramTest::neverInstalls)).isEqualTo(second);
  }

  @Test
  void where_there_is_none_it_is_installed() {
    var installed =
        BROWSER.path(
            path(),
            name -> {
              assertThat(name).isEqualTo("browser-package");
              executable("first");
              return true;
            });
    assertThat(installed).isEqualTo(folder.resolve("first"));
  }

  @Test
  void where_nothing_can_be_installed_a_sentence_names_the_remedy() {
    assertThatThrownBy(() -> BROWSER.path(path(), _ -> false))
        .hasMessage(
            "the browser tests need a browser: install it (Debian: apt-get install -y browser-package)"
                + " or name it in THE_BROWSER");
  }
}
