package ponto.lambda.door;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;
import ponto.api.AcceptPunches;
import ponto.api.AuditOperations;
import ponto.api.ClockOperations;
import ponto.api.EmployerOperations;
import ponto.api.EvidenceOperations;
import ponto.api.FirstPasswords;
import ponto.api.ForeignOperations;
import ponto.api.ImportOperations;
import ponto.api.Operation;
import ponto.api.Problem;
import ponto.api.PunchOperations;
import ponto.api.ReportOperations;
import ponto.api.Request;
import ponto.api.Response;
import ponto.api.RosterOperations;
import ponto.api.SetAsideOperations;
import ponto.api.SettingsOperations;
import ponto.api.UserOperations;
import ponto.api.WorkerOperations;
import ponto.inbox.Letter;
import ponto.lambda.database.CloudDatabase;
import ponto.lambda.export.CloudExports;
import ponto.lambda.export.Order;
import ponto.lambda.papers.CompanyPapers;
import ponto.ledger.Ledger;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The contract's operations behind the gateway: the same functions as behind the local door, on one
 * connection for each database role. What needs a local issuer or an inbox at hand is not here.
 */
public final class Door {
  /** 100 full punches stay below it at the other door; nothing here is larger. */
  private static final int BODY_CHARS_MAX = 256 * 1024;

  /** A paused database is back within it. */
  private static final int DATABASE_RETRY_SECONDS = 15;

  /** Connection, authorization, catalog, roll-back, resources, operator, system: come again. */
  private static final Set<String> PASSING =
      Set.of("08", "28", "3D", "40", "53", "55", "57", "58", "F0", "XX");

  /** Signed in and out at the user pool; punches go through the gateway; the rest has no inbox. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "createSession",
          "refreshSession",
          "endSession",
          "postPunches",
          "createFirstEmployer",
          "copyInbox",
          "getConfig",
          "listDeadLetters",
          "redriveDeadLetters");

  private static final Logger LOG = System.getLogger(Door.class.getName());

  private final Contract contract = Contract.read();
  private final Rested readers;
  private final Rested clerks;
  private final Rested issuers;
  private final Rested keepers;
  private final Rested recorders;
  private final CloudAccounts accounts;
  private final CloudExports exports;
  private final Map<String, Operation> operations = new HashMap<>();
  private final @Nullable String origin;

  /**
   * The door.
   *
   * @param reading how long a statement that reads may take: less than who asks is kept waiting
   * @param origin whose pages may read the answers, besides the gateway's own
   */
  public Door(
      CloudDatabase database,
      CloudExports exports,
      CompanyPapers papers,
      Duration reading,
      InstantSource clock,
      @Nullable String origin) {
    this.exports = exports;
    this.origin = origin;
    var readTimeout = "statement_timeout=" + reading.toMillis();
    readers = new Rested(database.as("ponto_api", readTimeout));
    clerks =
        new Rested(
            database.as("ponto_roster", "enable_seqscan=off", "plan_cache_mode=force_custom_plan"));
    issuers = new Rested(database.as("ponto_issuer", readTimeout));
    keepers = new Rested(database.as("ponto_keeper", "enable_seqscan=off", readTimeout));
    recorders = new Rested(database.asRecorder());
    accounts = new CloudAccounts(issuers, clock);
    fill(papers, clock);
    var json = contract.json();
    operations.put("getOpenapi", _ -> Response.json(json));
    for (var operation : contract.operations()) {
      if (!operations.containsKey(operation) && !ELSEWHERE.contains(operation)) {
        throw new IllegalStateException("no function for the operation " + operation);
      }
    }
  }

  private void fill(CompanyPapers papers, InstantSource clock) {
    var passwords = new FirstPasswords(_ -> noPasswords());
    operations.putAll(accounts.table());
    operations.putAll(new PunchOperations(readers).table());
    operations.putAll(new RosterOperations(readers).table());
    operations.putAll(new WorkerOperations(readers, clerks, passwords, clock).table());
    operations.putAll(new ImportOperations(clerks, clock).table());
    operations.putAll(new EmployerOperations(readers, clerks, clock).table());
    operations.putAll(new UserOperations(readers, clerks, passwords, clock).table());
    operations.putAll(new ReportOperations(readers, clock).table());
    operations.putAll(
        new SetAsideOperations(
                readers,
                letter -> record(letter, recorders, clock),
                () -> UUID.randomUUID().toString(),
                clock,
                _ -> {})
            .table());
    operations.putAll(new SettingsOperations(readers, clock, () -> {}).table());
    operations.putAll(new AuditOperations(readers).table());
    operations.putAll(new EvidenceOperations(readers, keepers, clock).table());
    operations.putAll(new ClockOperations(clock).table());
    operations.putAll(new ForeignOperations(readers, clerks, clock).table());
    operations.putAll(papers.papers(clock).table(readers, papers::developer));
    operations.putAll(exports.table());
  }

  /** hr binds one punch, not a burst, and there is no way to the queue from this network. */
  private static void record(Letter letter, Connections recorders, InstantSource clock)
      throws SQLException {
    try (var connection = recorders.open()) {
      connection.setAutoCommit(false);
      new Ledger(clock).record(connection, List.of(letter));
    }
  }

  private static String noPasswords() {
    throw Problem.of(
        404,
        "signed-in-elsewhere",
        "Not here",
        "people of this clock sign in at its user pool, and have no password here",
        "Make the user there, with the claims that docs/deploy.md names.");
  }

  /** Answers one event of the gateway. */
  public void answer(InputStream event, OutputStream out) {
    Answer.write(answered(Call.read(event)), origin, out);
  }

  /** Does once what every request does, so that a snapshot holds it done. */
  public void prime() {
    try (var connection = readers.open()) {
      LOG.log(Level.DEBUG, "primed with a database that is well: {0}", connection.isValid(1));
    } catch (SQLException e) {
      LOG.log(Level.INFO, "primed without a database ({0})", e.getSQLState());
    }
  }

  /** Closes every connection; the next request opens its own. */
  public void disconnect() {
    List.of(readers, clerks, issuers, keepers, recorders).forEach(Rested::close);
  }

  private Response answered(Call call) {
    try {
      return operate(call);
    } catch (Problem problem) {
      return problem.response();
    } catch (SQLException e) {
      return troubled(e);
    } catch (SdkException e) {
      return withoutBucket(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Problem.unavailable("stopping", "the function is ending", 1).response();
    } catch (IOException | RuntimeException e) {
      return defect(e);
    }
  }

  private Response operate(Call call) throws IOException, SQLException, InterruptedException {
    var deadline = exports.deadline();
    var route =
        contract
            .find(call.method(), call.resource())
            .orElseThrow(() -> Problem.unknown("there is nothing at this path"));
    var operation = operations.get(route.operationId());
    if (operation == null) {
      throw Problem.of(
          404,
          "signed-in-elsewhere",
          "Not here",
          "this operation does not exist in the cloud",
          "Sign in at the user pool; dead letters are listed with ./ponto dead --stack.");
    }
    var principal = route.open() ? null : accounts.admit(call.claims());
    var body = "GET".equals(call.method()) ? "" : body(call);
    var request =
        new Request(principal, call.path(), call.query(), headers(call), call.source(), body);
    return exports.carried(
        new Order(route.operationId(), request), operation.answer(request), deadline);
  }

  /** Makes the file that was ordered under this key of the bucket. */
  public void fulfil(String key) throws IOException, SQLException, InterruptedException {
    exports.fulfil(
        key,
        order -> {
          var operation = operations.get(order.operation());
          if (operation == null) {
            throw new IllegalArgumentException("an order of no operation");
          }
          return operation.answer(order.request());
        });
  }

  private static String body(Call call) {
    var type = call.headers().get("content-type");
    if (type != null && !isJson(type)) {
      throw Problem.of(
          415,
          "unsupported-media-type",
          "Only JSON",
          "the body is not application/json in UTF-8",
          "Send Content-Type: application/json.");
    }
    if (call.body().length() > BODY_CHARS_MAX) {
      throw Problem.of(
          413,
          "too-large",
          "Too large",
          "the body is larger than " + BODY_CHARS_MAX + " bytes",
          "Send less at once.");
    }
    return call.text();
  }

  private static boolean isJson(String contentType) {
    var type = contentType.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "");
    return type.equals("application/json") || type.equals("application/json;charset=utf-8");
  }

  private static Map<String, String> headers(Call call) {
    var told = new HashMap<String, String>();
    for (var name : List.of(AcceptPunches.SENT_AT, "accept")) {
      var value = call.headers().get(name);
      if (value != null) {
        told.put(name, value);
      }
    }
    return told;
  }

  private static Response troubled(SQLException failure) {
    var state = failure.getSQLState();
    if (state != null && state.length() == 5 && !PASSING.contains(state.substring(0, 2))) {
      return defect(failure);
    }
    LOG.log(
        Level.WARNING,
        "an operation met database trouble (SQLSTATE {0}); the client was answered 503",
        state);
    return Problem.unavailable(
            "database-away",
            "the database is away or waking up; punches are accepted all the same",
            DATABASE_RETRY_SECONDS)
        .response();
  }

  private static Response withoutBucket(SdkException failure) {
    LOG.log(
        Level.WARNING,
        "the bucket for exports did not do what it was asked ({0}); the client was answered 503",
        failure.getClass().getSimpleName());
    return Problem.unavailable(
            "storage-away", "the file cannot be put where it is handed out", DATABASE_RETRY_SECONDS)
        .response();
  }

  private static Response defect(Exception failure) {
    // Without its message: that of an SQL error may quote a row, and a row holds a CPF.
    LOG.log(
        Level.ERROR,
        "an operation failed unexpectedly ({0} at {1}); the client was answered 500",
        failure.getClass().getName(),
        failure.getStackTrace().length == 0 ? "?" : failure.getStackTrace()[0]);
    return Problem.of(
            500,
            "defect",
            "A defect of ours",
            "the request could not be answered",
            "Send it again; tell your IT person when it stays.")
        .response();
  }
}
