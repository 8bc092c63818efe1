package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import ponto.server.Workshop.Ran;

/** What the launcher finds and how it answers, before anything is built. */
class LauncherTest {
  private static final int UNAVAILABLE = 69;

  @TempDir Path folder;
  Workshop workshop;

  @BeforeEach
  void open() throws Exception {
    workshop = new Workshop(folder);
  }

  /** Every shell of this machine that may stand behind /bin/sh. */
  static Stream<List<String>> shells() {
    return Stream.of(
            List.of("sh"), List.of("dash"), List.of("bash", "--posix"), List.of("busybox", "sh"))
        .filter(shell -> Stream.of("/bin", "/usr/bin").anyMatch(bin -> has(bin, shell.getFirst())));
  }

  private static boolean has(String bin, String shell) {
    return Files.isExecutable(Path.of(bin, shell));
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "-h", ""})
  void help_needs_no_jdk_no_maven_and_no_other_program(String word) throws Exception {
    workshop.set("PATH", folder.resolve("nothing").toString());
    var ran = word.isEmpty() ? workshop.ponto() : workshop.ponto(word);
    assertThat(ran.status()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("./ponto COMMAND").contains("start").contains("PONTO_JVM_FLAGS");
  }

  @Test
  void a_command_that_does_not_exist_is_answered_with_one_sentence() throws Exception {
    var ran = workshop.ponto("strat", "--demo");
    assertThat(ran)
        .isEqualTo(new Ran(64, "", "ponto: there is no command strat: ./ponto help lists them.\n"));
  }

  @ParameterizedTest
  @MethodSource("shells")
  void finds_the_25_although_java_home_and_the_path_lead_to_a_17(List<String> shell)
      throws Exception {
    var old = workshop.jdk(folder.resolve("old/jdk-17"), "17.0.15");
    workshop.jdk(workshop.jdks.resolve("jdk-21"), "21.0.2");
    var right = workshop.jdk(workshop.jdks.resolve("jdk-25"), "25.0.3");
    workshop.jdk(workshop.jdks.resolve("jdk-17"), "17.0.15");
    workshop.set("JAVA_HOME", old.toString());
    workshop.set("PATH", old.resolve("bin") + ":" + workshop.tools);

    var command = Stream.of(shell, List.of("ponto", "doctor")).flatMap(List::stream).toList();
    var ran = workshop.start(workshop.root, withPath(command)).end();
    assertThat(ran.out()).startsWith("JDK    25.0.3 in " + right + "\n");
    assertThat(ran.err()).isEmpty();
  }

  /** The shell itself by its full path: the launcher's path does not hold it. */
  private static List<String> withPath(List<String> command) {
    var shell = Workshop.onPath(command.getFirst()).toString();
    return Stream.concat(Stream.of(shell), command.stream().skip(1)).toList();
  }

  @Test
  void finds_the_jdk_that_runs_this_test_among_the_real_folders() throws Exception {
    var jdks = Path.of(System.getProperty("java.home")).resolveSibling("").normalize();
    workshop.set("PONTO_JDKS", jdks.toString());
    assertThat(workshop.ponto("doctor").out()).containsPattern("JDK    2[5-9][^ ]* in " + jdks);
  }

  @Test
  void java_home_comes_before_the_path_and_the_path_before_the_folders() throws Exception {
    workshop.jdk(workshop.jdks.resolve("jdk-25"), "25.0.3");
    var onPath = workshop.jdk(folder.resolve("on path"), "26-ea");
    var links = Files.createDirectories(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("other"), onPath.resolve("bin/java"));
    Files.createSymbolicLink(links.resolve("java"), Path.of("other"));
    workshop.set("PATH", links + ":" + workshop.tools);
    assertThat(workshop.ponto("doctor").out()).startsWith("JDK    26-ea in " + onPath + "\n");

    var home = workshop.jdk(folder.resolve("home"), "25.0.9");
    workshop.set("JAVA_HOME", home.toString());
    assertThat(workshop.ponto("doctor").out()).startsWith("JDK    25.0.9 in " + home + "\n");
  }

  @Test
  void a_newer_jdk_serves_only_where_there_is_no_25_and_one_without_a_compiler_never()
      throws Exception {
    var newer = workshop.jdk(workshop.jdks.resolve("a-26"), "26.0.1");
    var runtimeOnly = workshop.jdk(workshop.jdks.resolve("b-25"), "25.0.3");
    Files.delete(runtimeOnly.resolve("bin/javac"));
    assertThat(workshop.ponto("doctor").out()).startsWith("JDK    26.0.1 in " + newer + "\n");

    var mac = workshop.jdk(workshop.jdks.resolve("c.jdk/Contents/Home"), "25");
    assertThat(workshop.ponto("doctor").out()).startsWith("JDK    25 in " + mac + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "database", "test", "bench", "format"})
  void without_a_jdk_one_sentence_says_what_to_install(String command) throws Exception {
    workshop.maven(workshop.mavens.resolve("maven"), "3.9.11");
    workshop.jdk(workshop.jdks.resolve("jdk-17"), "17.0.15");
    var ran = workshop.ponto(command);
    assertThat(ran.status()).isEqualTo(UNAVAILABLE);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).matches("ponto: no JDK 25 found: install one \\(.*\\) or set .*\\.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3.6.3", "2.2.1", "3.7"})
  void without_a_maven_that_is_new_enough_one_sentence_says_what_to_install(String version)
      throws Exception {
    workshop.jdk(workshop.jdks.resolve("jdk-25"), "25.0.3");
    if (!version.isEmpty()) {
      workshop.maven(workshop.mavens.resolve("maven"), version);
    }
    var ran = workshop.ponto("start");
    assertThat(ran.status()).isEqualTo(UNAVAILABLE);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).matches("ponto: no Maven 3.8 or newer found: install one .*\\.\n");
  }

  @Test
  void maven_home_comes_before_the_path_and_the_path_before_the_folders() throws Exception {
    workshop.jdk(workshop.jdks.resolve("jdk-25"), "25.0.3");
    workshop.maven(workshop.mavens.resolve("apache-maven-3"), "3.8.1");
    assertThat(workshop.ponto("doctor").out()).contains("Maven  3.8.1 in ");
    var onPath = workshop.maven(folder.resolve("path"), "3.10.0");
    workshop.set("PATH", onPath.resolve("bin") + ":" + workshop.tools);
    assertThat(workshop.ponto("doctor").out()).contains("Maven  3.10.0 in " + onPath);
    workshop.set("MAVEN_HOME", workshop.maven(folder.resolve("home"), "4.0.0").toString());
    assertThat(workshop.ponto("doctor").out()).contains("Maven  4.0.0 in ");
    workshop.set("MAVEN_HOME", workshop.maven(folder.resolve("home"), "3.6.3").toString());
    assertThat(workshop.ponto("doctor").out()).contains("Maven  3.10.0 in ");
  }

  @Test
  void works_through_a_chain_of_links_from_any_folder() throws Exception {
    workshop.equipped();
    var elsewhere = Files.createDirectories(folder.resolve("else where"));
    Files.createSymbolicLink(elsewhere.resolve("first"), workshop.root.resolve("ponto"));
    Files.createSymbolicLink(elsewhere.resolve("ponto"), Path.of("first"));
    var ran = workshop.start(elsewhere, elsewhere.resolve("ponto"), "database", "a b").end();
    assertThat(ran.out()).contains("-jar\n" + workshop.root.toRealPath() + "/.ponto/app/server-");
    assertThat(ran.out()).endsWith("\ndatabase\na b\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"test", "format"})
  void test_and_format_run_maven_on_that_jdk_and_pass_its_failure_on(String command)
      throws Exception {
    workshop.equipped();
    workshop.set("JAVA_HOME", "/usr/lib/jvm/none");
    var ran = workshop.ponto(command, "-pl", "core");
    assertThat(ran.out()).isEqualTo("the output of Maven\n");
    var goal = command.equals("test") ? "verify" : "spotless:apply";
    assertThat(workshop.builds())
        .containsExactly(
            "%s -B -ntp -f %s/pom.xml %s -pl core"
                .formatted(workshop.jdks.resolve("jdk 25"), workshop.root.toRealPath(), goal));
    workshop.write("web/broken", "");
    assertThat(workshop.ponto(command).status()).isEqualTo(1);
  }
}
