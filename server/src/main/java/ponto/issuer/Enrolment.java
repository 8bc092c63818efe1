package ponto.issuer;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import ponto.access.Connections;

/**
 * The accounts of people who sign in at the company's provider: entered when they first ask, and
 * kept as the provider says.
 */
final class Enrolment {
  /** No text has this Argon2id hash, nor any other. */
  private static final String NO_PASSWORD = "!";

  private static final String EMPLOYER = "SELECT employer_id FROM employer WHERE document = ?";
  private static final String ENTER =
      """
      INSERT INTO account AS a
        (subject, employer_id, login, role, name, worker_id, password_hash, created_at, issuer)
      SELECT p.subject, p.employer_id, p.login, p.role, coalesce(nullif(p.name, ''), w.name, p.role),
        w.worker_id, p.password_hash, p.created_at, p.issuer
      FROM (VALUES (?::uuid, ?::bigint, ?, ?, ?, ?, ?, ?::timestamptz, ?))
           AS p (subject, employer_id, login, role, name, cpf, password_hash, created_at, issuer)
      LEFT JOIN worker w ON w.employer_id = p.employer_id AND w.cpf = p.cpf
      ON CONFLICT (subject) DO UPDATE
        SET role = excluded.role, name = excluded.name, worker_id = excluded.worker_id
        WHERE (a.role, a.name, a.worker_id)
          IS DISTINCT FROM (excluded.role, excluded.name, excluded.worker_id)
      """;

  private final Connections connections;
  private final Accounts accounts;

  /** An employer's number stays its own for ever: what was found once needs no database. */
  private final Map<String, Long> employers = new ConcurrentHashMap<>();

  Enrolment(Connections connections) {
    this.connections = connections;
    accounts = new Accounts(connections);
  }

  /** The tenant with this CNPJ or CPF. */
  Optional<Long> employer(String document) throws SQLException {
    var known = employers.get(document);
    if (known != null) {
      return Optional.of(known);
    }
    try (var connection = connections.open();
        var query = connection.prepareStatement(EMPLOYER)) {
      query.setString(1, document);
      try (var rows = query.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        var found = rows.getLong(1);
        employers.put(document, found);
        return Optional.of(found);
      }
    }
  }

  /** The account of these claims, as the roster has it now. */
  Account account(ProviderClaims claims, long employerId, String issuer, Instant now)
      throws SQLException {
    try (var connection = connections.open();
        var insert = connection.prepareStatement(ENTER)) {
      insert.setObject(1, claims.subject());
      insert.setLong(2, employerId);
      insert.setString(3, "oidc:" + claims.subject());
      insert.setString(4, claims.role().wire());
      insert.setString(5, claims.name());
      insert.setString(6, claims.workerCpf());
      insert.setString(7, NO_PASSWORD);
      insert.setString(8, now.toString());
      insert.setString(9, issuer);
      insert.executeUpdate();
      return accounts.of(connection, claims.subject());
    }
  }
}
