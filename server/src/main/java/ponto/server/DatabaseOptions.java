package ponto.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import ponto.postgres.Database;
import ponto.postgres.EmbeddedPostgres;
import ponto.postgres.PostgresFailure;

/** Where a command finds the clock's database, whether the clock runs or not. */
final class DatabaseOptions {
  @Option(
      names = "--data",
      defaultValue = "data",
      description = "The data folder of the clock (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data");

  @Option(
      names = "--database",
      description = "The clock's JDBC URL, where it was started with one.")
  private @Nullable String database;

  /** Something done with a database that is up. */
  @FunctionalInterface
  interface Work<T> {
    T with(Database reached) throws IOException, SQLException;
  }

  /** Does the work; an embedded database is started for it and stopped again when need be. */
  <T> T reach(Work<T> work) throws IOException, SQLException, InterruptedException {
    if (database != null) {
      return work.with(new Database(database, "", ""));
    }
    var folder = data.toAbsolutePath().normalize();
    if (!Files.isDirectory(folder.resolve("postgres").resolve("cluster"))) {
      throw new Refusal(
          "there is no database in " + folder + ": where it is yours, give its --database");
    }
    try {
      if (DataDirectory.isUsed(folder)) {
        return work.with(EmbeddedPostgres.served(folder.resolve("postgres")));
      }
      try (var directory = DataDirectory.open(folder);
          var postgres = EmbeddedPostgres.start(DatabaseHost.settings(directory))) {
        return work.with(postgres.database());
      }
    } catch (PostgresFailure e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }
}
