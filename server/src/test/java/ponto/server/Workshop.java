package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A temporary repository around the real launcher, with JDKs and Mavens that only note what they
 * were told: a real build takes a minute, and what is tested here is what the launcher asks for.
 */
final class Workshop {
  /** Far more than any step takes, so that a launcher that hangs fails its test by itself. */
  private static final long PATIENCE_SECONDS = 60;

  /** All that the launcher may count on being there; flock is the one that macOS lacks. */
  private static final List<String> TOOLS =
      List.of(
          "sh cat cksum cp cut dirname find flock mkdir mv perl readlink rm sed sha256sum sort tail tr"
              .split(" "));

  private static final String JAVA =
      """
      #!/bin/sh
      for arg; do case $arg in -XX:AOTCacheOutput=*) cache=${arg#*=} ;; esac; done
      if [ -n "$cache" ]; then
        echo trained >>"${0%/*}/../../trained"
        [ ! -e "${0%/*}/../cannot-train" ] && echo cache >"$cache"
        exit
      fi
      printf '%s\\n' "$@"
      [ -z "$WAIT" ] || { echo up >"$WAIT"; read -r line <"$WAIT"; }
      """;

  private static final String MAVEN =
      """
      #!/bin/sh
      [ "$2" != -v ] && [ "$3" != -v ] || { echo "Apache Maven VERSION (x)"; exit; }
      echo "$JAVA_HOME $*" >>"${0%/*}/../../built"
      echo 'the output of Maven'
      while [ $# -gt 0 ]; do case $1 in -f) top=${2%/*}; shift ;; -pl) module=$2; shift ;; esac; shift; done
      [ ! -e "$top/web/wait" ] || { pipe=$(cat "$top/web/wait"); echo $$ >"$pipe"; read -r line <"$pipe"; }
      [ ! -e "$top/web/broken" ] || { echo 'it is broken'; exit 1; }
      mkdir -p "$top/$module/target/app/lib"
      echo jar >"$top/$module/target/app/ponto-$module.jar"
      """;

  final Path root;
  final Path jdks;
  final Path mavens;
  final Path tools;
  private final Map<String, String> environment = new TreeMap<>();

  /** Makes everything but a JDK and a Maven below a folder with spaces in its name. */
  Workshop(Path folder) throws IOException {
    var top = folder.resolve("a folder with spaces");
    root = Files.createDirectories(top.resolve("the sources"));
    jdks = Files.createDirectories(top.resolve("jdks"));
    mavens = Files.createDirectories(top.resolve("mavens"));
    tools = Files.createDirectories(top.resolve("bin"));
    for (var tool : TOOLS) {
      script(tools.resolve(tool), "#!/bin/sh\nexec '" + onPath(tool) + "' \"$@\"\n");
    }
    Files.copy(repository().resolve("ponto"), root.resolve("ponto"));
    write("pom.xml", "<project/>");
    write(".mvn/jvm.config", "");
    write("web/index.html", "<p>");
    for (var module : List.of("core", "documents", "postgres", "server", "bench")) {
      write(module + "/pom.xml", "<project/>");
      write(module + "/src/main/java/Main.java", "class Main {}");
      write(module + "/src/test/java/MainTest.java", "class MainTest {}");
    }
    set("PATH", tools.toString());
    set("HOME", top.toString());
    set("PONTO_JDKS", jdks.toString());
    set("PONTO_MAVENS", mavens.toString());
  }

  /** The repository that these tests belong to. */
  static Path repository() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
        .filter(folder -> Files.isRegularFile(folder.resolve("ponto")))
        .findFirst()
        .orElseThrow();
  }

  /** Any program on this machine's path. */
  static Path onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(program + " is not on the path"));
  }

  Workshop set(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** A folder that looks like a JDK of this version; answers its path. */
  Path jdk(Path home, String version) throws IOException {
    script(home.resolve("bin/java"), JAVA);
    script(home.resolve("bin/javac"), "#!/bin/sh\n");
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  /** A folder that looks like a Maven of this version; answers its path. */
  Path maven(Path home, String version) throws IOException {
    script(home.resolve("bin/mvn"), MAVEN.replace("VERSION", version));
    return home;
  }

  /** A JDK 25 and a Maven 3.9 where the launcher looks for them. */
  Workshop equipped() throws IOException {
    jdk(jdks.resolve("jdk 25"), "25.0.3");
    maven(mavens.resolve("maven 3.9"), "3.9.11");
    return this;
  }

  Path write(String name, String content) throws IOException {
    var file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  /** How many times Maven was asked to build, with all that it was told. */
  List<String> builds() throws IOException {
    return noted(mavens.resolve("built"));
  }

  /** How many training runs there were. */
  int trainings() throws IOException {
    return noted(jdks.resolve("trained")).size();
  }

  /** The builds that are there to be run. */
  List<Path> apps() throws IOException {
    try (var apps = Files.list(root.resolve(".ponto/app"))) {
      return apps.toList();
    }
  }

  /** Runs the launcher as a user would and waits for its end. */
  Ran ponto(String... arguments) throws IOException, InterruptedException {
    return start(arguments).end();
  }

  Running start(String... arguments) throws IOException {
    return start(root, root.resolve("ponto"), arguments);
  }

  /** Runs the launcher, named in this way, from that folder. */
  Running start(Path from, Path launcher, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return start(from, command);
  }

  Running start(Path from, List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).directory(from.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new Running(builder.start());
  }

  private static List<String> noted(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file, UTF_8) : List.of();
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
  }

  /** A launcher at work; it says little enough for a pipe to hold. */
  record Running(Process process) {
    /** Waits for the next line on stderr. */
    String said() throws IOException {
      return requireNonNull(process.errorReader(UTF_8).readLine(), "stderr has ended");
    }

    Ran end() throws IOException, InterruptedException {
      if (!process.waitFor(PATIENCE_SECONDS, SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the launcher still runs");
      }
      return new Ran(
          process.exitValue(),
          process.inputReader(UTF_8).readAllAsString(),
          process.errorReader(UTF_8).readAllAsString());
    }
  }

  /** What came of a launcher. */
  record Ran(int status, String out, String err) {}
}
