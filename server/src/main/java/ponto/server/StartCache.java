package ponto.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the start-up cache that a package's launcher did not find, beside a clock that runs
 * already: the first punch does not wait for it, the next start has it.
 */
final class StartCache implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(StartCache.class.getName());

  /** The launcher names the file here when it is not there yet. */
  private static final String PROPERTY = "ponto.aot";

  private static final String MADE = "made";

  private static final String WORKSHOP = "training-";

  private static final String PID = "[0-9]{1,10}";

  /** Ten times what a training run takes on a small machine; one that hangs ends by this. */
  private static final Duration TRAINING_MAX = Duration.ofMinutes(5);

  /** The kernel needs a moment to take a killed process apart. */
  private static final Duration KILL_MAX = Duration.ofSeconds(2);

  /** After the clock: nice(1) is on every Linux, and without it the run is only less polite. */
  private static final String AFTER_THE_CLOCK =
      "command -v nice >/dev/null && exec nice -n 19 \"$@\"; exec \"$@\"";

  private final Path file;
  private final Process training;
  private volatile boolean closing;

  private StartCache(Path file, Process training) {
    this.file = file;
    this.training = training;
    Thread.ofVirtual().name("start-cache").start(this::publish);
  }

  /** Begins a training run when the launcher asked for one; answers what to close, if anything. */
  static @Nullable StartCache makeIfAsked() {
    var asked = System.getProperty(PROPERTY);
    if (asked == null) {
      return null;
    }
    try {
      var file = Path.of(asked);
      Files.createDirectories(workshop(file));
      return new StartCache(file, train(workshop(file)));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "no start-up cache could be made, the next start tries again", e);
      return null;
    }
  }

  /** All that the training run writes; two clocks that share a cache do not share it. */
  private static Path workshop(Path file) {
    return file.resolveSibling(WORKSHOP + ProcessHandle.current().pid());
  }

  /** The same JVM with the same flags, else the cache would not fit. */
  private static Process train(Path workshop) throws IOException {
    var self = ProcessHandle.current().info();
    var own = List.of(self.arguments().orElseThrow(() -> new IOException("no arguments in /proc")));
    var jar = own.indexOf("-jar");
    if (jar < 0) {
      throw new IOException("not started from a jar");
    }
    var command = new ArrayList<>(List.of("sh", "-c", AFTER_THE_CLOCK, "ponto-train"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    own.subList(0, jar).stream()
        .filter(flag -> !flag.startsWith("-D" + PROPERTY + "="))
        .forEach(command::add);
    command.add("-Djava.io.tmpdir=" + workshop);
    command.add("-XX:AOTCacheOutput=" + workshop.resolve(MADE));
    command.addAll(List.of("-jar", own.get(jar + 1), "train"));
    var builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(new File("/dev/null"))
            .redirectError(new File("/dev/null"));
    // A setting of this clock is none of the training run's, and no secret has to travel there.
    builder.environment().keySet().removeIf(name -> name.startsWith("PONTO_"));
    return builder.start();
  }

  private void publish() {
    var made = workshop(file).resolve(MADE);
    try {
      if (training.waitFor(TRAINING_MAX.toMillis(), TimeUnit.MILLISECONDS)
          && training.exitValue() == 0
          && Files.exists(made)) {
        removeEarlier();
        // Not before: a killed clock's own training run may have gone on until now.
        removeLeft();
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        LOG.info("the start-up cache is made, the next start is faster");
      } else if (!closing) {
        LOG.warning("no start-up cache could be made, the next start tries again");
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "no start-up cache could be kept, the next start tries again", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  /** Those of other versions; a JVM keeps what it has open. */
  private void removeEarlier() throws IOException {
    try (var caches = Files.newDirectoryStream(file.resolveSibling(""), "*.aot")) {
      for (var cache : caches) {
        Files.deleteIfExists(cache);
      }
    }
  }

  /** What the training runs of clocks that were killed left; each is as large as a cache. */
  private void removeLeft() throws IOException {
    try (var left = Files.newDirectoryStream(file.resolveSibling(""), WORKSHOP + "*")) {
      for (var workshop : left) {
        var pid = workshop.getFileName().toString().substring(WORKSHOP.length());
        if (pid.matches(PID) && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          remove(workshop);
        }
      }
    }
  }

  private static void remove(Path workshop) {
    try (var files = Files.walk(workshop)) {
      for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.log(Level.FINE, "something of the training run is left in " + workshop, e);
    }
  }

  /** Ends a run that is under way: a stop does not wait for it. */
  @Override
  public void close() {
    closing = true;
    end();
  }

  private synchronized void end() {
    var all = Stream.concat(Stream.of(training.toHandle()), training.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    // Only when they are gone does nobody write into the folder any more.
    all.forEach(each ->
        each.onExit().completeOnTimeout(each, KILL_MAX.toMillis(), TimeUnit.MILLISECONDS).join());
    remove(workshop(file));
  }
}
