package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The small files beside the data: whole or not there, and never half a name beside them. */
final class DataDirectoryTest {
  private final DataDirectory data = DataDirectory.open(Site.folder());

  @AfterEach
  void close() {
    data.close();
    Site.remove(data.root());
  }

  @Test
  void what_is_written_is_read_and_only_its_owner_may() throws Exception {
    data.write("url", "one");
    data.write("url", "two");
    assertThat(data.read("url")).contains("two");
    assertThat(Files.getPosixFilePermissions(data.root().resolve("url")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var files = Files.list(data.root())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("lock", "url");
    }
  }

  @Test
  void what_cannot_be_written_leaves_the_old_one_and_nothing_beside_it() throws Exception {
    Files.createDirectories(data.root().resolve("url").resolve("in the way"));
    assertThatThrownBy(() -> data.write("url", "new")).isInstanceOf(UncheckedIOException.class);
    try (var files = Files.list(data.root())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("lock", "url");
    }
  }
}
