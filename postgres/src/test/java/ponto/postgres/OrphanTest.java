package ponto.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static ponto.postgres.Folders.ask;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import ponto.postgres.EmbeddedPostgres.Settings;

/** The server ends with its JVM, whatever ends that, and not before. */
final class OrphanTest {
  private static final Duration GONE_MAX = Duration.ofSeconds(10);
  private static final long JVM_END_SECONDS_MAX = 30;

  @TempDir private Path folder;

  @Test
  void no_process_outlives_a_jvm_that_is_killed() throws Exception {
    var settings = Folders.empty(folder);
    try (var jvm =
        ServerInAnotherJvm.start(List.of(), System.getProperty("java.class.path"), settings)) {
      assertEndsWith(jvm);
    }
    try (var postgres = EmbeddedPostgres.start(settings)) {
      assertThat(ask(postgres.database(), "SELECT 1")).isEqualTo("1");
    }
    assertThat(Files.readString(settings.dataDirectory().resolve("postgres.log")))
        .doesNotContain("not properly shut down");
  }

  @Test
  void a_start_right_after_the_kill_of_a_jvm_waits_for_its_server_to_leave() throws Exception {
    var settings = Folders.in(folder);
    try (var jvm =
        ServerInAnotherJvm.start(List.of(), System.getProperty("java.class.path"), settings)) {
      jvm.nextLine();
      jvm.process().destroyForcibly();
      try (var postgres = EmbeddedPostgres.start(settings)) {
        assertThat(ask(postgres.database(), "SELECT 1")).isEqualTo("1");
      }
    }
  }

  @Test
  void ctrl_c_reaches_the_jvm_and_leaves_the_server_until_it_is_closed() throws Exception {
    try (var jvm =
        ServerInAnotherJvm.start(
            List.of(), System.getProperty("java.class.path"), Folders.in(folder))) {
      var server = Long.parseLong(jvm.nextLine());

      new ProcessBuilder("sh", "-c", "kill -s INT -- -" + jvm.pid()).start().waitFor();

      assertThat(jvm.nextLine()).isEqualTo("drained");
      assertThat(jvm.nextLine()).isEqualTo("closed");
      assertThat(Processes.isLive(server)).isFalse();
      assertThat(jvm.process().waitFor(JVM_END_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  @EnabledIf("mayBecomeNobody") // Only root can; as anybody else every other test here proves it.
  void an_ordinary_user_needs_no_wrapper() throws Exception {
    // Under the system's own folder for such things: this one may lie where nobody may not look.
    var place = Files.createTempDirectory("ponto-nobody");
    try {
      var classPath = copyClassPath(place);
      var settings = new Settings(place.resolve("data"), place.resolve("binaries"), 20);
      run("chown", "-R", "nobody", place.toString());
      var asNobody = List.of("setpriv", "--reuid=nobody", "--clear-groups");
      try (var jvm = ServerInAnotherJvm.start(asNobody, classPath, settings)) {
        assertEndsWith(jvm);
      }
    } finally {
      Tree.delete(place);
    }
  }

  static boolean mayBecomeNobody() throws Exception {
    return Command.runningAsRoot() && Files.isExecutable(Path.of("/usr/bin/setpriv"));
  }

  private static void assertEndsWith(ServerInAnotherJvm jvm) throws Exception {
    var server = Long.parseLong(jvm.nextLine());
    var started = jvm.process().descendants().map(ProcessHandle::pid).toList();
    assertThat(started).contains(server);

    jvm.process().destroyForcibly().waitFor();

    Waiting.until(GONE_MAX, () -> started.stream().noneMatch(Processes::isLive));
  }

  private static String copyClassPath(Path place) throws Exception {
    var copies = new ArrayList<String>();
    var entries = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    for (var entry : entries) {
      var copy = place.resolve("class-path-" + copies.size());
      copies.add(copy.toString());
      if (Files.exists(Path.of(entry))) {
        run("cp", "-r", entry, copy.toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }

  private static void run(String... words) throws Exception {
    assertThat(new ProcessBuilder(words).inheritIO().start().waitFor())
        .as(String.join(" ", words))
        .isZero();
  }
}
