package ponto.report;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One line for each worker and printed date, in the order of date and CPF. */
public final class DayList {
  private static final String DAYS =
      """
      SELECT w.cpf, w.name, d.*, e.document
      FROM (SELECT p.worker_id, %1$s AS day, min(p.establishment_id) AS establishment_id,
                   min(p.punched_at AT TIME ZONE 'UTC' + p.punched_offset * interval '1 minute') AS first,
                   max(p.punched_at AT TIME ZONE 'UTC' + p.punched_offset * interval '1 minute') AS last,
                   count(*) AS punches, count(*) FILTER (WHERE p.offline) AS offline,
                   string_agg(array_to_string(p.flags, ' '), ' ') FILTER (WHERE p.flags <> '{}') AS flags
            FROM punch p\
      """
          .formatted(Period.LOCAL_DATE);
  // By key, as the punches' names are, and for the same reason.
  private static final String NAMED =
      """
      GROUP BY p.worker_id, day) AS d
      CROSS JOIN LATERAL (SELECT cpf, name FROM worker WHERE worker_id = d.worker_id OFFSET 0) w
      CROSS JOIN LATERAL (SELECT document FROM establishment
                          WHERE establishment_id = d.establishment_id OFFSET 0) e
      WHERE (NOT ? OR d.punches % 2 = 1)\
      """;
  private static final String TOTALS =
      """
      SELECT count(*) AS days, coalesce(sum(d.punches), 0) AS punches, count(*) FILTER (WHERE d.punches % 2 = 1) AS odd,
             coalesce(sum(d.offline), 0) AS offline, coalesce(sum(d.flagged), 0) AS flagged
      FROM (SELECT count(*) AS punches, count(*) FILTER (WHERE p.offline) AS offline,
                   count(*) FILTER (WHERE p.flags <> '{}') AS flagged
            FROM punch p\
      """;

  /** A page looks at one day, then at twice as many, until it is full. */
  private static final int SPAN_GROWTH = 2;

  private DayList() {}

  /** The sums of a period. */
  public record Totals(long days, long punches, long odd, long offline, long flagged) {}

  /** After this worker's line of this date. */
  public record Position(LocalDate date, String cpf) {}

  /** At most {@code limit} lines after the position; only odd days when asked. */
  public static List<DayLine> page(
      Connection connection,
      Asked asked,
      Period period,
      boolean onlyOdd,
      @Nullable Position after,
      int limit)
      throws SQLException {
    var lines = new ArrayList<DayLine>();
    // A position before the period, which only a made-up cursor has, does not lengthen it.
    var from = after == null || after.date().isBefore(period.from()) ? period.from() : after.date();
    // A worker's own days are few: all at once.
    var days = asked.worker() == null ? 1L : Period.DAYS_MAX;
    while (lines.size() < limit && !from.isAfter(period.to())) {
      var to = from.plusDays(days - 1);
      var span = new Period(from, to.isAfter(period.to()) ? period.to() : to);
      var query = query(asked, span, onlyOdd);
      if (after != null) {
        query.add("AND (d.day, w.cpf) > (?, ?)", after.date(), after.cpf());
      }
      read(connection, order(query).add("LIMIT ?", limit - lines.size()), lines::add);
      from = span.to().plusDays(1);
      days *= SPAN_GROWTH;
    }
    return lines;
  }

  /** Every line, handed on one by one. */
  public static void all(
      Connection connection, Asked asked, Period period, boolean onlyOdd, Consumer<DayLine> taker)
      throws SQLException {
    read(connection, order(query(asked, period, onlyOdd)), taker);
  }

  /** The sums of all lines. */
  public static Totals totals(Connection connection, Asked asked, Period period)
      throws SQLException {
    var query = new Query().add(TOTALS);
    asked.where(query);
    period.and(query);
    query.add("GROUP BY p.worker_id, " + Period.LOCAL_DATE + ") AS d");
    try (var statement = query.on(connection, 0);
        var row = statement.executeQuery()) {
      row.next();
      return new Totals(
          row.getLong("days"),
          row.getLong("punches"),
          row.getLong("odd"),
          row.getLong("offline"),
          row.getLong("flagged"));
    }
  }

  private static Query query(Asked asked, Period period, boolean onlyOdd) {
    var query = new Query().add(DAYS);
    asked.where(query);
    period.and(query);
    return query.add(NAMED, onlyOdd);
  }

  private static Query order(Query query) {
    return query.add("ORDER BY d.day, w.cpf");
  }

  private static void read(Connection connection, Query query, Consumer<DayLine> taker)
      throws SQLException {
    try (var statement = query.on(connection, PunchList.FETCH_ROWS);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        taker.accept(line(rows));
      }
    }
  }

  private static DayLine line(ResultSet row) throws SQLException {
    var flags = row.getString("flags");
    return new DayLine(
        row.getString("cpf"),
        row.getString("name"),
        row.getString("document"),
        row.getObject("day", LocalDate.class),
        row.getObject("first", LocalDateTime.class).toLocalTime().withNano(0),
        row.getObject("last", LocalDateTime.class).toLocalTime().withNano(0),
        row.getInt("punches"),
        row.getInt("offline"),
        flags == null ? List.of() : List.copyOf(new TreeSet<>(List.of(flags.split(" ", -1)))));
  }
}
