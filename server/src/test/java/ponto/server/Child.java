package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ponto} as a process of its own, with what it writes in files. */
final class Child implements AutoCloseable {
  /** Far more than any command takes; one that hangs fails its test by itself. */
  private static final long PATIENCE_SECONDS = 60;

  private static final String READY = "ponto is ready: ";

  private final Path folder;
  private final Process process;

  private Child(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Runs the command line with these variables beside the ones of this process. */
  static Child run(Map<String, String> environment, List<String> arguments) {
    return run(environment, arguments, "");
  }

  /** The same with something piped in. */
  static Child run(Map<String, String> environment, List<String> arguments, String input) {
    var folder = Site.folder();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dponto.cache=" + Path.of("target", "test-postgres", "binaries").toAbsolutePath(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "ponto.server.Main"));
    command.addAll(arguments);
    var builder =
        new ProcessBuilder(command)
            .redirectInput(Redirect.from(written(folder.resolve("in"), input)))
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putAll(environment);
    try {
      return new Child(folder, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static File written(Path file, String text) {
    try {
      return Files.writeString(file, text, UTF_8).toFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Child run(String... arguments) {
    return run(Map.of(), List.of(arguments));
  }

  /** Starts a demo on this folder; the port is free to choose. */
  static Child demo(Path data, Map<String, String> environment, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "start",
                "--demo",
                "--demo-workers",
                "20",
                "--port",
                "0",
                "--data",
                data.toString()));
    arguments.addAll(List.of(more));
    return run(environment, arguments);
  }

  /** Waits for "ponto is ready"; answers where. */
  URI ready() {
    Patience.until("a clock that starts: " + err(), () -> out().contains(READY) || !alive());
    if (!alive()) {
      throw new AssertionError("it ended with " + process.exitValue() + ": " + err());
    }
    var from = out().indexOf(READY) + READY.length();
    Patience.until("the line", () -> out().indexOf('\n', from) > 0);
    return URI.create(out().substring(from, out().indexOf('\n', from)));
  }

  /** Sends SIGTERM, SIGINT or SIGKILL. */
  void signal(String name) {
    kill(name, process.pid());
  }

  static void kill(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for the end; answers the exit status. */
  int ended() {
    return ended(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  int ended(Duration within) {
    try {
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still running after " + within + ": " + err());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  String out() {
    return read("out");
  }

  String err() {
    return read("err");
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills what still runs. */
  @Override
  public void close() {
    process.destroyForcibly();
    ended();
    Site.remove(folder);
  }
}
