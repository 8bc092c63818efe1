package ponto.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds punches that stand close to another of the same worker: kept both, and flagged for who
 * reads them.
 */
final class Near {
  /** A second tap, a badge read twice: what people do by mistake happens within a minute. */
  static final Duration WINDOW = Duration.ofSeconds(60);

  private static final String SELECT =
      """
      SELECT k.place
      FROM unnest(?::bigint[], ?::bigint[], ?::timestamptz[], ?::timestamptz[])
           WITH ORDINALITY AS k (employer_id, worker_id, earliest, latest, place)
      WHERE EXISTS (SELECT FROM punch p
                    WHERE p.employer_id = k.employer_id AND p.worker_id = k.worker_id
                      AND p.punched_at BETWEEN k.earliest AND k.latest)
      """;

  private Near() {}

  /**
   * The places, in the list, of those that have a neighbour in the ledger or earlier in the list.
   */
  static BitSet among(Connection connection, List<Batch.Entry> entries) throws SQLException {
    var near = withinBatch(entries);
    if (near.cardinality() == entries.size()) {
      return near;
    }
    try (var query = connection.prepareStatement(SELECT)) {
      new ColumnArrays(connection, query)
          .longs(entries, entry -> entry.sound().worker().employerId())
          .longs(entries, entry -> entry.sound().worker().workerId())
          .instants(entries, entry -> entry.sound().decided().punchedAt().minus(WINDOW))
          .instants(entries, entry -> entry.sound().decided().punchedAt().plus(WINDOW));
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          near.set(rows.getInt(1) - 1);
        }
      }
    }
    return near;
  }

  private static BitSet withinBatch(List<Batch.Entry> entries) {
    var near = new BitSet(entries.size());
    var pressed = new HashMap<Long, TreeSet<Instant>>();
    for (var place = 0; place < entries.size(); place++) {
      var sound = entries.get(place).sound();
      var at = sound.decided().punchedAt();
      var others = pressed.computeIfAbsent(sound.worker().workerId(), _ -> new TreeSet<>());
      var before = others.floor(at);
      var after = others.ceiling(at);
      near.set(
          place,
          (before != null && !before.plus(WINDOW).isBefore(at))
              || (after != null && !after.minus(WINDOW).isAfter(at)));
      others.add(at);
    }
    return near;
  }
}
