package ponto.postgres;

import java.nio.file.Path;
import java.sql.SQLException;
import ponto.postgres.EmbeddedPostgres.Settings;

/** What the tests of a server share: the unpacked programs, and a table to find again. */
final class Folders {
  static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();
  private static final int CONNECTIONS = 20;

  private Folders() {}

  static Settings in(Path directory) {
    return new Settings(directory.resolve("data"), BINARIES, CONNECTIONS);
  }

  static void execute(Database database, String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static String ask(Database database, String query) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
