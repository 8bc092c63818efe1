package ponto.lambda.database;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;
import ponto.access.Connections;

/**
 * The function's way to its database: each connection opened with a fresh token, encrypted, and
 * only to a server whose certificate is of the region's roots.
 */
public final class CloudDatabase {
  /** A paused Aurora takes up to 30 s to be there; the function has 60. */
  private static final int CONNECT_SECONDS = 35;

  /** Longer than any statement of ours, and than the answer of a server that wakes up. */
  private static final int SOCKET_SECONDS = 40;

  /** The server ends a frozen function's session after this, so that an idle Aurora may pause. */
  private static final String IDLE_SESSION = "idle_session_timeout=120000";

  private final Settings settings;
  private final Map<String, String> environment;
  private final InstantSource clock;

  public CloudDatabase(Settings settings, Map<String, String> environment, InstantSource clock) {
    this.settings = settings;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  /** Connections in a role that the function's user may set, with options of PostgreSQL. */
  public Connections as(String role, String... options) {
    var line = new StringBuilder("-c role=" + role + " -c " + IDLE_SESSION);
    for (var option : options) {
      line.append(" -c ").append(option);
    }
    return () -> connect(line.toString());
  }

  /**
   * Connections of a recorder: everything it asks is a look-up by key, so a plan that scans can
   * only be stale.
   */
  public Connections asRecorder() {
    return as(
        "ponto_recorder",
        "enable_seqscan=off",
        "enable_hashjoin=off",
        "enable_mergejoin=off",
        "plan_cache_mode=force_generic_plan",
        "idle_in_transaction_session_timeout=60000");
  }

  /** The database as its user itself sees it, for the next quarter of an hour. */
  public DataSource asSource() throws SQLException {
    var source = new PGSimpleDataSource();
    source.setURL(url());
    for (var property : properties("-c " + IDLE_SESSION).entrySet()) {
      source.setProperty((String) property.getKey(), (String) property.getValue());
    }
    return source;
  }

  private Connection connect(String options) throws SQLException {
    // The driver itself: looking for drivers on the class path would only take time.
    var connection = new Driver().connect(url(), properties(options));
    if (connection == null) {
      throw new SQLException("the driver does not know " + url());
    }
    return connection;
  }

  private Properties properties(String options) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", settings.user());
    properties.setProperty("password", password());
    properties.setProperty("options", options);
    properties.setProperty("ApplicationName", "ponto-" + settings.stage());
    properties.setProperty("sslmode", settings.tls().wire());
    if (settings.tls() == Settings.Tls.VERIFY_FULL) {
      properties.setProperty("sslrootcert", roots());
    }
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    properties.setProperty("socketTimeout", Integer.toString(SOCKET_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    return properties;
  }

  private String url() {
    var host = settings.host();
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(
            host.indexOf(':') < 0 ? host : "[" + host + "]", settings.port(), settings.name());
  }

  /** The roots of the one region that the database can be in. */
  private String roots() throws SQLException {
    var file = settings.taskRoot().resolve("rds").resolve(settings.region() + ".pem");
    if (!Files.isReadable(file)) {
      throw new SQLException(
          "there are no certificates of the region " + settings.region() + " in the zip", "F0000");
    }
    return file.toString();
  }

  private String password() throws SQLException {
    try {
      var file = settings.passwordFile();
      return file != null
          ? Files.readString(file).strip()
          : ConnectToken.sign(
              Credentials.of(environment),
              settings.region(),
              settings.host(),
              settings.port(),
              settings.user(),
              clock.instant());
    } catch (IOException e) {
      throw new SQLTransientConnectionException("no token for the database", "28000", e);
    }
  }
}
