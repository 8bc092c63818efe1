package ponto.signature;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of the machine that judges or signs in tests: found, else installed where that is ours
 * to do, else asked for; never left out in silence.
 */
public record Machine(List<String> folders, String file, String debianPackage) {
  public static final Machine OPENSSL = program("openssl", "openssl");
  public static final Machine PDFSIG = program("pdfsig", "poppler-utils");
  public static final Machine PDFTOPPM = program("pdftoppm", "poppler-utils");
  public static final Machine SOFTHSM = program("softhsm2-util", "softhsm2");

  /** Not a program, but of the same package. */
  public static final Machine SOFTHSM_LIBRARY =
      new Machine(
          List.of(
              "/usr/lib/softhsm",
              "/usr/lib64/pkcs11",
              "/usr/local/lib/softhsm",
              "/opt/homebrew/lib/softhsm"),
          "libsofthsm2.so",
          "softhsm2");

  private static final long MINUTES_MAX = 5;

  public Machine {
    folders = List.copyOf(folders);
  }

  /** What a program said and how it ended. */
  public record Said(int status, String text) {}

  private static Machine program(String name, String debianPackage) {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin");
    return new Machine(List.of(path.split(File.pathSeparator, -1)), name, debianPackage);
  }

  /** Where it is. */
  public Path path() {
    return find()
        .or(() -> install() ? find() : Optional.empty())
        .orElseThrow(() ->
            new IllegalStateException(
                "the tests of signatures need %s: install it (Debian: apt-get install -y %s)"
                    .formatted(file, debianPackage)));
  }

  private Optional<Path> find() {
    return folders.stream()
        .map(folder -> Path.of(folder, file))
        .filter(Files::isReadable)
        .findFirst();
  }

  /** Only root on Debian may; says so, since it changes the machine. */
  private boolean install() {
    if (!"root".equals(System.getProperty("user.name"))
        || !Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
      return false;
    }
    System.err.println("tests of signatures: installing " + debianPackage + " with apt-get");
    return quietly("apt-get", "-q", "update")
        && quietly("apt-get", "-q", "install", "-y", "--no-install-recommends", debianPackage);
  }

  private static boolean quietly(String... command) {
    try {
      return run(Map.of("DEBIAN_FRONTEND", "noninteractive"), List.of(command)).status() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a program to its end. */
  public static Said run(Machine program, String... arguments) throws IOException {
    return run(Map.of(), program, arguments);
  }

  /** Runs a program to its end, with these variables in its environment. */
  public static Said run(Map<String, String> environment, Machine program, String... arguments)
      throws IOException {
    return run(
        environment,
        Stream.concat(Stream.of(program.path().toString()), Stream.of(arguments)).toList());
  }

  private static Said run(Map<String, String> environment, List<String> command)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(command.getFirst() + " does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return new Said(process.exitValue(), text);
  }
}
