package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ponto.postgres.Database;
import ponto.postgres.EmbeddedPostgres;

/**
 * The product's PostgreSQL in the bench's hands, so that it can be stopped, slowed and looked into;
 * servers get it as an outside database.
 */
final class OwnPostgres implements AutoCloseable {
  // All rivals' connections, two servers' and our own.
  private static final int CONNECTIONS_MAX = 200;

  private final EmbeddedPostgres postgres;

  OwnPostgres(Path folder) {
    postgres =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Settings(
                folder.resolve("postgres"), folder.resolve("postgres-binaries"), CONNECTIONS_MAX));
  }

  /** The setting that makes a server use it; not an argument, which everybody could read. */
  Map<String, String> environment() {
    return Map.of("PONTO_DATABASE", url());
  }

  /** Its address with user and password. */
  String url() {
    var database = postgres.database();
    return "%s?user=%s&password=%s"
        .formatted(
            database.jdbcUrl(),
            URLEncoder.encode(database.user(), UTF_8),
            URLEncoder.encode(database.password(), UTF_8));
  }

  /** The product's database, as whoever owns it finds it. */
  Database database() {
    return postgres.database();
  }

  /** The product's database as its owner. */
  Connection asOwner() throws SQLException {
    return postgres.database().connect();
  }

  /** The product's database as superuser, past row-level security. */
  Connection asSuperuser() throws SQLException {
    var superuser = postgres.superuser();
    return new Database(postgres.database().jdbcUrl(), superuser.user(), superuser.password())
        .connect();
  }

  /** Writes out what is dirty, so that one measurement does not pay for the one before. */
  void settle() throws SQLException {
    try (var connection = asSuperuser();
        var statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    }
  }

  /** Its processes. */
  List<ProcessHandle> processes() {
    return ProcessHandle.of(postgres.pid()).stream()
        .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
        .toList();
  }

  /** Kills it, as a failing machine would. */
  void kill() {
    postgres.stopNow();
  }

  void start() {
    postgres.start();
  }

  @Override
  public void close() {
    postgres.close();
  }
}
