package ponto.roster;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.access.Login;
import ponto.access.Role;

/**
 * Enters accounts and says whose people are whose; in the caller's transaction, in the role {@code
 * ponto_roster}.
 */
public final class NewAccounts {
  private static final String INSERT =
      """
      INSERT INTO account (subject, employer_id, login, role, name, worker_id, password_hash, created_at)
      SELECT a.subject, ?, a.login, a.role, a.name, w.worker_id, a.password_hash, ?::timestamptz
      FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
           AS a (subject, login, role, name, cpf, password_hash)
      LEFT JOIN worker w ON w.employer_id = ? AND w.cpf = a.cpf
      """;
  private static final String SUPERVISE =
      """
      INSERT INTO supervision (employer_id, manager, worker_id)
      SELECT employer_id, ?, worker_id
      FROM worker
      WHERE employer_id = ? AND cpf = ANY (?)
      """;

  private NewAccounts() {}

  /**
   * An account to enter.
   *
   * @param workerCpf the CPF of the worker that it is; null for accounts of nobody
   * @param passwordHash as the issuer made it
   */
  public record NewAccount(
      UUID subject,
      Login login,
      Role role,
      String name,
      @Nullable String workerCpf,
      String passwordHash) {
    @Override
    public String toString() {
      return role.wire() + " " + subject;
    }
  }

  /** Enters the accounts. */
  public static void enter(
      Connection connection, long employerId, List<NewAccount> accounts, Instant at)
      throws SQLException {
    try (var insert = connection.prepareStatement(INSERT)) {
      insert.setLong(1, employerId);
      insert.setString(2, at.toString());
      insert.setArray(
          3,
          connection.createArrayOf("uuid", accounts.stream().map(NewAccount::subject).toArray()));
      insert.setArray(
          4, texts(connection, accounts.stream().map(account -> account.login().name()).toArray()));
      insert.setArray(
          5, texts(connection, accounts.stream().map(account -> account.role().wire()).toArray()));
      insert.setArray(6, texts(connection, accounts.stream().map(NewAccount::name).toArray()));
      insert.setArray(7, texts(connection, accounts.stream().map(NewAccount::workerCpf).toArray()));
      insert.setArray(
          8, texts(connection, accounts.stream().map(NewAccount::passwordHash).toArray()));
      insert.setLong(9, employerId);
      insert.executeUpdate();
    }
  }

  /** Makes these workers the manager's people. */
  public static void supervise(
      Connection connection, long employerId, UUID manager, Set<String> cpfs) throws SQLException {
    try (var insert = connection.prepareStatement(SUPERVISE)) {
      insert.setObject(1, manager);
      insert.setLong(2, employerId);
      insert.setArray(3, texts(connection, cpfs.toArray()));
      insert.executeUpdate();
    }
  }

  private static java.sql.Array texts(Connection connection, @Nullable Object[] values)
      throws SQLException {
    return connection.createArrayOf("text", values);
  }
}
