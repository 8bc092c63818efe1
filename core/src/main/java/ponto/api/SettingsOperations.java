package ponto.api;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import ponto.access.Access;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Principal;
import ponto.access.Tenant;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.roster.EmployerSettings;
import ponto.roster.PlaceSetting;

/** What the employer decides for all its people; its admin reads and changes it. */
public final class SettingsOperations {
  private static final String PLACE = "place";
  private static final String WANTED = "wanted";
  private static final String PURPOSE = "purpose";

  private final Connections connections;
  private final InstantSource clock;

  public SettingsOperations(Connections connections, InstantSource clock) {
    this.connections = connections;
    this.clock = clock;
  }

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
    var place =
        Tenant.speakingFor(
            admin.employerId(),
            connections,
            connection -> EmployerSettings.place(connection, admin.employerId()));
    return answer(place);
  }

  private Response put(Request request) throws SQLException {
    var admin = allowed(request);
    var place =
        place(Body.of(request.body(), Set.of(PLACE)).object(PLACE, Set.of(WANTED, PURPOSE)));
    Tenant.speakingFor(
        admin.employerId(),
        connections,
        connection -> {
          EmployerSettings.decide(connection, admin.employerId(), place);
          var detail = Json.object(json -> write(json, place));
          Audit.append(
              connection, Entry.by(admin, clock.instant(), "change-settings", "employer", detail));
          return place;
        });
    return answer(place);
  }

  private static Response answer(PlaceSetting place) {
    return Response.json(Json.object(json -> write(json, place)));
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
