package ponto.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import ponto.postgres.Database;
import ponto.testing.TestDatabase;

/** What the functions find around them on this machine: their zips, and a database's address. */
public final class Surroundings {
  public static final Path RECORDING_ZIP = Path.of("target", "recording.zip").toAbsolutePath();
  public static final Path API_ZIP = Path.of("target", "api.zip").toAbsolutePath();
  public static final String RECORD = "ponto.lambda.RecordHandler::handleRequest";
  public static final String API = "ponto.lambda.ApiHandler::handleRequest";
  public static final String EXPORT = "ponto.lambda.ExportHandler::handleRequest";
  public static final String MIGRATE = "ponto.lambda.MigrateHandler::handleRequest";

  private static final Pattern URL = Pattern.compile("jdbc:postgresql://([^:/]+):(\\d+)/([^?]+).*");

  private Surroundings() {}

  /** The variables that lead a function to this database on the loopback. */
  public static Map<String, String> environment(Database database) {
    var address = URL.matcher(database.jdbcUrl());
    assertThat(address.matches()).as(database.jdbcUrl()).isTrue();
    var environment = new HashMap<String, String>();
    environment.put("PONTO_DB_HOST", address.group(1));
    environment.put("PONTO_DB_PORT", address.group(2));
    environment.put("PONTO_DB_NAME", address.group(3));
    environment.put("PONTO_DB_USER", database.user());
    environment.put("PONTO_DB_TLS", "disable");
    environment.put("PONTO_DB_PASSWORD_FILE", passwordFile(database).toString());
    environment.put("PONTO_STAGE", "test");
    return environment;
  }

  /** The same with a bucket for exports, and time to make them. */
  public static Map<String, String> environment(Database database, ObjectStore store) {
    var environment = environment(database);
    environment.putAll(store.environment());
    environment.put("PONTO_EXPORTS_BUCKET", "exports");
    environment.put("PONTO_PAPERS_BUCKET", "papers");
    environment.put("PONTO_EXPORT_SECONDS", "20");
    return environment;
  }

  /** The one text that a question has for an answer, past row-level security. */
  static String asked(TestDatabase database, String sql) throws SQLException {
    var superuser = TestDatabase.server().superuser();
    try (var connection =
            new Database(database.jdbcUrl(), superuser.user(), superuser.password()).connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Path passwordFile(Database database) {
    try {
      var onlyOurs = PosixFilePermissions.fromString("rw-------");
      var file =
          Files.createTempFile(
              Path.of("target").toAbsolutePath(),
              "password",
              "",
              PosixFilePermissions.asFileAttribute(onlyOurs));
      file.toFile().deleteOnExit();
      return Files.writeString(file, database.password());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
