package ponto.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import ponto.postgres.Database;
import ponto.postgres.EmbeddedPostgres;

/**
 * A database of its own for a test, migrated and empty, on one real server for the whole JVM.
 *
 * <p>A test that stops or kills a server takes {@link #ownServer()}, so that it disturbs no other.
 */
public final class TestDatabase implements AutoCloseable {
  private static final String TEMPLATE = "ponto_template";
  // Tests run beside each other, each with recorders, readers and an owner.
  private static final int CONNECTIONS = 200;
  private static final Path FOLDER = Path.of("target", "test-postgres").toAbsolutePath();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Database database;
  private final String name;

  private TestDatabase(String name) {
    this.name = name;
    this.database = Shared.SERVER.database(name);
  }

  /** A copy of the migrated template; closing it drops it, whoever is still connected. */
  public static TestDatabase fresh() {
    var name = "fresh_" + COUNT.incrementAndGet();
    Shared.execute("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " OWNER ponto");
    return new TestDatabase(name);
  }

  /** The server beneath the fresh databases: to be looked at, not to be stopped. */
  public static EmbeddedPostgres server() {
    return Shared.SERVER;
  }

  /** A server for one test, its database {@code ponto} migrated; the test closes it. */
  public static EmbeddedPostgres ownServer() {
    var postgres = start(CONNECTIONS);
    migrate(postgres.database());
    return postgres;
  }

  public Database database() {
    return database;
  }

  public String jdbcUrl() {
    return database.jdbcUrl();
  }

  public String user() {
    return database.user();
  }

  public String password() {
    return database.password();
  }

  /** A new connection as the owner of the tables. */
  public Connection connect() throws SQLException {
    return database.connect();
  }

  /** A new connection that acts as {@code role}, for which the owner must be a member of it. */
  public Connection connectAs(String role) throws SQLException {
    return database.connectAs(role);
  }

  @Override
  public void close() {
    Shared.execute("DROP DATABASE " + name + " WITH (FORCE)");
  }

  private static EmbeddedPostgres start(int connections) {
    try {
      Files.createDirectories(FOLDER);
      var directory = Files.createTempDirectory(FOLDER, "server-");
      var postgres =
          EmbeddedPostgres.start(
              new EmbeddedPostgres.Settings(
                  directory.resolve("data"), FOLDER.resolve("binaries"), connections));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(postgres, directory)));
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void migrate(Database database) {
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .locations("classpath:db")
        .load()
        .migrate();
  }

  private static void remove(EmbeddedPostgres postgres, Path directory) {
    postgres.stopNow();
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException _) {
      // The server's last process took it away itself.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one server of the JVM, started when the first test asks for it. */
  private static final class Shared {
    static final EmbeddedPostgres SERVER = start(CONNECTIONS);
    private static final Connection SUPERUSER;

    static {
      try {
        SUPERUSER = SERVER.superuser().connect();
        SERVER.createDatabase(TEMPLATE, "ponto");
        migrate(SERVER.database(TEMPLATE));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    /** One connection and one at a time: a template may not be copied while it is looked at. */
    static synchronized void execute(String sql) {
      try (var statement = SUPERUSER.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(sql, e);
      }
    }
  }
}
