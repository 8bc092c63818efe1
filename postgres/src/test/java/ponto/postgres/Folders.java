package ponto.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import ponto.postgres.EmbeddedPostgres.Settings;

/** What the tests of a server share: the unpacked programs, and a table to find again. */
final class Folders {
  static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();
  private static final int CONNECTIONS = 20;

  private Folders() {}

  /** Settings for a folder where no cluster is yet. */
  static Settings empty(Path directory) {
    return new Settings(directory.resolve("data"), BINARIES, CONNECTIONS);
  }

  /** Settings for a folder with a cluster that was stopped in order: a copy, quicker than a new. */
  static Settings in(Path directory) throws Exception {
    var settings = empty(directory);
    Files.createDirectories(directory);
    var copy = new ProcessBuilder("cp", "-a", Stopped.CLUSTER, settings.dataDirectory().toString());
    assertThat(copy.inheritIO().start().waitFor()).isZero();
    return settings;
  }

  /** The cluster that is copied, made when the first test asks for it. */
  private static final class Stopped {
    static final String CLUSTER = make().toString();

    private static Path make() {
      var settings = empty(Path.of("target", "stopped-cluster"));
      try {
        Tree.delete(settings.dataDirectory());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      EmbeddedPostgres.start(settings).close();
      return settings.dataDirectory();
    }
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
