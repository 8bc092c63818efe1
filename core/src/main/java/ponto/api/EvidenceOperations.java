package ponto.api;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ponto.access.Access;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Principal;
import ponto.access.Scope;
import ponto.access.Tenant;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.evidence.PersonEvidence;
import ponto.evidence.PersonEvidence.Piece;
import ponto.ledger.PunchStates.Position;
import ponto.roster.WorkerList;

/**
 * What is kept beside somebody's punches: handed out and erased, each time with a line of audit.
 */
public final class EvidenceOperations {
  private static final Pattern CPF = Pattern.compile("[0-9]{11}");

  /** A reason, not a report. */
  private static final int REASON_MAX = 500;

  private final Connections readers;
  private final Connections erasers;
  private final InstantSource clock;

  /** {@code erasers} are in the one role that may delete evidence. */
  public EvidenceOperations(Connections readers, Connections erasers, InstantSource clock) {
    this.readers = readers;
    this.erasers = erasers;
    this.clock = clock;
  }

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of("listEvidence", this::list, "eraseEvidence", this::erase);
  }

  private Response list(Request request) throws SQLException {
    var viewer = request.caller();
    var scope = allowed(viewer, Action.READ_EVIDENCE);
    var cpf = cpf(request);
    if (scope == Scope.SELF && !cpf.equals(viewer.workerCpf())) {
      // Told as nobody: whom else the employer has is not this account's business.
      throw nobody();
    }
    var limit = Page.limit(request);
    var after = request.param("cursor").map(PunchOperations::position).orElse(Position.START);
    var found =
        Tenant.speakingFor(
            viewer.employerId(),
            readers,
            connection -> {
              requireWorker(connection, viewer, cpf);
              var page = page(connection, viewer, cpf, after, limit + 1);
              var shown = Math.min(limit, page.size());
              write(
                  connection,
                  viewer,
                  "read-evidence",
                  cpf,
                  Json.object(json -> json.number("pieces", shown)));
              return page;
            });
    var more = found.size() > limit;
    var items = more ? found.subList(0, limit) : found;
    return Page.response(items, more ? cursor(items.getLast()) : null, EvidenceOperations::write);
  }

  private Response erase(Request request) throws SQLException {
    var hr = request.caller();
    allowed(hr, Action.ERASE_EVIDENCE);
    var cpf = cpf(request);
    var reason = reason(request);
    int erased =
        Tenant.speakingFor(
            hr.employerId(),
            erasers,
            connection -> {
              requireWorker(connection, hr, cpf);
              var pieces = PersonEvidence.erase(connection, hr.employerId(), cpf);
              write(
                  connection,
                  hr,
                  "erase-evidence",
                  cpf,
                  Json.object(json -> json.number("erased", pieces).text("reason", reason)));
              return pieces;
            });
    return Response.json(Json.object(json -> json.number("erased", erased)));
  }

  private static List<Piece> page(
      Connection connection, Principal viewer, String cpf, Position after, int limit)
      throws SQLException {
    return PersonEvidence.page(
        connection, viewer.employerId(), cpf, after.punchedAt(), after.id(), limit);
  }

  private static void requireWorker(Connection connection, Principal viewer, String cpf)
      throws SQLException {
    if (!WorkerList.has(connection, viewer.employerId(), cpf)) {
      throw nobody();
    }
  }

  private static Problem nobody() {
    return Problem.unknown("the employer has no worker with this CPF");
  }

  private void write(Connection connection, Principal who, String deed, String cpf, String detail)
      throws SQLException {
    Audit.append(connection, Entry.by(who, clock.instant(), deed, "worker " + cpf, detail));
  }

  private static String reason(Request request) {
    var reason = Body.of(request.body(), Set.of("reason")).text("reason", REASON_MAX);
    if (!reason.codePoints().allMatch(Printable::is)
        || reason.codePoints().noneMatch(Character::isLetter)) {
      throw Problem.malformed("/reason", "has no words, or characters that cannot be seen");
    }
    return reason;
  }

  private static String cpf(Request request) {
    var cpf = String.valueOf(request.path().get("cpf"));
    if (!CPF.matcher(cpf).matches()) {
      throw Problem.malformed("cpf", "not 11 digits");
    }
    return cpf;
  }

  private static Scope allowed(Principal who, Action action) {
    var scope = Access.scope(who, action);
    if (!scope.allows()) {
      throw Problem.forbidden("the role " + who.role().wire() + " may not do this");
    }
    return scope;
  }

  private static String cursor(Piece last) {
    return PunchOperations.cursor(last.punchedAt().toInstant(), last.punchId());
  }

  private static void write(Json json, Piece piece) {
    json.text("punch", piece.punchId().toString())
        .text("punchedAt", Page.time(piece.punchedAt()))
        .text("receivedAt", Page.time(piece.receivedAt().atOffset(ZoneOffset.UTC)))
        .text("source", piece.source());
    text(json, "sentAt", piece.sentAt());
    var said = piece.said();
    text(json, "device", said.device());
    text(json, "app", said.app());
    var place = said.place();
    if (place != null) {
      json.object(
          "place",
          inner -> {
            inner.number("latitude", place.latitude()).number("longitude", place.longitude());
            number(inner, "accuracyMeters", place.accuracyMeters());
          });
    }
    var sample = said.clock();
    if (sample != null) {
      json.object(
          "clock",
          inner -> {
            inner.number("offsetMillis", sample.offsetMillis());
            number(inner, "monotonicMillis", sample.monotonicMillis());
            number(inner, "wallMillis", sample.wallMillis());
          });
    }
  }

  private static void text(Json json, String name, @Nullable String value) {
    if (value != null) {
      json.text(name, value);
    }
  }

  private static void number(Json json, String name, @Nullable Double value) {
    if (value != null) {
      json.number(name, value.doubleValue());
    }
  }
}
