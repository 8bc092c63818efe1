package ponto.lambda.door;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import ponto.access.Connections;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.api.Json;
import ponto.api.Operation;
import ponto.api.Problem;
import ponto.api.Request;
import ponto.api.Response;
import ponto.api.SettingsOperations;
import ponto.roster.EmployerSettings;

/**
 * The people whom the user pool signs in: who a token's claims say they are, and whether the roster
 * still lets them in. Entered when they first ask, so that a manager's people can be named.
 */
final class CloudAccounts {
  /** So long a dismissal or a disabled account may go unnoticed. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  /** Of those who asked last; beyond it one is asked of the database again. */
  private static final int REMEMBERED_MAX = 1_000;

  /** Where nothing says otherwise: the legal time of most of Brazil. */
  private static final ZoneId ZONE = ZoneId.of("America/Sao_Paulo");

  private static final Pattern CPF = Pattern.compile("[0-9]{11}");

  /** As the local clock enters the people of a company's own provider; no text has this hash. */
  private static final String ENTER =
      """
      INSERT INTO account AS a
        (subject, employer_id, login, role, name, worker_id, password_hash, created_at, issuer)
      SELECT p.subject, p.employer_id, p.login, p.role, coalesce(nullif(p.name, ''), w.name, p.role),
        w.worker_id, '!', p.created_at, 'cognito'
      FROM (VALUES (?::uuid, ?::bigint, ?, ?, ?, ?, ?::timestamptz))
           AS p (subject, employer_id, login, role, name, cpf, created_at)
      LEFT JOIN worker w ON w.employer_id = p.employer_id AND w.cpf = p.cpf
      ON CONFLICT (subject) DO UPDATE
        SET role = excluded.role, name = excluded.name, worker_id = excluded.worker_id
        WHERE a.issuer IS NOT NULL AND (a.role, a.name, a.worker_id)
          IS DISTINCT FROM (excluded.role, excluded.name, excluded.worker_id)
      """;

  private static final String STANDING =
      """
      SELECT a.employer_id, a.disabled_at IS NOT NULL AS disabled, w.dismissed_on,
        (SELECT p.zone FROM assignment s
          JOIN establishment p ON p.employer_id = s.employer_id AND p.establishment_id = s.establishment_id
          WHERE s.employer_id = a.employer_id AND s.worker_id = a.worker_id
          ORDER BY s.starts_on DESC LIMIT 1) AS zone
      FROM account a
      LEFT JOIN worker w ON w.employer_id = a.employer_id AND w.worker_id = a.worker_id
      WHERE a.subject = ?
      """;
  private static final String ME =
      """
      SELECT a.login, a.name, e.document, e.name AS employer
      FROM account a JOIN employer e ON e.employer_id = a.employer_id
      WHERE a.employer_id = ? AND a.subject = ?
      """;

  private final Connections issuers;
  private final InstantSource clock;
  private final Map<Map<String, String>, Seen> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Map<String, String>, Seen> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  /** Somebody, and until when that holds. */
  private record Seen(Principal principal, Instant until) {}

  /** Its connections are in the role {@code ponto_issuer}. */
  CloudAccounts(Connections issuers, InstantSource clock) {
    this.issuers = issuers;
    this.clock = clock;
  }

  /** The operation that tells somebody who he is here. */
  Map<String, Operation> table() {
    return Map.of("getMe", this::me);
  }

  /** For whom the verified claims speak. */
  Principal admit(Map<String, String> claims) throws SQLException {
    if (!"id".equals(claims.get("token_use"))) {
      throw Problem.unauthenticated("the token is not an ID token of the user pool");
    }
    var who =
        Map.of(
            "sub", claim(claims, "sub"),
            "employer", claim(claims, "custom:employer"),
            "role", claim(claims, "custom:role"),
            "worker", claims.getOrDefault("custom:worker", ""),
            "name", claims.getOrDefault("name", ""));
    var known = seen.get(who);
    if (known == null || !clock.instant().isBefore(known.until())) {
      known = new Seen(asked(who), clock.instant().plus(FRESH));
      seen.put(who, known);
    }
    return known.principal();
  }

  private Principal asked(Map<String, String> who) throws SQLException {
    var role = Role.of(who.getOrDefault("role", "")).orElseThrow(() -> stranger("custom:role"));
    var worker = who.getOrDefault("worker", "");
    long employer;
    UUID subject;
    try {
      employer = Long.parseLong(who.getOrDefault("employer", ""));
      subject = UUID.fromString(who.getOrDefault("sub", ""));
    } catch (IllegalArgumentException e) {
      throw stranger("custom:employer");
    }
    var claimed =
        new Principal(
            subject.toString(),
            employer,
            role,
            CPF.matcher(worker).matches() ? worker : null,
            false);
    try (var connection = issuers.open()) {
      enter(connection, claimed, subject, who.getOrDefault("name", ""));
      return standing(connection, claimed, subject);
    } catch (SQLException e) {
      if ("23503".equals(e.getSQLState())) { // There is no such employer.
        throw stranger("custom:employer");
      }
      throw e;
    }
  }

  private void enter(Connection connection, Principal claimed, UUID subject, String name)
      throws SQLException {
    try (var insert = connection.prepareStatement(ENTER)) {
      insert.setObject(1, subject);
      insert.setLong(2, claimed.employerId());
      insert.setString(3, "oidc:" + subject);
      insert.setString(4, claimed.role().wire());
      insert.setString(5, name);
      insert.setString(6, claimed.workerCpf());
      insert.setString(7, clock.instant().toString());
      insert.executeUpdate();
    }
  }

  private Principal standing(Connection connection, Principal claimed, UUID subject)
      throws SQLException {
    try (var query = connection.prepareStatement(STANDING)) {
      query.setObject(1, subject);
      try (var row = query.executeQuery()) {
        if (!row.next() || row.getLong("employer_id") != claimed.employerId()) {
          throw stranger("custom:employer");
        }
        if (row.getBoolean("disabled")) {
          throw Problem.unauthenticated("the account is disabled");
        }
        var zone = row.getString("zone");
        var today = LocalDate.ofInstant(clock.instant(), zone == null ? ZONE : ZoneId.of(zone));
        var dismissedOn = row.getObject("dismissed_on", LocalDate.class);
        var isDismissed = dismissedOn != null && today.isAfter(dismissedOn);
        return new Principal(
            claimed.subject(),
            claimed.employerId(),
            claimed.role(),
            claimed.workerCpf(),
            isDismissed);
      }
    }
  }

  private Response me(Request request) throws SQLException {
    var caller = request.caller();
    try (var connection = issuers.open();
        var query = connection.prepareStatement(ME)) {
      query.setLong(1, caller.employerId());
      query.setObject(2, UUID.fromString(caller.subject()));
      try (var row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.unknown("no account of this subject");
        }
        var login = row.getString("login");
        var name = row.getString("name");
        var document = row.getString("document");
        var employer = row.getString("employer");
        var place = EmployerSettings.place(connection, caller.employerId());
        return Response.json(
            Json.object(json -> {
              json.text("subject", caller.subject())
                  .text("role", caller.role().wire())
                  .text("name", name)
                  .text("login", login)
                  .flag("handInOnly", caller.handInOnly())
                  .object(
                      "employer", inner -> inner.text("document", document).text("name", employer));
              SettingsOperations.write(json, place);
              if (caller.workerCpf() != null) {
                json.text("worker", caller.workerCpf());
              }
            }));
      }
    }
  }

  private static String claim(Map<String, String> claims, String name) {
    var value = claims.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw stranger(name);
    }
    return value;
  }

  private static Problem stranger(String claim) {
    return Problem.of(
        403,
        "not-provisioned",
        "Not known here",
        "the claim " + claim + " is missing or names nothing of this clock",
        "Ask whoever keeps the user pool to set it.");
  }
}
