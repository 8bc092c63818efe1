package ponto.foreign;

import static java.time.ZoneOffset.UTC;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;
import ponto.access.Scope;

/** The marks of other clocks whose worker is known, in the order of their instants. */
public final class ForeignMarks {
  private static final String PAGE =
      """
      SELECT m.rep, m.nsr, m.file_id, m.line, m.marked_at, m.offset_minutes, m.offset_printed, w.cpf
      FROM foreign_mark m
      JOIN foreign_person p ON p.employer_id = m.employer_id AND p.person_id = m.person_id
      JOIN worker w ON w.employer_id = p.employer_id AND w.worker_id = p.worker_id
      WHERE m.employer_id = ? AND m.marked_at >= ? AND m.marked_at < ?
        AND (m.marked_at, m.rep, m.nsr) > (?, ?, ?)
        AND (?::text IS NULL OR w.cpf = ?)
        AND (?::text IS NULL OR w.cpf = ?)
        AND (?::uuid IS NULL
             OR w.worker_id IN (SELECT v.worker_id FROM supervision v WHERE v.manager = ?::uuid)
             OR w.worker_id IN (SELECT a.worker_id FROM account a WHERE a.subject = ?::uuid))
      ORDER BY m.marked_at, m.rep, m.nsr
      LIMIT ?
      """;

  private ForeignMarks() {}

  /** One mark of another clock. */
  public record Mark(
      String rep,
      long nsr,
      long file,
      long line,
      OffsetDateTime at,
      boolean offsetPrinted,
      String cpf) {
    @Override
    public String toString() {
      return "Mark[nsr=" + nsr + "]";
    }
  }

  /** Behind which mark a page begins. */
  public record Position(Instant at, String rep, long nsr) {
    public static final Position START = new Position(Instant.parse("0001-01-01T00:00:00Z"), "", 0);
  }

  /**
   * Which marks are asked for.
   *
   * @param cpf of the worker; null for all
   */
  public record Asked(@Nullable String cpf, Instant from, Instant to, Position after) {
    @Override
    public String toString() {
      return "Asked[" + from + " to " + to + "]";
    }
  }

  /** A page of what the viewer may see. */
  public static List<Mark> page(
      Connection connection, Principal viewer, Scope scope, Asked asked, int limit)
      throws SQLException {
    if (scope != Scope.SELF && scope != Scope.PEOPLE && scope != Scope.EMPLOYER) {
      return List.of(); // No collector sent them.
    }
    var own = scope == Scope.SELF ? String.valueOf(viewer.workerCpf()) : null;
    var manager = scope == Scope.PEOPLE ? viewer.subject() : null;
    try (var query = connection.prepareStatement(PAGE)) {
      query.setLong(1, viewer.employerId());
      query.setObject(2, asked.from().atOffset(UTC));
      query.setObject(3, asked.to().atOffset(UTC));
      query.setObject(4, asked.after().at().atOffset(UTC));
      query.setString(5, asked.after().rep());
      query.setLong(6, asked.after().nsr());
      query.setString(7, asked.cpf());
      query.setString(8, asked.cpf());
      query.setString(9, own);
      query.setString(10, own);
      query.setString(11, manager);
      query.setString(12, manager);
      query.setString(13, manager);
      query.setInt(14, limit);
      var marks = new ArrayList<Mark>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          var offset = ZoneOffset.ofTotalSeconds(60 * rows.getInt("offset_minutes"));
          marks.add(
              new Mark(
                  rows.getString("rep"),
                  rows.getLong("nsr"),
                  rows.getLong("file_id"),
                  rows.getLong("line"),
                  rows.getTimestamp("marked_at").toInstant().atOffset(offset),
                  rows.getBoolean("offset_printed"),
                  rows.getString("cpf")));
        }
      }
      return marks;
    }
  }
}
