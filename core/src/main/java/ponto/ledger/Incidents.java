package ponto.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import ponto.afd.AdjustmentLine;
import ponto.afd.EventLine;
import ponto.afd.EventLine.Event;
import ponto.ledger.Head.Heads;
import ponto.ledger.Lines.Line;
import ponto.ledger.Registrar.Place;

/**
 * Writes what happens to the REP itself into the ledger of each establishment: types 4 and 6. Works
 * in the caller's transaction, in the role {@code ponto_duty}; recorders wait for its end.
 */
public final class Incidents {
  private static final String ESTABLISHMENTS = "SELECT establishment_id FROM counter";
  private static final String PLACES =
      """
      SELECT s.employer_id, s.establishment_id, s.zone, e.responsible_cpf, c.available
      FROM counter c
      JOIN establishment s ON s.establishment_id = c.establishment_id
      JOIN employer e ON e.employer_id = s.employer_id
      ORDER BY s.establishment_id
      """;
  private static final String TOLD =
      "UPDATE counter SET available = ? WHERE establishment_id = ANY (?)";

  private final InstantSource clock;

  public Incidents(InstantSource clock) {
    this.clock = clock;
  }

  /** An establishment and whether its ledger says that the service is available. */
  private record Told(Place place, boolean available) {}

  /** Every ledger whose head is held. */
  private record Held(Heads heads, List<Told> ledgers) {
    List<Place> where(boolean available) {
      return ledgers.stream()
          .filter(told -> told.available() == available)
          .map(Told::place)
          .toList();
    }
  }

  /** 07 for each ledger that does not say so yet; answers for how many. */
  public int available(Connection connection) throws SQLException {
    return tell(connection, true, List.of(Event.AVAILABLE), null);
  }

  /** 08 for each ledger that says the contrary; answers for how many. */
  public int unavailable(Connection connection) throws SQLException {
    return tell(connection, false, List.of(Event.UNAVAILABLE), null);
  }

  /**
   * 08 after the fact, for each ledger that still says 07: when the service was last seen, and not
   * before the last record, which shows it alive.
   *
   * @param powerReturned whether the machine was off meanwhile: 02 then follows, with today's
   *     instant
   */
  public int interrupted(Connection connection, Instant lastSeen, boolean powerReturned)
      throws SQLException {
    var events =
        powerReturned
            ? List.of(Event.UNAVAILABLE, Event.POWER_RETURNED)
            : List.of(Event.UNAVAILABLE);
    return tell(connection, false, events, lastSeen);
  }

  /** A type 4 record for each ledger, in the name of its employer's responsible person. */
  public int adjusted(Connection connection, Instant before, Instant adjusted) throws SQLException {
    var held = hold(connection);
    var lines = new ArrayList<Line>();
    for (var told : held.ledgers()) {
      var place = told.place();
      lines.add(
          new Line(
              place,
              (nsr, _) ->
                  new AdjustmentLine(
                      nsr,
                      OffsetDateTime.ofInstant(before, place.zone()),
                      OffsetDateTime.ofInstant(adjusted, place.zone()),
                      place.responsibleCpf())));
    }
    Lines.append(connection, held.heads(), lines);
    Head.store(connection, held.heads());
    return lines.size();
  }

  private int tell(
      Connection connection, boolean available, List<Event> events, @Nullable Instant seen)
      throws SQLException {
    var held = hold(connection);
    var places = held.where(!available);
    var lines = new ArrayList<Line>();
    for (var place : places) {
      for (var event : events) {
        var at = event == Event.UNAVAILABLE ? seen : null;
        lines.add(new Line(place, at, (nsr, printed) -> new EventLine(nsr, printed, event)));
      }
    }
    if (lines.isEmpty()) {
      return 0;
    }
    Lines.append(connection, held.heads(), lines);
    Head.store(connection, held.heads());
    try (var update = connection.prepareStatement(TOLD)) {
      update.setBoolean(1, available);
      update.setArray(
          2,
          connection.createArrayOf(
              "bigint", places.stream().map(Place::establishmentId).toArray()));
      update.executeUpdate();
    }
    return places.size();
  }

  private Held hold(Connection connection) throws SQLException {
    var establishments = new TreeSet<Long>();
    try (var query = connection.prepareStatement(ESTABLISHMENTS);
        var rows = query.executeQuery()) {
      while (rows.next()) {
        establishments.add(rows.getLong(1));
      }
    }
    var heads = Head.lock(connection, establishments, clock);
    // Only now, under the locks, what they were told is certain.
    var ledgers = new ArrayList<Told>();
    try (var query = connection.prepareStatement(PLACES);
        var rows = query.executeQuery()) {
      while (rows.next()) {
        var place =
            new Place(
                rows.getLong(1), rows.getLong(2), ZoneId.of(rows.getString(3)), rows.getString(4));
        if (establishments.contains(place.establishmentId())) {
          ledgers.add(new Told(place, rows.getBoolean(5)));
        }
      }
    }
    return new Held(heads, ledgers);
  }
}
