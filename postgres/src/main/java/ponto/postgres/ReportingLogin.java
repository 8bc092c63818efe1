package ponto.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** Lets a role that may only read sign in with a password, for psql and reporting tools. */
public final class ReportingLogin {
  /** Letters that need no quoting: ALTER ROLE takes no parameters. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,100}");

  private ReportingLogin() {}

  /** Sets the role's password; the connection's user must own the role. */
  public static void allow(Connection connection, String role, String password)
      throws SQLException {
    if (!PLAIN.matcher(role).matches() || !PLAIN.matcher(password).matches()) {
      throw new IllegalArgumentException("the role or its password is not plain base64url");
    }
    try (var alter = connection.createStatement()) {
      alter.execute("ALTER ROLE " + role + " LOGIN PASSWORD '" + password + "'");
    }
  }
}
