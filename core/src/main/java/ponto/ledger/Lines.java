package ponto.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import ponto.afd.AfdLine;
import ponto.ledger.Head.Heads;
import ponto.ledger.Registrar.Place;

/** Records that are no punches, on their way into the ledger; under the locks that are held. */
final class Lines {
  private static final String INSERT =
      """
      INSERT INTO ledger (establishment_id, nsr, employer_id, type, recorded_at, line)
      SELECT establishment_id, nsr, employer_id, type, to_timestamp(recorded_at / 1000.0::float8), line
      FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::bigint[], ?::text[])
           AS l (establishment_id, nsr, employer_id, type, recorded_at, line)
      """;

  private Lines() {}

  /**
   * A record that waits for its number and instant.
   *
   * @param seen when it happened, where nobody could record it then; null for now
   */
  record Line(Place place, @Nullable Instant seen, Printing printing) {
    Line(Place place, Printing printing) {
      this(place, null, printing);
    }
  }

  /** How a line is printed once its number and instant are known. */
  @FunctionalInterface
  interface Printing {
    AfdLine print(long nsr, OffsetDateTime at);
  }

  /** A printed line and whose it is. */
  private record Printed(Place place, AfdLine line, Instant recordedAt) {}

  static SortedSet<Long> establishments(List<Line> lines) {
    var places = new TreeSet<Long>();
    lines.forEach(line -> places.add(line.place().establishmentId()));
    return places;
  }

  /** Numbers, prints and adds them in their order; the caller stores the heads. */
  static void append(Connection connection, Heads heads, List<Line> lines) throws SQLException {
    if (lines.isEmpty()) {
      return;
    }
    var printed = new ArrayList<Printed>(lines.size());
    for (var line : lines) {
      var place = line.place();
      var head = heads.of(place.establishmentId());
      var seen = line.seen();
      var instant = seen == null ? head.recordedAt() : head.recordedAt(seen);
      var at = OffsetDateTime.ofInstant(instant, place.zone());
      printed.add(new Printed(place, line.printing().print(head.next(), at), instant));
    }
    try (var insert = connection.prepareStatement(INSERT)) {
      new ColumnArrays(connection, insert)
          .longs(printed, row -> row.place().establishmentId())
          .longs(printed, row -> row.line().nsr())
          .longs(printed, row -> row.place().employerId())
          .ints(printed, row -> row.line().type())
          .instants(printed, Printed::recordedAt)
          .texts(printed, row -> row.line().text());
      insert.executeUpdate();
    }
  }
}
