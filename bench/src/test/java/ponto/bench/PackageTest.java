package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive that a machine without Java gets: small enough, complete, and the next one goes on
 * with the data of the last. In this module because here the server's app is built.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class PackageTest {
  private static final long SIZE_MAX = 150_000_000;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  @TempDir
  private static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static Path first;

  @BeforeAll
  static void make() throws Exception {
    first = made("1.0.0");
  }

  private static Path repository() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
        .filter(up -> Files.isRegularFile(up.resolve("ponto")))
        .findFirst()
        .orElseThrow();
  }

  /** The launcher's flags, read from the launcher, as ./ponto package hands them on. */
  private static String flags() throws Exception {
    var assignments =
        Files.readAllLines(repository().resolve("ponto")).stream()
            .filter(line -> line.matches("(QUIET|JVM_FLAGS)=.*"))
            .toList();
    var script = String.join("\n", assignments) + "\nprintf %s \"$JVM_FLAGS\"";
    return output(new ProcessBuilder("sh", "-c", script)).strip();
  }

  private static Path made(String version, String... more) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                repository().resolve("package/make").toString(),
                System.getProperty("java.home"),
                repository().resolve("server/target/app").toString(),
                version,
                folder.toString(),
                flags()));
    command.addAll(List.of(more));
    var said = output(new ProcessBuilder(command));
    return Path.of(said.lines().toList().getLast());
  }

  private static String output(ProcessBuilder builder) throws Exception {
    var process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var said = process.inputReader(UTF_8).readAllAsString();
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static Path unpacked(Path archive, String version) throws Exception {
    output(new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString()));
    return folder.resolve("ponto-" + version);
  }

  @Test
  void runs_without_java_and_the_next_version_goes_on_with_its_data() throws Exception {
    assertThat(Files.size(first)).isLessThanOrEqualTo(SIZE_MAX);
    var unpacking = System.nanoTime();
    var home = unpacked(first, "1.0.0");
    var data = folder.resolve("data");
    String before;
    try (var clock = new PackagedClock(home, data, folder)) {
      before = clock.punch();
      var taken = Duration.ofNanos(System.nanoTime() - unpacking);
      System.out.println("from unpacking to the first 202: " + taken.toMillis() + " ms");
      clock.seesRecorded(before);
      clock.stop();
    }
    try (var clock = new PackagedClock(home, data, folder)) {
      clock.seesRecorded(before);
      clock.stop();
    }
    var next = unpacked(made("1.1.0", home.toString()), "1.1.0");
    try (var clock = new PackagedClock(next, data, folder)) {
      clock.seesRecorded(before);
      clock.seesRecorded(clock.punch());
      clock.stop();
    }
  }

  @Test
  void carries_the_licences_of_what_is_in_it_and_names_of_one_folder_only() throws Exception {
    var names = output(new ProcessBuilder("tar", "-tzf", first.toString())).lines().toList();
    assertThat(names).allMatch(name -> name.startsWith("ponto-1.0.0/"));
    assertThat(names)
        .contains(
            "ponto-1.0.0/LICENSE",
            "ponto-1.0.0/README",
            "ponto-1.0.0/LEIAME",
            "ponto-1.0.0/install",
            "ponto-1.0.0/ponto.service",
            "ponto-1.0.0/licenses/PostgreSQL.txt",
            "ponto-1.0.0/licenses/jdk/java.base/LICENSE")
        .anyMatch(name -> name.matches(".*/licenses/artemis-server-.*/LICENSE.*"));
    var owners =
        output(new ProcessBuilder("tar", "--numeric-owner", "-tvzf", first.toString())).lines();
    assertThat(owners).allMatch(line -> line.contains(" 0/0 "));
  }
}
