package ponto.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the product stands on inside the server: its role, its database, and durable commits. */
final class Foundation {
  // How the server answers for a role, a password or a database that is not (yet) right.
  private static final Set<String> NOT_LAID = Set.of("28P01", "28000", "3D000");

  private final Database superuser;
  private final Database owner;

  Foundation(Database superuser, Database owner) {
    this.superuser = superuser;
    this.owner = owner;
  }

  /** Makes what is missing, then refuses a server whose commits could be lost. */
  void prove() throws SQLException {
    try {
      proveDurable();
    } catch (SQLException e) {
      if (!NOT_LAID.contains(e.getSQLState())) {
        throw e;
      }
      lay();
      proveDurable();
    }
  }

  private void proveDurable() throws SQLException {
    try (var connection = owner.connect();
        var query =
            connection.prepareStatement(
                """
                SELECT name, setting FROM pg_settings
                WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums')
                AND setting <> 'on'
                """);
        var rows = query.executeQuery()) {
      var wrong = new TreeMap<String, String>();
      while (rows.next()) {
        wrong.put(rows.getString(1), rows.getString(2));
      }
      if (!wrong.isEmpty()) {
        throw new PostgresFailure(
            "The database runs with "
                + wrong.entrySet().stream()
                    .map(setting -> setting.getKey() + "=" + setting.getValue())
                    .collect(Collectors.joining(", "))
                + ": a power cut could lose recorded punches, so it is not used.");
      }
    }
  }

  /** Each step may find itself done: a crash between two of them is repaired by the next start. */
  private void lay() throws SQLException {
    try (var connection = superuser.connect()) {
      if (!exists(connection, "SELECT FROM pg_roles WHERE rolname = ?", owner.user())) {
        execute(connection, "CREATE ROLE %I LOGIN CREATEROLE", owner.user());
      }
      // The server's log keeps no statements, so the password does not reach it.
      execute(connection, "ALTER ROLE %I PASSWORD %L", owner.user(), owner.password());
      if (!exists(connection, "SELECT FROM pg_database WHERE datname = ?", owner.user())) {
        createDatabase(connection, owner.user(), owner.user());
      }
    }
  }

  static void createDatabase(Connection connection, String name, String owner) throws SQLException {
    execute(connection, "CREATE DATABASE %I OWNER %I", name, owner);
  }

  private static boolean exists(Connection connection, String query, String name)
      throws SQLException {
    try (var statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  /** Executes a command that takes no parameters, its words quoted by the server. */
  private static void execute(Connection connection, String template, String... words)
      throws SQLException {
    try (var quoting = connection.prepareStatement("SELECT format(?, VARIADIC ?)");
        var command = connection.createStatement()) {
      quoting.setString(1, template);
      quoting.setArray(2, connection.createArrayOf("text", words));
      try (var quoted = quoting.executeQuery()) {
        quoted.next();
        command.execute(quoted.getString(1));
      }
    }
  }
}
