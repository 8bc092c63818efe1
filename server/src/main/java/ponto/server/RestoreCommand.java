package ponto.server;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ponto.backup.Folder;
import ponto.postgres.PostgresFailure;

/** Makes a new data folder out of a backup. */
@Command(
    name = "restore",
    description = "Make a new data folder out of a backup, and prove it whole.",
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The backup.")
  private Path backup = Path.of("backup");

  @Option(
      names = "--data",
      defaultValue = "data",
      description = "The data folder to make; not there yet, or empty (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data");

  @Option(
      names = "--database",
      description =
          "JDBC URL of an empty database of your own; without it an embedded one is made.")
  private @Nullable String database;

  @Override
  public Integer call() {
    JsonLog.install(LogLevels.read("warning"));
    var begun = System.nanoTime();
    try {
      if (!Folder.isFree(data)) {
        throw new Refusal(
            "--data "
                + data
                + " is not empty and nothing in it is overwritten: rename it and keep it, what it"
                + " accepted after the backup is only there; or name another folder");
      }
      try (var folder = Folder.begin(data)) {
        try {
          var manifest = new Restore(backup, database, Main.CLOCK, BackupCommand::say).into(folder);
          folder.publish();
          for (var ledger : manifest.ledgers()) {
            BackupCommand.say(
                "establishment "
                    + ledger.establishment()
                    + ": the next NSR is "
                    + (ledger.lastNsr() + 1)
                    + (ledger.lastNsr() == 0 ? ", the first" : ""));
          }
          System.out.println(
              "restored: %d punches, %d letters waiting, %d dead, as of %s, in %d ms, into %s"
                  .formatted(
                      manifest.rows("punch"),
                      manifest.letters().waiting(),
                      manifest.letters().dead(),
                      manifest.takenAt(),
                      BackupCommand.millisSince(begun),
                      data));
          return 0;
        } catch (IOException | SQLException | RuntimeException e) {
          if (folder.isAbandoned()) {
            return BackupCommand.INTERRUPTED;
          }
          throw e;
        }
      }
    } catch (IOException | SQLException | PostgresFailure e) {
      throw new Refusal("nothing was restored: " + e.getMessage());
    }
  }
}
