package ponto.postgres;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Pattern;

/** Where a database is and who may enter; never prints its password. */
public record Database(String jdbcUrl, String user, String password) {
  // A role travels inside one start-up option, where spaces and quotes would mean something.
  private static final Pattern ROLE = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  public Database {
    requireNonNull(jdbcUrl, "jdbcUrl");
    requireNonNull(user, "user");
    requireNonNull(password, "password");
  }

  /** A new connection; the caller closes it. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, credentials());
  }

  /** A new connection that acts as {@code role} from its first statement on. */
  public Connection connectAs(String role) throws SQLException {
    if (!ROLE.matcher(role).matches()) {
      throw new IllegalArgumentException("not a role's name: " + role);
    }
    var properties = credentials();
    properties.setProperty("options", "-c role=" + role);
    return DriverManager.getConnection(jdbcUrl, properties);
  }

  private Properties credentials() {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    return properties;
  }

  @Override
  public String toString() {
    return user + " at " + jdbcUrl;
  }
}
