package ponto.api;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ponto.access.Access;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Principal;
import ponto.access.Tenant;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.roster.EmployerSettings;
import ponto.roster.EvidenceRetention;
import ponto.roster.PlaceSetting;

/** What the employer decides for all its people; its admin reads and changes it. */
public final class SettingsOperations {
  private static final String PLACE = "place";
  private static final String WANTED = "wanted";
  private static final String PURPOSE = "purpose";

  private static final Set<String> PLACE_FIELDS = Set.of(WANTED, PURPOSE);
  private static final String EVIDENCE = "evidence";
  private static final String DAYS = "retentionDays";

  private final Connections connections;
  private final InstantSource clock;
  private final Runnable retentionChanged;

  /** {@code retentionChanged} is told when evidence is to be kept for another time. */
  public SettingsOperations(
      Connections connections, InstantSource clock, Runnable retentionChanged) {
    this.connections = connections;
    this.clock = clock;
    this.retentionChanged = retentionChanged;
  }

  private record Decided(PlaceSetting place, EvidenceRetention evidence) {}

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of("getSettings", this::get, "putSettings", this::put);
  }

  /** Writes the field {@code place}, the same wherever it is told. */
  public static void write(Json json, PlaceSetting place) {
    json.object(PLACE, inner -> inner.flag(WANTED, place.wanted()).text(PURPOSE, place.purpose()));
  }

  private Response get(Request request) throws SQLException {
    var admin = allowed(request);
    return answer(
        Tenant.speakingFor(
            admin.employerId(), connections, connection -> now(connection, admin.employerId())));
  }

  private Response put(Request request) throws SQLException {
    var admin = allowed(request);
    var body = Body.of(request.body(), Set.of(PLACE, EVIDENCE));
    var evidence = body.optionalObject(EVIDENCE, Set.of(DAYS)).map(SettingsOperations::retention);
    // Either may be left out, but not both: with nothing said the place is what is missing.
    var place =
        evidence.isPresent()
            ? body.optionalObject(PLACE, PLACE_FIELDS).map(SettingsOperations::place)
            : Optional.of(place(body.object(PLACE, PLACE_FIELDS)));
    var decided =
        Tenant.speakingFor(
            admin.employerId(),
            connections,
            connection -> {
              // First, so that of two admins the second decides on what the first left.
              Audit.lock(connection, admin.employerId());
              if (place.isPresent()) {
                EmployerSettings.decide(connection, admin.employerId(), place.get());
              }
              if (evidence.isPresent()) {
                EmployerSettings.decide(connection, admin.employerId(), evidence.get());
              }
              var after = now(connection, admin.employerId());
              var detail = Json.object(json -> write(json, after));
              Audit.append(
                  connection,
                  Entry.by(admin, clock.instant(), "change-settings", "employer", detail));
              return after;
            });
    if (evidence.isPresent()) {
      retentionChanged.run();
    }
    return answer(decided);
  }

  private static Decided now(Connection connection, long employerId) throws SQLException {
    return new Decided(
        EmployerSettings.place(connection, employerId),
        EmployerSettings.retention(connection, employerId));
  }

  private static Response answer(Decided decided) {
    return Response.json(Json.object(json -> write(json, decided)));
  }

  private static void write(Json json, Decided decided) {
    write(json, decided.place());
    json.object(EVIDENCE, inner -> inner.wholeOrNull(DAYS, decided.evidence().days()));
  }

  private static EvidenceRetention retention(Body body) {
    return new EvidenceRetention(
        body.optionalWhole(DAYS, EvidenceRetention.DAYS_MIN, EvidenceRetention.DAYS_MAX)
            .orElse(null));
  }

  private static PlaceSetting place(Body body) {
    var wanted = body.flag(WANTED);
    var purpose = body.textOrEmpty(PURPOSE, PlaceSetting.PURPOSE_MAX);
    if (!purpose.codePoints().allMatch(Printable::is)) {
      throw Problem.malformed(
          "/place/purpose", "holds a character that cannot be seen or changes how others are read");
    }
    if (wanted && purpose.codePoints().noneMatch(Character::isLetter)) {
      throw Problem.malformed(
          "/place/purpose", "has no words: say what the place is for, or do not want it");
    }
    return new PlaceSetting(wanted, purpose);
  }

  private static Principal allowed(Request request) {
    var caller = request.caller();
    if (!Access.scope(caller, Action.CHANGE_SETTINGS).allows()) {
      throw Problem.forbidden("the role " + caller.role().wire() + " may not do this");
    }
    return caller;
  }
}
