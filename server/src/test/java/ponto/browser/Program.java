package ponto.browser;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A program of the machine that the browser tests need: found, else installed where that is ours to
 * do, else asked for; never left out in silence.
 *
 * @param name as a sentence calls it
 * @param variable of the environment that may name it
 * @param commands as they are called on the PATH, the best first
 * @param debianPackage that brings it
 */
record Program(String name, String variable, List<String> commands, String debianPackage) {
  static final Program CHROMIUM =
      new Program(
          "Chromium",
          "PONTO_CHROMIUM",
          List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
          "chromium");

  /** Drives the browser; Playwright's own five copies of it would be a download of 202 MB. */
  static final Program NODE =
      new Program("Node.js 20 or newer", "PONTO_NODE", List.of("node", "nodejs"), "nodejs");

  /** A slow mirror's 120 MB. */
  private static final long INSTALL_MINUTES_MAX = 10;

  Program {
    commands = List.copyOf(commands);
  }

  /** Where it is on this machine. */
  Path path() {
    return path(System.getenv(), Program::install);
  }

  /** Where it is, going by these variables; the installer says whether it could do something. */
  Path path(Map<String, String> environment, Predicate<String> installer) {
    return find(environment)
        .or(() -> installer.test(debianPackage) ? find(environment) : Optional.empty())
        .orElseThrow(() ->
            new IllegalStateException(
                "the browser tests need %s: install it (Debian: apt-get install -y %s) or name it in %s"
                    .formatted(name, debianPackage, variable)));
  }

  private Optional<Path> find(Map<String, String> environment) {
    var named = environment.get(variable);
    if (named != null) {
      if (!Files.isExecutable(Path.of(named))) {
        throw new IllegalStateException(variable + " is " + named + ", which cannot be run");
      }
      return Optional.of(Path.of(named));
    }
    var folders =
        environment.getOrDefault("PATH", "/usr/bin").split(File.pathSeparator, Integer.MAX_VALUE);
    return commands.stream()
        .flatMap(command -> Stream.of(folders).map(folder -> Path.of(folder, command)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Only root on Debian may; says so, since it changes the machine. */
  private static boolean install(String debianPackage) {
    if (!"root".equals(System.getProperty("user.name"))
        || !Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
      return false;
    }
    System.err.println("browser tests: installing " + debianPackage + " with apt-get");
    return run("apt-get", "-q", "update")
        && run("apt-get", "-q", "install", "-y", "--no-install-recommends", debianPackage);
  }

  private static boolean run(String... command) {
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
      // Not the standard output: that is where the test runner speaks with its child.
      var process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      if (!process.waitFor(INSTALL_MINUTES_MAX, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
