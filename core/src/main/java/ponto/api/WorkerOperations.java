package ponto.api;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Login;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.roster.Establishments;
import ponto.roster.NewAccounts;
import ponto.roster.NewAccounts.NewAccount;
import ponto.roster.Users;
import ponto.roster.WorkerCard;
import ponto.roster.WorkerCards;
import ponto.staff.Outcome;
import ponto.staff.Rules;
import ponto.staff.Staff;
import ponto.staff.Staff.Asked;
import ponto.staff.WorkerForm;
import ponto.staff.WorkerForm.Reading;

/** One worker at a time: admit, look at, change, assign, dismiss. */
public final class WorkerOperations {
  private static final Set<String> NEW =
      Set.of(
          "cpf",
          "name",
          "registration",
          "badge",
          "pis",
          "job",
          "admission",
          "establishment",
          "account");
  private static final Set<String> CHANGE =
      Set.of("name", "registration", "badge", "pis", "job", "admission", "from", "account");
  private static final int TEXT_MAX = 200;

  private final Connections readers;
  private final Connections roster;
  private final Staff staff;
  private final FirstPasswords passwords;
  private final InstantSource clock;
  private final Receipts subjects;

  public WorkerOperations(
      Connections readers, Connections roster, FirstPasswords passwords, InstantSource clock) {
    this.readers = readers;
    this.roster = roster;
    this.passwords = passwords;
    this.clock = clock;
    this.staff = new Staff(clock);
    this.subjects = new Receipts(clock);
  }

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of(
        "createWorker", this::create,
        "getWorker", this::get,
        "putWorker", this::put,
        "dismissWorker", this::dismiss,
        "assignWorker", this::assign);
  }

  /** A change as it was made, and the account that was made with it. */
  private record Made(Outcome outcome, Shown shown) {}

  /** A worker as the answer shows it. */
  private record Shown(
      WorkerCard card,
      List<WorkerCards.Stretch> assignments,
      List<WorkerCards.Called> history,
      boolean account) {}

  private Response create(Request request) throws SQLException, InterruptedException {
    var by = Staffing.allowed(request, Action.CHANGE_ROSTER);
    var body = Body.of(request.body(), NEW);
    var form = form(body, body.text("cpf", TEXT_MAX));
    return write(
        request, by, body, connection -> staff.admit(connection, asked(request, by), form));
  }

  private Response put(Request request) throws SQLException, InterruptedException {
    var by = Staffing.allowed(request, Action.CHANGE_ROSTER);
    var body = Body.of(request.body(), CHANGE);
    var cpf = cpf(request);
    var form = form(body, cpf);
    return write(
        request,
        by,
        body,
        connection -> {
          if (!WorkerCards.find(connection, by.employerId(), List.of(cpf)).containsKey(cpf)) {
            throw nobody();
          }
          return staff.change(connection, asked(request, by), form);
        });
  }

  /** A deed of {@link Staff}. */
  private interface Deed {
    Outcome in(Connection connection) throws SQLException;
  }

  private Response write(Request request, Principal by, Body body, Deed deed)
      throws SQLException, InterruptedException {
    var dryRun = Staffing.isDryRun(request);
    // Hashed before the transaction: it takes longer than all of it.
    var password = body.flagOrFalse("account") && !dryRun ? passwords.next() : null;
    var made =
        Staffing.speaking(
            by,
            roster,
            connection -> {
              var outcome = deed.in(connection);
              var card = card(outcome);
              if (password != null) {
                enterAccount(connection, by, card, password);
              }
              return new Made(outcome, shown(connection, by, card, dryRun));
            });
    var status = made.outcome() instanceof Outcome.Taken && !dryRun ? 201 : 200;
    return Response.json(
        status,
        Json.object(json -> {
          write(json, made);
          if (password != null) {
            json.text("login", made.shown().card().cpf()).text("password", password.text());
          }
        }));
  }

  private void enterAccount(
      Connection connection, Principal by, WorkerCard card, FirstPasswords.Password password)
      throws SQLException {
    if (Users.find(connection, by.employerId(), card.cpf()).isPresent()) {
      throw Problem.clash(
          "/account",
          "this CPF is a login already",
          "Leave account out; an administrator gives a new password with PUT /v1/users/{login}.");
    }
    var account =
        new NewAccount(
            subjects.next(),
            new Login(card.cpf()),
            Role.WORKER,
            card.name(),
            card.cpf(),
            password.hash());
    NewAccounts.enter(connection, by.employerId(), List.of(account), clock.instant());
    Audit.append(
        connection,
        Entry.by(
            by, clock.instant(), "create-user", "user " + card.cpf(), "{\"role\":[\"worker\"]}"));
  }

  private Response get(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.READ_ROSTER);
    var cpf = cpf(request);
    var shown =
        Staffing.speaking(
            by,
            readers,
            connection -> {
              var card = WorkerCards.find(connection, by.employerId(), List.of(cpf)).get(cpf);
              if (card == null) {
                throw nobody();
              }
              return shown(connection, by, card, false);
            });
    return Response.json(Json.object(json -> write(json, shown)));
  }

  private Response dismiss(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.CHANGE_ROSTER);
    var on = day(Body.of(request.body(), Set.of("on")), "on");
    var cpf = cpf(request);
    return move(request, by, connection -> staff.dismiss(connection, asked(request, by), cpf, on));
  }

  private Response assign(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.CHANGE_ROSTER);
    var body = Body.of(request.body(), Set.of("establishment", "from"));
    var document = body.text("establishment", 14);
    var from = day(body, "from");
    var cpf = cpf(request);
    return move(
        request,
        by,
        connection -> {
          var place =
              Establishments.find(connection, by.employerId(), document)
                  .orElseThrow(() ->
                      Problem.wrong(
                          "/establishment",
                          "the employer has no establishment of this CNPJ or CPF",
                          "Enter it first with POST /v1/establishments."));
          return staff.assign(connection, asked(request, by), cpf, place, from);
        });
  }

  /** A deed on a worker who may not be there. */
  private interface Move {
    Optional<Outcome> in(Connection connection) throws SQLException;
  }

  private Response move(Request request, Principal by, Move move) throws SQLException {
    var dryRun = Staffing.isDryRun(request);
    var made =
        Staffing.speaking(
            by,
            roster,
            connection -> {
              var outcome = move.in(connection).orElseThrow(WorkerOperations::nobody);
              return new Made(outcome, shown(connection, by, card(outcome), dryRun));
            });
    return Response.json(Json.object(json -> write(json, made)));
  }

  private static Asked asked(Request request, Principal by) {
    return new Asked(by, Staffing.isDryRun(request));
  }

  private static WorkerForm form(Body body, String cpf) {
    return switch (WorkerForm.read(
        field ->
            field.equals("cpf")
                ? cpf
                : body.says(field) ? body.textOrEmpty(field, TEXT_MAX) : null)) {
      case Reading.Read(var form) -> form;
      case Reading.Unread(var fault) -> throw Staffing.problem(fault);
    };
  }

  private static LocalDate day(Body body, String field) {
    var text = body.text(field, 10);
    Staffing.require(Rules.date(field, text));
    return LocalDate.parse(text);
  }

  private static String cpf(Request request) {
    var cpf = request.path().getOrDefault("cpf", "");
    if (Rules.cpf("cpf", cpf).isPresent()) {
      throw nobody();
    }
    return cpf;
  }

  private static Problem nobody() {
    return Problem.unknown("the employer has no worker with this CPF");
  }

  private static WorkerCard card(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Taken(var after, _) -> after;
      case Outcome.Changed(_, var after) -> after;
      case Outcome.Unchanged(var card) -> card;
      case Outcome.Refused(var fault) -> throw Staffing.problem(fault);
    };
  }

  private static Shown shown(Connection connection, Principal by, WorkerCard card, boolean dryRun)
      throws SQLException {
    var employer = by.employerId();
    return dryRun
        ? new Shown(card, List.of(), List.of(), false)
        : new Shown(
            card,
            WorkerCards.assignments(connection, employer, card.cpf()),
            WorkerCards.history(connection, employer, card.cpf()),
            Users.find(connection, employer, card.cpf()).isPresent());
  }

  private static String name(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Taken _ -> "taken";
      case Outcome.Changed _ -> "changed";
      case Outcome.Unchanged _ -> "unchanged";
      case Outcome.Refused _ -> "error";
    };
  }

  private static void write(Json json, Made made) {
    json.text("result", name(made.outcome()));
    write(json, made.shown());
  }

  private static void write(Json json, Shown shown) {
    var card = shown.card();
    json.text("cpf", card.cpf())
        .text("name", card.name())
        .text("printedName", WorkerForm.printed(card.name()))
        .text("registration", card.registration())
        .text("badge", card.badge())
        .text("pis", card.pis())
        .text("job", card.job())
        .text("admission", card.admittedOn().toString())
        .text("dismissal", day(card.dismissedOn()))
        .flag("account", shown.account())
        .objects(
            "assignments",
            shown.assignments(),
            (inner, stretch) ->
                inner
                    .text("establishment", stretch.establishment())
                    .text("from", stretch.from().toString())
                    .text("to", day(stretch.to())))
        .objects(
            "history",
            shown.history(),
            (inner, called) ->
                inner
                    .text("from", called.from().toString())
                    .text("name", called.name())
                    .text("job", called.job()));
  }

  private static @Nullable String day(@Nullable LocalDate day) {
    return day == null ? null : day.toString();
  }
}
