package ponto.roster;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.access.Role;

/**
 * An employer's accounts: listing and changing them; in the role {@code ponto_roster} where it
 * changes.
 */
public final class Users {
  private static final String SELECT =
      """
      SELECT a.subject, a.login, a.role, a.name, w.cpf, a.disabled_at IS NOT NULL AS disabled,
             (SELECT count(*) FROM supervision s WHERE s.manager = a.subject) AS people
      FROM account a
      LEFT JOIN worker w ON w.worker_id = a.worker_id
      WHERE a.employer_id = ?
      """;
  private static final String PAGE = SELECT + "AND a.login > ? ORDER BY a.login LIMIT ?";
  private static final String ONE = SELECT + "AND a.login = ?";
  private static final String CHANGE =
      """
      UPDATE account
      SET role = ?, name = ?, password_hash = coalesce(?, password_hash),
          worker_id = (SELECT w.worker_id FROM worker w WHERE w.employer_id = ? AND w.cpf = ?),
          disabled_at = CASE WHEN ? THEN coalesce(disabled_at, ?::timestamptz) END
      WHERE employer_id = ? AND subject = ?
      """;
  private static final String ADMINS =
      """
      SELECT count(*)
      FROM account
      WHERE employer_id = ? AND role = 'admin' AND disabled_at IS NULL AND subject <> ?
      """;
  private static final String FORGET_PEOPLE =
      "DELETE FROM supervision WHERE employer_id = ? AND manager = ?";
  private static final String END_SESSIONS =
      """
      UPDATE session SET ended_at = ?::timestamptz
      WHERE employer_id = ? AND subject = ? AND ended_at IS NULL
      """;

  private Users() {}

  /**
   * An account as its admin sees it.
   *
   * @param workerCpf the worker that it is; null for accounts of nobody
   * @param people how many workers it supervises
   */
  public record User(
      UUID subject,
      String login,
      Role role,
      String name,
      @Nullable String workerCpf,
      boolean disabled,
      int people) {
    @Override
    public String toString() {
      return role.wire() + " " + subject;
    }
  }

  /** The next page after a login. */
  public static List<User> page(Connection connection, long employerId, String after, int limit)
      throws SQLException {
    try (var query = connection.prepareStatement(PAGE)) {
      query.setLong(1, employerId);
      query.setString(2, after);
      query.setInt(3, limit);
      return read(query.executeQuery());
    }
  }

  /** The account of this login. */
  public static Optional<User> find(Connection connection, long employerId, String login)
      throws SQLException {
    try (var query = connection.prepareStatement(ONE)) {
      query.setLong(1, employerId);
      query.setString(2, login);
      return read(query.executeQuery()).stream().findFirst();
    }
  }

  /** Whether anybody else may manage users. */
  public static boolean hasAnotherAdmin(Connection connection, long employerId, UUID than)
      throws SQLException {
    try (var query = connection.prepareStatement(ADMINS)) {
      query.setLong(1, employerId);
      query.setObject(2, than);
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getInt(1) > 0;
      }
    }
  }

  /** Writes role, name, worker and whether it is disabled; the password only where one is given. */
  public static void change(
      Connection connection, long employerId, User after, @Nullable String passwordHash, Instant at)
      throws SQLException {
    try (var update = connection.prepareStatement(CHANGE)) {
      update.setString(1, after.role().wire());
      update.setString(2, after.name());
      update.setString(3, passwordHash);
      update.setLong(4, employerId);
      update.setString(5, after.workerCpf());
      update.setBoolean(6, after.disabled());
      update.setString(7, at.toString());
      update.setLong(8, employerId);
      update.setObject(9, after.subject());
      update.executeUpdate();
    }
  }

  /** From here on nobody is its people. */
  public static void forgetPeople(Connection connection, long employerId, UUID manager)
      throws SQLException {
    try (var delete = connection.prepareStatement(FORGET_PEOPLE)) {
      delete.setLong(1, employerId);
      delete.setObject(2, manager);
      delete.executeUpdate();
    }
  }

  /**
   * Signs it out everywhere: what it holds is good for half an hour more, and cannot be renewed.
   */
  public static void endSessions(Connection connection, long employerId, UUID subject, Instant at)
      throws SQLException {
    try (var update = connection.prepareStatement(END_SESSIONS)) {
      update.setString(1, at.toString());
      update.setLong(2, employerId);
      update.setObject(3, subject);
      update.executeUpdate();
    }
  }

  private static List<User> read(ResultSet rows) throws SQLException {
    var users = new ArrayList<User>();
    try (rows) {
      while (rows.next()) {
        users.add(
            new User(
                rows.getObject("subject", UUID.class),
                rows.getString("login"),
                Role.of(rows.getString("role")).orElseThrow(),
                rows.getString("name"),
                rows.getString("cpf"),
                rows.getBoolean("disabled"),
                rows.getInt("people")));
      }
    }
    return users;
  }
}
