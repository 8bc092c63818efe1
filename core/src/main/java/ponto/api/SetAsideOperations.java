package ponto.api;

import java.sql.SQLException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import ponto.access.Access;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Principal;
import ponto.access.Tenant;
import ponto.inbox.Inbox;
import ponto.inbox.Letter;
import ponto.ledger.SetAsides;
import ponto.ledger.SetAsides.Item;
import ponto.roster.WorkerList;

/** What was set aside, and hr's word on it: bound to a worker, or discarded with a reason. */
public final class SetAsideOperations {
  private static final Set<String> STATUSES = Set.of("open", "closed", "all");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final int REASON_MAX = 500;

  private final Connections connections;
  private final Binder binder;
  private final Supplier<String> receipts;
  private final InstantSource clock;
  private final IntConsumer accepted;

  /** Where a letter that binds goes: into the inbox, or where there is none at hand, recorded. */
  @FunctionalInterface
  public interface Binder {
    void put(Letter letter) throws Inbox.Full, InterruptedException, SQLException;
  }

  /** {@code accepted} hears of each binding: it is a letter of one punch more in the books. */
  public SetAsideOperations(
      Connections connections,
      Binder binder,
      Supplier<String> receipts,
      InstantSource clock,
      IntConsumer accepted) {
    this.connections = connections;
    this.binder = binder;
    this.receipts = receipts;
    this.clock = clock;
    this.accepted = accepted;
  }

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of(
        "listSetAside", this::list,
        "getSetAside", this::get,
        "bindSetAside", this::bind,
        "discardSetAside", this::discard);
  }

  private Response list(Request request) throws SQLException {
    var viewer = allowed(request, Action.READ_SET_ASIDE);
    var status = request.param("status").orElse("open");
    if (!STATUSES.contains(status)) {
      throw Problem.malformed("status", "not one of open, closed, all");
    }
    var limit = Page.limit(request);
    var after =
        request.param("cursor").map(cursor -> number("cursor", Page.position(cursor))).orElse(0L);
    var found =
        Tenant.speakingFor(
            viewer.employerId(),
            connections,
            connection ->
                SetAsides.page(connection, viewer.employerId(), status, after, limit + 1));
    var more = found.size() > limit;
    var items = more ? found.subList(0, limit) : found;
    var next = more ? Page.cursor(Long.toString(items.getLast().id())) : null;
    return Page.response(items, next, SetAsideOperations::write);
  }

  private Response get(Request request) throws SQLException {
    var viewer = allowed(request, Action.READ_SET_ASIDE);
    var item = find(request, viewer);
    return Response.json(
        Json.object(json -> {
          write(json, item);
          json.text("raw", item.raw()).flag("bindable", item.bindable());
        }));
  }

  private Response bind(Request request) throws SQLException, InterruptedException {
    var hr = allowed(request, Action.DECIDE_SET_ASIDE);
    var cpf = Body.of(request.body(), Set.of("worker")).text("worker", 11);
    var item = open(request, hr);
    if (!item.bindable()) {
      throw Problem.contradiction(
          "not-bindable",
          "its text is not a punch with a certain instant (" + item.reason() + ")",
          "Discard it with a reason; a missing punch is corrected in the treatment, never invented here.");
    }
    var known =
        Tenant.speakingFor(
            hr.employerId(),
            connections,
            connection -> WorkerList.has(connection, hr.employerId(), cpf));
    if (!known) {
      throw Problem.unknown("the employer has no worker with this CPF");
    }
    var receivedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var letter =
        new Letter(
            receipts.get(),
            hr,
            receivedAt,
            null,
            request.source(),
            new Letter.Binding(item.id(), cpf),
            "");
    try {
      binder.put(letter);
    } catch (Inbox.Full e) {
      throw Problem.unavailable("no-room", "the inbox is full", 5);
    }
    accepted.accept(1);
    return Response.json(
        202,
        Json.object(json ->
            json.text("status", "accepted")
                .text("receipt", letter.receipt())
                .text("receivedAt", receivedAt.toString())));
  }

  private Response discard(Request request) throws SQLException {
    var hr = allowed(request, Action.DECIDE_SET_ASIDE);
    var reason = Body.of(request.body(), Set.of("reason")).text("reason", REASON_MAX);
    if (reason.isBlank()) {
      throw Problem.malformed("/reason", "empty: say why it is discarded");
    }
    var item = open(request, hr);
    try {
      Tenant.speakingFor(
          hr.employerId(),
          connections,
          connection -> {
            SetAsides.discard(connection, hr, item.id(), reason, clock.instant());
            return item;
          });
    } catch (SQLException e) {
      if ("23505".equals(e.getSQLState())) {
        throw decided();
      }
      throw e;
    }
    var discarded = find(request, hr);
    return Response.json(Json.object(json -> write(json, discarded)));
  }

  private Item open(Request request, Principal hr) throws SQLException {
    var item = find(request, hr);
    if (item.decision() != null) {
      throw decided();
    }
    return item;
  }

  private static Problem decided() {
    return Problem.contradiction(
        "already-decided",
        "it was bound or discarded before",
        "Look at it again; a decision stands.");
  }

  private Item find(Request request, Principal viewer) throws SQLException {
    var id = number("id", request.path().getOrDefault("id", ""));
    return Tenant.speakingFor(
            viewer.employerId(),
            connections,
            connection -> SetAsides.find(connection, viewer.employerId(), id))
        .orElseThrow(() -> Problem.unknown("nothing was set aside under this number"));
  }

  private static Principal allowed(Request request, Action action) {
    var caller = request.caller();
    if (!Access.scope(caller, action).allows()) {
      throw Problem.forbidden("the role " + caller.role().wire() + " may not do this");
    }
    return caller;
  }

  private static long number(String field, String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw Problem.malformed(field, "not a number");
    }
    return Long.parseLong(text);
  }

  private static void write(Json json, Item item) {
    var decision = item.decision();
    json.text("id", Long.toString(item.id()))
        .text("status", decision == null ? "open" : decision.kind())
        .text("reason", item.reason())
        .text("detail", item.detail())
        .text("receipt", item.receipt())
        .number("index", item.index())
        .text("punch", item.punchId() == null ? null : item.punchId().toString())
        .text("sender", item.sender())
        .text("role", item.role())
        .text("receivedAt", item.receivedAt().toString());
    if (decision != null) {
      json.text("decidedAt", decision.decidedAt().toString()).text("decidedBy", decision.subject());
      if (decision.worker() == null) {
        json.text("decision", decision.reason());
      } else {
        json.text("worker", decision.worker());
      }
    }
  }
}
