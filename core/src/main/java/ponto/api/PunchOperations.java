package ponto.api;

import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import ponto.access.Access;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Principal;
import ponto.access.Scope;
import ponto.access.Tenant;
import ponto.ledger.PunchState;
import ponto.ledger.PunchStates;
import ponto.ledger.PunchStates.Position;

/** What became of punches: one, several by id, or a worker's over time. */
public final class PunchOperations {
  /** As many as one letter may hold, so that a client can ask for all it sent at once. */
  static final int IDS_MAX = 100;

  private static final Pattern CPF = Pattern.compile("[0-9]{11}");
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final Connections connections;

  public PunchOperations(Connections connections) {
    this.connections = connections;
  }

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of("getPunch", this::get, "listPunches", this::list);
  }

  private Response get(Request request) throws SQLException {
    var viewer = request.caller();
    var scope = allowed(viewer);
    var id = uuid("id", request.path().getOrDefault("id", ""));
    var found =
        Tenant.speakingFor(
            viewer.employerId(),
            connections,
            connection -> PunchStates.find(connection, viewer, scope, Set.of(id)));
    if (found.isEmpty()) {
      throw Problem.unknown("no punch with this id is known to you, or not yet");
    }
    return Response.json(Json.object(json -> write(json, found.getFirst())));
  }

  private Response list(Request request) throws SQLException {
    var viewer = request.caller();
    var scope = allowed(viewer);
    var ids = request.query().get("ids");
    // Also when it is empty: who asks for no punches must not get everybody's.
    return ids == null ? page(request, viewer, scope) : byIds(viewer, scope, ids);
  }

  private Response byIds(Principal viewer, Scope scope, String list) throws SQLException {
    var ids = new LinkedHashSet<UUID>();
    for (var id : list.split(",", IDS_MAX + 1)) {
      ids.add(uuid("ids", id));
    }
    if (ids.size() > IDS_MAX) {
      throw Problem.malformed("ids", "more than " + IDS_MAX + " ids");
    }
    var found =
        Tenant.speakingFor(
            viewer.employerId(),
            connections,
            connection -> PunchStates.find(connection, viewer, scope, ids));
    return Page.response(found, null, PunchOperations::write);
  }

  private Response page(Request request, Principal viewer, Scope scope) throws SQLException {
    var limit = Page.limit(request);
    var from = request.param("from").map(text -> instant("from", text)).orElse(EARLIEST);
    var to = request.param("to").map(text -> instant("to", text)).orElse(LATEST);
    var cpf = request.param("worker").map(PunchOperations::cpf).orElse(null);
    var after = request.param("cursor").map(PunchOperations::position).orElse(Position.START);
    var found =
        Tenant.speakingFor(
            viewer.employerId(),
            connections,
            connection ->
                PunchStates.page(connection, viewer, scope, cpf, from, to, after, limit + 1));
    var more = found.size() > limit;
    var items = more ? found.subList(0, limit) : found;
    var next = more ? cursor(items.getLast()) : null;
    return Page.response(List.<PunchState>copyOf(items), next, PunchOperations::write);
  }

  /** Whose punches, and so receipts, this viewer may read. */
  static Scope allowed(Principal viewer) {
    var scope = Access.scope(viewer, Action.READ_PUNCHES);
    if (!scope.allows() || (scope == Scope.SELF && viewer.workerCpf() == null)) {
      throw Problem.forbidden("the role " + viewer.role().wire() + " may not read punches");
    }
    return scope;
  }

  private static String cursor(PunchState.Recorded last) {
    return cursor(last.punchedAt().toInstant(), last.id());
  }

  /** The cursor behind the punch of this instant and id. */
  static String cursor(Instant punchedAt, UUID id) {
    return Page.cursor(punchedAt + " " + id);
  }

  /** Where a list in the order of punch instants goes on. */
  static Position position(String cursor) {
    var parts = Page.position(cursor).split(" ", -1);
    if (parts.length != 2) {
      throw Problem.malformed("cursor", "not a cursor of this list");
    }
    return new Position(instant("cursor", parts[0]), uuid("cursor", parts[1]));
  }

  static UUID uuid(String field, String text) {
    try {
      if (text.length() == 36) {
        return UUID.fromString(text);
      }
    } catch (IllegalArgumentException e) {
      // Answered below: the text is no UUID.
    }
    throw Problem.malformed(field, "not a UUID of 36 characters");
  }

  private static String cpf(String text) {
    if (!CPF.matcher(text).matches()) {
      throw Problem.malformed("worker", "not 11 digits");
    }
    return text;
  }

  static Instant instant(String field, String text) {
    try {
      var instant = OffsetDateTime.parse(text).toInstant();
      // What RFC 3339 cannot write the database may not be able to read.
      if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
        return instant;
      }
    } catch (DateTimeException e) {
      // Answered below: the text is no instant.
    }
    throw Problem.malformed(field, "not an instant of RFC 3339 with an offset");
  }

  private static void write(Json json, PunchState state) {
    json.text("id", state.id().toString());
    switch (state) {
      case PunchState.Recorded recorded ->
          json.text("status", "recorded")
              .text("worker", recorded.cpf())
              .text("establishment", recorded.establishment())
              .number("nsr", recorded.nsr())
              .text("hash", recorded.hash())
              .text("punchedAt", Page.time(recorded.punchedAt()))
              .text("zone", recorded.zone())
              .text("collector", recorded.collector())
              .flag("offline", recorded.offline())
              .text("receivedAt", recorded.receivedAt().toString())
              .text("recordedAt", recorded.recordedAt().toString())
              .text("trust", recorded.trust())
              .texts("flags", recorded.flags());
      case PunchState.SetAside setAside ->
          json.text("status", "set-aside")
              .text("receivedAt", setAside.receivedAt().toString())
              .text("reason", setAside.reason())
              .text("detail", setAside.detail());
    }
  }
}
