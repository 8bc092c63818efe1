package ponto.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log tells enough and never fills a disk. */
final class ServerLogTest {
  private static final long MEGABYTE = 1024 * 1024;

  @TempDir private Path folder;

  @Test
  void the_files_stay_bounded_and_the_last_words_are_kept() throws Exception {
    var file = folder.resolve("postgres.log");
    // Nine times what one file takes, in few lines.
    var flood = ("x".repeat((int) MEGABYTE) + "\n").repeat(72) + "the last word\n";
    var log = new ServerLog(file);

    log.pump(new ByteArrayInputStream(flood.getBytes(UTF_8)));

    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2).allMatch(each -> each.toFile().length() < 10 * MEGABYTE);
    }
    assertThat(log.tail()).endsWith("the last word");
    assertThat(Files.readString(file)).endsWith("the last word\n");
    assertThat(log.ready()).isCompletedWithValue(false);
  }

  @Test
  void a_log_that_cannot_be_written_is_still_read() {
    var log = new ServerLog(folder.resolve("not there/postgres.log"));
    var words = "LOG:  database system is ready to accept connections\n";
    log.pump(new ByteArrayInputStream(words.getBytes(UTF_8)));
    assertThat(log.ready()).isCompletedWithValue(true);
  }
}
