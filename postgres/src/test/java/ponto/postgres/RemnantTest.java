package ponto.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static ponto.postgres.Folders.ask;
import static ponto.postgres.Folders.execute;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash leaves in {@code postmaster.pid} does not keep the next server from starting. */
final class RemnantTest {
  private static final Duration ZOMBIE_MAX = Duration.ofSeconds(10);

  @TempDir private Path folder;
  private EmbeddedPostgres postgres;
  private LockFile lockFile;

  @BeforeEach
  void crash() throws Exception {
    postgres = EmbeddedPostgres.start(Folders.in(folder));
    execute(postgres.database(), "CREATE TABLE kept AS SELECT 7 AS id");
    lockFile = new LockFile(folder.resolve("data/cluster"));
    assertThat(lockFile.holder()).isEqualTo(new LockFile.Holder.Live(postgres.pid(), false));
    postgres.stopNow();
  }

  @AfterEach
  void close() {
    postgres.close();
  }

  @Test
  void the_pid_of_nobody_is_tolerated() throws Exception {
    assertThat(lockFile.holder()).isInstanceOf(LockFile.Holder.Gone.class);
    postgres.start();
    assertThat(ask(postgres.database(), "SELECT id FROM kept")).isEqualTo("7");
  }

  @Test
  void the_pid_of_another_living_program_is_tolerated_and_the_program_left_alone()
      throws Exception {
    var other = new ProcessBuilder("sleep", "600").start();
    try {
      writePid(Long.toString(other.pid()));
      postgres.start();
      assertThat(ask(postgres.database(), "SELECT id FROM kept")).isEqualTo("7");
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void the_pid_of_a_server_of_another_folder_is_tolerated() throws Exception {
    try (var other = EmbeddedPostgres.start(Folders.in(folder.resolve("other")))) {
      writePid(Long.toString(other.pid()));
      postgres.start();
      assertThat(ask(postgres.database(), "SELECT id FROM kept")).isEqualTo("7");
    }
  }

  @Test
  void the_pid_of_a_zombie_is_tolerated() throws Exception {
    // The child ends with its input; its parent, a sleep by then, never asks how.
    var script = "exec 3<&0; (read -r end <&3) & echo $!; exec sleep 600";
    var parent = new ProcessBuilder("sh", "-c", script).start();
    try (var output =
        new BufferedReader(new InputStreamReader(parent.getInputStream(), US_ASCII))) {
      var zombie = Long.parseLong(output.readLine());
      Waiting.until(ZOMBIE_MAX, () -> parent.info().command().orElse("").endsWith("sleep"));
      parent.getOutputStream().close();
      Waiting.until(ZOMBIE_MAX, () -> !Processes.isLive(zombie));
      assertThat(Path.of("/proc/" + zombie)).exists();
      writePid(Long.toString(zombie));

      postgres.start();

      assertThat(ask(postgres.database(), "SELECT id FROM kept")).isEqualTo("7");
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void a_lock_file_that_a_power_cut_emptied_is_tolerated() throws Exception {
    Files.writeString(folder.resolve("data/cluster/postmaster.pid"), "");
    postgres.start();
    assertThat(ask(postgres.database(), "SELECT id FROM kept")).isEqualTo("7");
  }

  /** Only the first line changes: the rest leads the server to the old one's shared memory. */
  private void writePid(String pid) throws Exception {
    var file = folder.resolve("data/cluster/postmaster.pid");
    var lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(0, pid);
    Files.write(file, lines);
  }
}
