package ponto.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs are unpacked once and whole. */
final class BinariesTest {
  @TempDir private Path folder;

  @Test
  void the_archive_is_unpacked_once_with_its_links_and_permissions() throws Exception {
    Files.createDirectories(folder.resolve("unpacking/bin"));

    var first = Binaries.unpackedIn(folder);

    assertThat(first.program("postgres")).isExecutable();
    assertThat(first.program("initdb")).isExecutable();
    assertThat(first.home().resolve("share/postgresql/postgres.bki")).isNotEmptyFile();
    assertThat(folder.resolve("unpacking")).doesNotExist();
    try (var libraries = Files.list(first.home().resolve("lib"))) {
      assertThat(libraries.filter(Files::isSymbolicLink)).isNotEmpty().allMatch(Files::exists);
    }
    var unpackedAt = Files.getLastModifiedTime(first.home(), LinkOption.NOFOLLOW_LINKS);
    assertThat(Binaries.unpackedIn(folder)).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(first.home())).isEqualTo(unpackedAt);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, postgres-linux-x86_64.txz",
    "Linux, aarch64, postgres-linux-arm_64.txz",
    "Mac OS X, x86_64, postgres-darwin-x86_64.txz",
    "Mac OS X, aarch64, postgres-darwin-arm_64.txz"
  })
  void every_platform_has_its_archive(String os, String architecture, String name) {
    assertThat(Binaries.archiveName(os, architecture)).isEqualTo(name);
  }
}
