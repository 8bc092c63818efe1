package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the launcher builds, what it then runs, and what a build that ends badly leaves behind. */
class LauncherBuildTest {
  private static final String BUILDING = "ponto: building, once: about a minute ...";

  @TempDir Path folder;
  Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = new Workshop(folder).equipped();
  }

  /** A pipe at which Maven says its process id and then waits for a line. */
  private Path mavenWaits() throws Exception {
    var pipe = pipe("maven");
    workshop.write("web/wait", pipe.toString());
    return pipe;
  }

  private Path pipe(String name) throws Exception {
    var pipe = folder.resolve(name);
    new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor();
    return pipe;
  }

  private static void release(Path pipe) throws Exception {
    Files.writeString(pipe, "go\n");
  }

  private static ProcessHandle maven(Path pipe) throws Exception {
    return ProcessHandle.of(Long.parseLong(Files.readString(pipe).strip())).orElseThrow();
  }

  @Test
  void the_first_start_builds_and_the_second_only_runs() throws Exception {
    var first = workshop.ponto("start", "--data", "a b", "");
    assertThat(first.status()).isZero();
    assertThat(first.err())
        .isEqualTo(BUILDING + "\nponto: making the start-up cache, once: some seconds ...\n");
    assertThat(first.out()).endsWith("ponto-server.jar\nstart\n--data\na b\n\n");

    var second = workshop.ponto("start", "--data", "a b", "");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(workshop.builds()).hasSize(1);
    assertThat(workshop.builds().getFirst())
        .contains("-pl server -am -Dmaven.test.skip=true package");
    assertThat(workshop.trainings()).isEqualTo(1);
  }

  @Test
  void runs_with_the_cache_of_this_very_build_and_the_flags_of_the_environment() throws Exception {
    workshop.set("PONTO_JVM_FLAGS", "-Da=b -Xmx1g");
    var out = workshop.ponto("dead").out().lines().toList();
    var app = workshop.apps().getFirst().toRealPath();
    assertThat(out)
        .contains("-XX:+UseSerialGC", "-Xlog:all=warning:stderr", "-XX:+ExitOnOutOfMemoryError")
        .containsSubsequence("-Xmx256m", "-Da=b", "-Xmx1g", "-jar", app + "/ponto-server.jar");
    assertThat(out)
        .anyMatch(arg -> arg.matches("-XX:AOTCache=\\Q" + app + "\\E/[0-9]+-[0-9]+[.]aot"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"changed", "added", "deleted", "renamed", "page", "pom"})
  void what_the_build_reads_is_built_again_when_it_differs(String how) throws Exception {
    workshop.ponto("database");
    var source = workshop.root.resolve("core/src/main/java/Main.java");
    var before = Files.getLastModifiedTime(source);
    switch (how) {
      case "changed" -> Files.writeString(source, "class Niam {}");
      case "added" -> workshop.write("core/src/main/java/New.java", "class New {}");
      case "deleted" -> Files.delete(source);
      case "renamed" -> Files.move(source, source.resolveSibling("Name.java"));
      case "page" -> workshop.write("web/index.html", "<p>!");
      default -> workshop.write("bench/pom.xml", "<project />");
    }
    if (how.equals("changed")) {
      Files.setLastModifiedTime(source, before);
    }
    assertThat(workshop.ponto("database").err()).contains(BUILDING);
    assertThat(workshop.builds()).hasSize(2);
    assertThat(workshop.apps()).as("the older build is gone").hasSize(1);
  }

  @Test
  void what_it_does_not_read_builds_nothing() throws Exception {
    workshop.ponto("database");
    workshop.write("core/src/test/java/MainTest.java", "class Other {}");
    workshop.write("bench/src/main/java/Main.java", "class Other {}");
    workshop.write("core/src/main/java/.Main.java.swp", "");
    Files.setLastModifiedTime(
        workshop.root.resolve("pom.xml"), FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
    assertThat(workshop.ponto("database").err()).isEmpty();
    assertThat(workshop.builds()).hasSize(1);
  }

  @Test
  void the_bench_has_a_build_of_its_own_beside_the_clock() throws Exception {
    workshop.ponto("database");
    var bench = workshop.ponto("bench", "--punches", "10");
    assertThat(bench.err()).isEqualTo(BUILDING + "\n");
    assertThat(bench.out()).contains("/ponto-bench.jar\n--punches\n10\n").doesNotContain("AOT");
    assertThat(workshop.ponto("database").err()).isEmpty();
    assertThat(workshop.apps()).hasSize(2);
  }

  @Test
  void a_failed_build_shows_the_end_of_its_log_and_where_it_is() throws Exception {
    workshop.write("web/broken", "");
    var ran = workshop.ponto("start");
    assertThat(ran.status()).isEqualTo(70);
    assertThat(ran.out()).isEmpty();
    var log = workshop.root.toRealPath().resolve(".ponto/build.log");
    assertThat(ran.err())
        .endsWith("it is broken\nponto: the build failed; all that it said is in " + log + ".\n");
    assertThat(workshop.apps()).isEmpty();

    Files.delete(workshop.root.resolve("web/broken"));
    assertThat(workshop.ponto("start").status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"flock", "perl"})
  void of_two_that_start_at_once_one_builds_and_the_other_waits(String locksWith) throws Exception {
    Files.delete(workshop.tools.resolve(locksWith.equals("perl") ? "flock" : "perl"));
    var pipe = mavenWaits();
    var first = workshop.start("start");
    maven(pipe);
    var second = workshop.start("start");
    assertThat(second.said()).isEqualTo("ponto: another ponto is building: waiting for it ...");
    release(pipe);
    assertThat(first.end().status()).isZero();
    assertThat(second.end().out()).endsWith("ponto-server.jar\nstart\n");
    assertThat(workshop.builds()).hasSize(1);
    assertThat(workshop.trainings()).isEqualTo(1);
  }

  @Test
  void a_launcher_that_is_killed_blocks_nobody_once_its_maven_is_gone_too() throws Exception {
    var pipe = mavenWaits();
    var killed = workshop.start("start");
    var maven = maven(pipe);
    killed.process().destroyForcibly().waitFor();
    var next = workshop.start("start");
    assertThat(next.said()).isEqualTo("ponto: another ponto is building: waiting for it ...");
    maven.destroyForcibly();
    assertThat(next.said()).isEqualTo(BUILDING);
    maven(pipe);
    release(pipe);
    assertThat(next.end().status()).isZero();
    assertThat(workshop.builds()).hasSize(2);
  }

  @Test
  void a_build_that_is_stopped_ends_maven_and_leaves_nothing_to_run() throws Exception {
    var pipe = mavenWaits();
    var stopped = workshop.start("start");
    var maven = maven(pipe);
    stopped.process().toHandle().destroy();
    var ran = stopped.end();
    assertThat(ran.status()).isEqualTo(143);
    assertThat(ran.err()).contains("stopped before the build was complete");
    assertThat(maven.isAlive()).isFalse();
    assertThat(workshop.apps()).isEmpty();
  }

  @Test
  void sources_that_change_under_a_build_are_not_taken_for_built() throws Exception {
    var pipe = mavenWaits();
    var first = workshop.start("start");
    maven(pipe);
    workshop.write("core/src/main/java/Main.java", "class Changed {}");
    Files.delete(workshop.root.resolve("web/wait"));
    release(pipe);
    assertThat(first.end().status()).isZero();
    assertThat(workshop.ponto("start").err()).contains(BUILDING);
  }

  @Test
  void without_a_cache_it_starts_and_says_so_and_does_not_try_each_time() throws Exception {
    Files.createFile(workshop.jdks.resolve("jdk 25/cannot-train"));
    workshop.ponto("start");
    var again = workshop.ponto("start");
    assertThat(again.status()).isZero();
    assertThat(again.out()).doesNotContain("AOTCache");
    assertThat(again.err()).matches("ponto: no start-up cache could be made, .*build.log[.]\n");
    assertThat(workshop.trainings()).isEqualTo(1);
  }

  @Test
  void another_jdk_gets_another_cache_of_the_same_build() throws Exception {
    workshop.ponto("start");
    workshop.jdk(workshop.jdks.resolve("jdk 25"), "25.0.4");
    workshop.ponto("start");
    assertThat(workshop.ponto("start").err()).isEmpty();
    assertThat(workshop.builds()).hasSize(1);
    assertThat(workshop.trainings()).isEqualTo(2);
    try (Stream<Path> files = Files.list(workshop.apps().getFirst())) {
      assertThat(files.filter(file -> file.toString().endsWith(".aot"))).hasSize(1);
    }
  }

  @Test
  void a_build_that_a_jvm_still_runs_from_stays() throws Exception {
    var pipe = pipe("jvm");
    workshop.set("WAIT", pipe.toString());
    var running = workshop.start("start");
    assertThat(Files.readString(pipe)).isEqualTo("up\n");
    workshop.set("WAIT", "");
    workshop.write("web/index.html", "<p>!");
    assertThat(workshop.ponto("database").err()).contains(BUILDING);
    assertThat(workshop.apps()).hasSize(2);
    release(pipe);
    assertThat(running.end().status()).isZero();
    workshop.write("web/index.html", "<p>?");
    workshop.ponto("database");
    assertThat(workshop.apps()).hasSize(1);
  }
}
