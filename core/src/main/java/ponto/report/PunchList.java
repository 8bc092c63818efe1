package ponto.report;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The punches of a period in the order of their instants: all, the flagged, or the late ones. */
public final class PunchList {
  /** Rows held at a time while a list of any length passes through. */
  static final int FETCH_ROWS = 2_000;

  // Names are looked up by key for each punch, and OFFSET 0 keeps it so: the planner, which cannot
  // tell how many punches are of a printed date and guesses a handful, else reads all workers for
  // each.
  private static final String COLUMNS =
      """
      SELECT p.id, w.cpf, w.name, e.document, p.nsr, p.punched_at, p.punched_offset, p.received_at,
             p.recorded_at, p.collector, p.offline, p.trust, p.flags
      FROM punch p
      CROSS JOIN LATERAL (SELECT cpf, name FROM worker WHERE worker_id = p.worker_id OFFSET 0) w
      CROSS JOIN LATERAL (SELECT document FROM establishment
                          WHERE establishment_id = p.establishment_id OFFSET 0) e\
      """;

  private PunchList() {}

  /**
   * Which of the punches.
   *
   * @param flag only with this flag
   * @param lateMinutes only off-line ones that arrived more than so many minutes after they were
   *     made
   */
  public record Which(@Nullable String flag, @Nullable Integer lateMinutes) {}

  /** After the punch of this instant, establishment's document and NSR. */
  public record Position(Instant punchedAt, String establishment, long nsr) {}

  /** At most {@code limit} lines after the position. */
  public static List<PunchLine> page(
      Connection connection,
      Asked asked,
      Period period,
      Which which,
      @Nullable Position after,
      int limit)
      throws SQLException {
    var query = query(asked, period, which);
    if (after != null) {
      query.add(
          "AND (p.punched_at, e.document, p.nsr) > (?, ?, ?)",
          after.punchedAt().atOffset(ZoneOffset.UTC),
          after.establishment(),
          after.nsr());
    }
    order(query).add("LIMIT ?", limit);
    var lines = new ArrayList<PunchLine>();
    read(connection, query, lines::add);
    return lines;
  }

  /** Every line, handed on one by one. */
  public static void all(
      Connection connection, Asked asked, Period period, Which which, Consumer<PunchLine> taker)
      throws SQLException {
    read(connection, order(query(asked, period, which)), taker);
  }

  private static Query query(Asked asked, Period period, Which which) {
    var query = new Query().add(COLUMNS);
    asked.where(query);
    period.and(query);
    if (which.flag() != null) {
      query.add("AND ? = ANY (p.flags)", which.flag());
    }
    if (which.lateMinutes() != null) {
      query.add(
          "AND p.offline AND p.received_at > p.punched_at + ? * interval '1 minute'",
          which.lateMinutes());
    }
    return query;
  }

  private static Query order(Query query) {
    return query.add("ORDER BY p.punched_at, e.document, p.nsr");
  }

  private static void read(Connection connection, Query query, Consumer<PunchLine> taker)
      throws SQLException {
    try (var statement = query.on(connection, FETCH_ROWS);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        taker.accept(line(rows));
      }
    }
  }

  private static PunchLine line(ResultSet row) throws SQLException {
    var offset = ZoneOffset.ofTotalSeconds(row.getInt("punched_offset") * 60);
    return new PunchLine(
        row.getObject("id", UUID.class),
        row.getString("cpf"),
        row.getString("name"),
        row.getString("document"),
        row.getLong("nsr"),
        OffsetDateTime.ofInstant(row.getTimestamp("punched_at").toInstant(), offset),
        row.getTimestamp("received_at").toInstant(),
        row.getTimestamp("recorded_at").toInstant(),
        row.getString("collector"),
        row.getBoolean("offline"),
        row.getString("trust"),
        List.of((String[]) row.getArray("flags").getArray()));
  }
}
