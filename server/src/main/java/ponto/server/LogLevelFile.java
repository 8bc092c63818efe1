package ponto.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The file {@code log-level} in the data folder, read again and again: what stands in it holds
 * while it stands there, without a restart; without it, what the start was told.
 */
final class LogLevelFile implements AutoCloseable {
  /** A person who writes the file and looks at the log does not wait longer than this. */
  private static final long EVERY_MILLIS = 1_000;

  /** A file of levels is a line; more is another file by mistake. */
  private static final long BYTES_MAX = 4_096;

  private static final Logger LOG = System.getLogger(LogLevelFile.class.getName());

  private final Path file;
  private final LogLevels started;
  private final CountDownLatch closed = new CountDownLatch(1);
  private String seen = "";

  private LogLevelFile(Path file, LogLevels started) {
    this.file = file;
    this.started = started;
  }

  /** Begins to watch; what already stands there holds at once. */
  static LogLevelFile watch(Path data, LogLevels started) {
    var watched = new LogLevelFile(data.resolve("log-level"), started);
    watched.look();
    Thread.ofVirtual().name("log-level").start(watched::watch);
    return watched;
  }

  private void watch() {
    try {
      while (!closed.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    var now = text();
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      var levels = now.isEmpty() ? started : LogLevels.read(now);
      JsonLog.obey(levels);
      // As a warning, so that it is there whatever the level is now.
      LOG.log(Level.WARNING, "logging at {0} from here on", levels);
    } catch (Refusal wrong) {
      // Not the end: a slip in this file must not keep anybody from punching.
      LOG.log(
          Level.WARNING,
          "the file log-level is not obeyed, all stays as it was: {0}",
          String.valueOf(wrong.getMessage()).replace("--log-level", "it"));
    }
  }

  private String text() {
    try {
      return Files.size(file) > BYTES_MAX ? "(too-long)" : Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      return "";
    } catch (MalformedInputException e) {
      return "(not-utf-8)";
    } catch (IOException e) {
      return "(unreadable)";
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
