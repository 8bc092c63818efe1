package ponto.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ponto.access.Connections;
import ponto.access.Login;
import ponto.access.Role;
import ponto.afd.Latin1;
import ponto.api.Body;
import ponto.api.Json;
import ponto.api.Operation;
import ponto.api.Problem;
import ponto.api.Receipts;
import ponto.api.Request;
import ponto.api.Response;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.issuer.Passwords;
import ponto.ledger.Registrar;
import ponto.ledger.Registrar.NewEmployer;
import ponto.ledger.Registrar.NewEstablishment;
import ponto.punch.Cpf;
import ponto.roster.Cnpj;
import ponto.roster.Employers;
import ponto.roster.NewAccounts;
import ponto.roster.NewAccounts.NewAccount;
import ponto.staff.Details;

/**
 * Makes the first employer and its admin, once, for whoever holds the token that the first start
 * printed.
 */
final class SetupOperations {
  static final String TOKEN_FILE = "setup-token";
  private static final int PASSWORD_LENGTH_MIN = 10;

  private final DataDirectory data;
  private final Connections roster;
  private final Passwords passwords;
  private final InstantSource clock;

  SetupOperations(
      DataDirectory data, Connections roster, Passwords passwords, InstantSource clock) {
    this.data = data;
    this.roster = roster;
    this.passwords = passwords;
    this.clock = clock;
  }

  /** The operation by its operationId. */
  Map<String, Operation> table() {
    return Map.of("createFirstEmployer", this::create);
  }

  /** Whether the first employer is still to be made. */
  boolean isWaiting() {
    return data.read(TOKEN_FILE).isPresent();
  }

  /** The one-time token, while there is no employer yet. */
  String token() {
    return data.secret(TOKEN_FILE);
  }

  private Response create(Request request) throws SQLException, InterruptedException {
    var body = Body.of(request.body(), Set.of("token", "employer", "admin"));
    requireToken(body.text("token", 128));
    var employer =
        body.object("employer", Set.of("document", "name", "place", "zone", "responsibleCpf"));
    var admin = body.object("admin", Set.of("login", "password", "name"));
    var document = document(employer.text("document", 14));
    var responsible = employer.text("responsibleCpf", 11);
    if (!Cpf.isValid(responsible)) {
      throw Problem.malformed("/employer/responsibleCpf", "the check digits of the CPF do not fit");
    }
    var zone = zone(employer.text("zone", 40));
    var password = admin.text("password", 128);
    if (password.length() < PASSWORD_LENGTH_MIN) {
      throw Problem.malformed(
          "/admin/password", "shorter than " + PASSWORD_LENGTH_MIN + " characters");
    }
    var hash = passwords.hash(password);
    var entered =
        new NewEmployer(
            document.length() == 14 ? 1 : 2,
            document,
            printable("/employer/name", employer.text("name", 150)),
            responsible,
            "");
    var place =
        new NewEstablishment(
            document, "", printable("/employer/place", employer.text("place", 100)), zone);
    var account =
        new NewAccount(
            new Receipts(clock).next(),
            new Login(admin.text("login", 64)),
            Role.ADMIN,
            printable("/admin/name", admin.text("name", 150)),
            null,
            hash);
    enter(entered, place, account);
    data.delete(TOKEN_FILE);
    return Response.json(
        201,
        Json.object(json ->
            json.object(
                    "employer",
                    made -> made.text("document", document).text("name", entered.name()))
                .text("login", account.login().name())));
  }

  private void enter(NewEmployer employer, NewEstablishment place, NewAccount admin)
      throws SQLException {
    try (var connection = roster.open()) {
      if (Employers.first(connection).isPresent()) {
        throw Problem.contradiction(
            "already-set-up", "there is an employer already", "Sign in as its admin.");
      }
      connection.setAutoCommit(false);
      var made = new Registrar(clock).enter(connection, employer, place);
      var now = clock.instant();
      NewAccounts.enter(connection, made.employerId(), List.of(admin), now);
      Audit.append(
          connection,
          made.employerId(),
          List.of(
              entry(made.employerId(), now, admin, "create-employer", "employer", employer.name()),
              entry(
                  made.employerId(),
                  now,
                  admin,
                  "create-user",
                  "user " + admin.login().name(),
                  admin.name())));
      connection.commit();
    }
  }

  /** The first deeds, in the name of the admin whom the one-time token makes. */
  private static Entry entry(
      long employerId, Instant at, NewAccount admin, String action, String about, String name) {
    return new Entry(
        employerId,
        at,
        admin.subject().toString(),
        admin.role().wire(),
        action,
        about,
        Details.of(Map.of("name", name)));
  }

  private void requireToken(String given) {
    var token = data.read(TOKEN_FILE);
    if (token.isEmpty()
        || !MessageDigest.isEqual(
            token.get().getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
      throw Problem.forbidden("this is not the token that the first start printed, or it was used");
    }
  }

  private static String document(String document) {
    if (document.length() == 14 ? !Cnpj.isValid(document) : !Cpf.isValid(document)) {
      throw Problem.malformed(
          "/employer/document", "the check digits of the CNPJ or CPF do not fit");
    }
    return document;
  }

  /**
   * As the AFD can print it: a letter that ISO-8859-1 lacks is told, not turned into a question
   * mark.
   */
  private static String printable(String field, String text) {
    if (text.isBlank() || !Latin1.printable(text).equals(text)) {
      throw Problem.malformed(
          field,
          "empty, or with a character that ISO-8859-1 cannot print; "
              + Latin1.printable(text)
              + " can be");
    }
    return text;
  }

  private static ZoneId zone(String zone) {
    if (!ZoneRulesProvider.getAvailableZoneIds().contains(zone)) {
      throw Problem.malformed(
          "/employer/zone", "no zone of the tz database; America/Sao_Paulo is one");
    }
    return ZoneId.of(zone);
  }
}
