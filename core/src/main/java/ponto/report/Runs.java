package ponto.report;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the runs of punches that reach into a span of time, in one pass. */
final class Runs {
  private static final String PUNCHES =
      "SELECT p.worker_id, p.establishment_id, p.punched_at FROM punch p";

  /** Three numbers a row; each round trip costs as much as a thousand of them. */
  private static final int FETCH_ROWS = 10_000;

  private Runs() {}

  /** Is told of each punch, with the run as it stands after it. */
  interface Listener {
    /** A punch: its run up to it, itself included. */
    void punched(Run run);

    /** No punch follows within the journey. */
    void ended(Run run);
  }

  /** Reads all punches from the reach before {@code from} up to {@code to}, worker by worker. */
  static void read(Connection connection, Asked asked, Instant from, Instant to, Listener listener)
      throws SQLException {
    var query = new Query().add(PUNCHES);
    asked.everywhere().where(query);
    query.add(
        "AND p.punched_at >= ? AND p.punched_at <= ? ORDER BY p.worker_id, p.punched_at, p.nsr",
        from.minus(Run.REACH).atOffset(ZoneOffset.UTC),
        to.atOffset(ZoneOffset.UTC));
    try (var statement = query.on(connection, FETCH_ROWS);
        var rows = statement.executeQuery()) {
      Run run = null;
      while (rows.next()) {
        var worker = rows.getLong(1);
        var place = rows.getLong(2);
        var at = rows.getTimestamp(3).toInstant();
        if (run != null && run.workerId() == worker && follows(run, at)) {
          run = new Run(worker, place, run.first(), at, run.punches() + 1);
        } else {
          end(run, listener::ended);
          run = new Run(worker, place, at, at, 1);
        }
        listener.punched(run);
      }
      end(run, listener::ended);
    }
  }

  private static boolean follows(Run run, Instant at) {
    return Duration.between(run.last(), at).compareTo(Run.JOURNEY_GAP) < 0;
  }

  private static void end(@Nullable Run run, Consumer<Run> told) {
    if (run != null) {
      told.accept(run);
    }
  }
}
