package ponto.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;
import ponto.postgres.Database;
import ponto.postgres.EmbeddedPostgres;
import ponto.postgres.ReportingLogin;

/**
 * The database behind everything but the punches' way in: embedded or given, migrated, reached in a
 * role.
 */
final class DatabaseHost implements AutoCloseable {
  /** Recorders, a few readers, the issuer, one for migrations and one for psql each. */
  static final int CONNECTIONS_MAX = 60;

  private static final int CONNECT_SECONDS = 5;

  /**
   * Longer than any statement of ours takes; a hung server is then a database away, not a hung
   * recorder.
   */
  private static final int SOCKET_SECONDS = 60;

  /** What asks during the start waits so long for the database before it is told to come again. */
  private static final long START_PATIENCE_MILLIS = 3_000;

  /** A cause that passes by itself, as another server that is stopping, passes in seconds. */
  private static final long RETRY_FIRST_MILLIS = 500;

  /** Somebody who has mended the cause sees it work before they wonder. */
  private static final long RETRY_LAST_MILLIS = 15_000;

  private static final String REMEDY =
      "read the log, then free disk space, stop another PostgreSQL that uses the same folder, or"
          + " bring the --database back; no restart is needed";
  private static final Logger LOG = System.getLogger(DatabaseHost.class.getName());

  private final DataDirectory data;
  private final @Nullable String externalUrl;
  private final CountDownLatch up = new CountDownLatch(1);
  private volatile @Nullable EmbeddedPostgres embedded;
  private volatile @Nullable Database database;
  private volatile boolean trouble;
  private volatile boolean closing;

  DatabaseHost(DataDirectory data, @Nullable String externalUrl) {
    this.data = data;
    this.externalUrl = externalUrl;
  }

  /**
   * Brings the database up and migrates it; returns when it is ready, however long that takes.
   *
   * @param patient whether an embedded one that cannot start is tried again: punches may be waiting
   *     for it. Of one that never ran somebody at the terminal must be told.
   */
  void start(boolean patient) throws InterruptedException {
    var pauseMillis = RETRY_FIRST_MILLIS;
    while (!closing && up.getCount() > 0) {
      try {
        var reached = reach();
        new Migrations(reached).migrate();
        reporting(reached);
        database = reached;
        trouble = false;
        up.countDown();
      } catch (RuntimeException | SQLException e) {
        if (Thread.interrupted() || closing) {
          throw new InterruptedException("stopped while the database was starting");
        }
        if (externalUrl == null && !patient) {
          throw e instanceof RuntimeException defect ? defect : new IllegalStateException(e);
        }
        trouble = true;
        var pause = ThreadLocalRandom.current().nextLong(pauseMillis / 2, pauseMillis + 1);
        LOG.log(
            Level.WARNING,
            "the database cannot be reached, started or migrated; punches are accepted and kept,"
                + " tried again in "
                + pause
                + " ms: "
                + words(e)
                + " Remedy: "
                + REMEDY);
        TimeUnit.MILLISECONDS.sleep(pause);
        pauseMillis = Math.min(RETRY_LAST_MILLIS, pauseMillis * 2);
      }
    }
  }

  /** The failure's own words and its cause's: an embedded server's last words name the file. */
  private static String words(Exception failure) {
    var cause = failure.getCause();
    return failure.getMessage() + (cause == null ? "" : " (" + cause.getMessage() + ")");
  }

  /** What to do about a database that could not be started since this start; null when it could. */
  @Nullable String remedy() {
    return trouble ? REMEDY : null;
  }

  /** Whether the database was up once; from then on only a statement can tell. */
  boolean isUp() {
    return up.getCount() == 0;
  }

  /** Whether it answers right now. */
  boolean answers() {
    try (var connection = as("ponto_api").open()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Connections in a role, with options of PostgreSQL's command line. */
  Connections as(String role, String... options) {
    var line = new StringBuilder("-c role=" + role);
    for (var option : options) {
      line.append(" -c ").append(option);
    }
    return () -> connect(role, line.toString());
  }

  /**
   * Connections of a recorder: everything it asks is a look-up by key, so a plan that scans can
   * only be stale.
   */
  Connections asRecorder() {
    return as(
        "ponto_recorder",
        "enable_seqscan=off",
        "enable_hashjoin=off",
        "enable_mergejoin=off",
        "plan_cache_mode=force_generic_plan",
        "idle_in_transaction_session_timeout=60000");
  }

  /**
   * Connections of hr's clerks: an import fills the tables that a plan once found empty, so each
   * statement is planned when it runs, and looks up by key.
   */
  Connections asClerk() {
    return as("ponto_roster", "enable_seqscan=off", "plan_cache_mode=force_custom_plan");
  }

  private Connection connect(String role, String options) throws SQLException {
    try {
      if (!up.await(START_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new SQLTransientConnectionException("the database is starting", "08001");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException(
          "interrupted while the database starts", "08001", e);
    }
    var reached = current();
    var properties = properties(reached);
    properties.setProperty("options", options);
    properties.setProperty("ApplicationName", role);
    return DriverManager.getConnection(reached.jdbcUrl(), properties);
  }

  /** Where the database is now: one that crashed may have come back on another port. */
  private Database current() throws SQLException {
    var postgres = embedded;
    var reached = database;
    if (reached == null || (postgres != null && !postgres.running())) {
      throw new SQLTransientConnectionException("the database is not running", "08001");
    }
    var now = postgres == null ? reached : postgres.database();
    if (!now.jdbcUrl().equals(reached.jdbcUrl())) {
      database = now;
      reporting(now);
    }
    return now;
  }

  private static Properties properties(Database database) {
    var properties = new Properties();
    if (!database.user().isEmpty()) {
      properties.setProperty("user", database.user());
      properties.setProperty("password", database.password());
    }
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    properties.setProperty("socketTimeout", Integer.toString(SOCKET_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    return properties;
  }

  private Database reach() {
    if (externalUrl != null) {
      return new Database(externalUrl, "", "");
    }
    var postgres = embedded;
    if (postgres == null) {
      postgres = EmbeddedPostgres.start(settings(data));
      embedded = postgres;
    } else {
      // A migration failed before; the server itself does nothing when it still runs.
      postgres.start();
    }
    return postgres.database();
  }

  /** Of the embedded database in a data folder. */
  static EmbeddedPostgres.Settings settings(DataDirectory data) {
    return new EmbeddedPostgres.Settings(data.postgres(), data.binaries(), CONNECTIONS_MAX);
  }

  /** Lets the reporting role sign in, and writes down where, for {@code ./ponto database}. */
  private synchronized void reporting(Database database) throws SQLException {
    var password = data.secret("report-password");
    var uri = "postgresql://ponto_report:" + password + "@" + address(database);
    if (data.read("database-uri").filter(uri::equals).isPresent()) {
      return;
    }
    try (var connection = DriverManager.getConnection(database.jdbcUrl(), properties(database))) {
      ReportingLogin.allow(connection, "ponto_report", password);
    }
    data.write("database-uri", uri);
  }

  private static String address(Database database) {
    var url = database.jdbcUrl().substring("jdbc:postgresql://".length());
    var query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  @Override
  public void close() {
    closing = true;
    database = null;
    up.countDown();
    var postgres = embedded;
    if (postgres != null) {
      postgres.close();
    }
  }
}
