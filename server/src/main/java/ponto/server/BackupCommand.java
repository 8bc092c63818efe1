package ponto.server;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ponto.backup.Folder;

/** Copies the clock, running or not, into a new folder. */
@Command(
    name = "backup",
    description = "Copy a clock, running or not, into a new folder, and prove the copy whole.",
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
  /** As a shell reports a process that Ctrl-C ended. */
  static final int INTERRUPTED = 130;

  @Parameters(paramLabel = "DIR", description = "Where to; not there yet, or empty.")
  private Path to = Path.of("backup");

  @Option(
      names = "--data",
      defaultValue = "data",
      description = "The data folder of the clock (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data");

  @Option(
      names = "--database",
      description = "The clock's JDBC URL, where it was started with one.")
  private @Nullable String database;

  @Override
  public Integer call() throws InterruptedException {
    JsonLog.install(LogLevels.read("warning"));
    var begun = System.nanoTime();
    try {
      if (!Folder.isFree(to)) {
        throw new Refusal(
            to + " is not empty: name a new folder, for example " + to + "/2026-11-22");
      }
      try (var folder = Folder.begin(to)) {
        try {
          var manifest = new Backup(data, database, Main.CLOCK, BackupCommand::say).write(folder);
          folder.publish();
          System.out.println(
              "backed up: %d punches, %d letters waiting, %d dead, schema %s, %d bytes in %d ms, to %s"
                  .formatted(
                      manifest.rows("punch"),
                      manifest.letters().waiting(),
                      manifest.letters().dead(),
                      manifest.schema(),
                      manifest.bytes(),
                      millisSince(begun),
                      to));
          return 0;
        } catch (IOException | SQLException | RuntimeException e) {
          if (folder.isAbandoned()) {
            return INTERRUPTED;
          }
          throw e;
        }
      }
    } catch (IOException | SQLException e) {
      throw new Refusal("nothing was backed up: " + e.getMessage());
    }
  }

  static void say(String line) {
    System.err.println("ponto: " + line);
  }

  static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }
}
