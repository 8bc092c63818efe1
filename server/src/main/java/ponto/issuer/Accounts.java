package ponto.issuer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import ponto.access.Connections;
import ponto.access.Login;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.roster.EmployerSettings;
import ponto.roster.PlaceSetting;

/** The accounts of all employers, as sign-in needs them. */
final class Accounts {
  /** A CPF may be a worker of several employers; each one more costs a hash at every sign-in. */
  static final int SAME_LOGIN_MAX = 8;

  private static final String COLUMNS =
      """
      SELECT a.subject, a.employer_id, a.role, a.name, a.password_hash,
        a.disabled_at IS NOT NULL AS disabled, w.cpf, w.dismissed_on,
        (SELECT p.zone FROM assignment s
          JOIN establishment p ON p.employer_id = s.employer_id AND p.establishment_id = s.establishment_id
          WHERE s.employer_id = a.employer_id AND s.worker_id = a.worker_id
          ORDER BY s.starts_on DESC LIMIT 1) AS zone
      FROM account a
      JOIN employer e ON e.employer_id = a.employer_id
      LEFT JOIN worker w ON w.employer_id = a.employer_id AND w.worker_id = a.worker_id
      """;

  /** Where nothing says otherwise: the legal time of most of Brazil. */
  private static final ZoneId ZONE = ZoneId.of("America/Sao_Paulo");

  /**
   * What somebody may answer to {@code GET /v1/me}.
   *
   * @param login the login without its employer
   * @param employerDocument CNPJ or CPF
   * @param place what the employer wants to know of its people's presses
   */
  record Me(
      String login,
      String name,
      String employerDocument,
      String employerName,
      PlaceSetting place) {}

  private final Connections connections;

  Accounts(Connections connections) {
    this.connections = connections;
  }

  /**
   * Whoever this text may mean: a login of any employer, or {@code login@document} of one. Of too
   * many the newest, since the older ones can be named with their employer.
   */
  List<Account> meant(String text) throws SQLException {
    var sql =
        COLUMNS
            + """
            WHERE a.issuer IS NULL AND (a.login = ? OR (a.login = ? AND e.document = ?))
            ORDER BY a.created_at DESC, a.subject
            LIMIT ?
            """;
    var at = text.lastIndexOf('@');
    try (var connection = connections.open();
        var query = connection.prepareStatement(sql)) {
      query.setString(1, new Login(text).name());
      query.setString(2, new Login(text.substring(0, Math.max(at, 0))).name());
      query.setString(3, document(text.substring(at + 1)));
      query.setInt(4, SAME_LOGIN_MAX);
      var found = new ArrayList<Account>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(account(rows));
        }
      }
      return found;
    }
  }

  /** The account of a session, within the caller's transaction. */
  Account of(Connection connection, UUID subject) throws SQLException {
    try (var query = connection.prepareStatement(COLUMNS + "WHERE a.subject = ?")) {
      query.setObject(1, subject);
      try (var rows = query.executeQuery()) {
        rows.next(); // A session refers to its account.
        return account(rows);
      }
    }
  }

  /** Replaces a hash made at an older cost, unless the password was changed meanwhile. */
  void rehash(Account account, String hash) throws SQLException {
    var sql = "UPDATE account SET password_hash = ? WHERE subject = ? AND password_hash = ?";
    try (var connection = connections.open();
        var update = connection.prepareStatement(sql)) {
      update.setString(1, hash);
      update.setObject(2, account.subject());
      update.setString(3, account.passwordHash());
      update.executeUpdate();
    }
  }

  /** The account that asks, by its names; empty for one that the roster has not. */
  Optional<Me> me(Principal principal) throws SQLException {
    var sql =
        """
        SELECT a.login, a.name, e.document, e.name AS employer
        FROM account a JOIN employer e ON e.employer_id = a.employer_id
        WHERE a.employer_id = ? AND a.subject = ?
        """;
    try (var connection = connections.open();
        var query = connection.prepareStatement(sql)) {
      query.setLong(1, principal.employerId());
      query.setObject(2, UUID.fromString(principal.subject()));
      try (var rows = query.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new Me(
                    rows.getString("login"),
                    rows.getString("name"),
                    rows.getString("document"),
                    rows.getString("employer"),
                    EmployerSettings.place(connection, principal.employerId())))
            : Optional.empty();
      }
    }
  }

  private static String document(String text) {
    return text.strip().toUpperCase(Locale.ROOT).replaceAll("[./-]", "");
  }

  private static Account account(ResultSet row) throws SQLException {
    var zone = row.getString("zone");
    return new Account(
        row.getObject("subject", UUID.class),
        row.getLong("employer_id"),
        Role.of(row.getString("role")).orElseThrow(),
        row.getString("name"),
        row.getString("password_hash"),
        row.getBoolean("disabled"),
        row.getString("cpf"),
        row.getObject("dismissed_on", LocalDate.class),
        zone == null ? ZONE : ZoneId.of(zone));
  }
}
