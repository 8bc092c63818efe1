package ponto.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;
import ponto.punch.Reading;

/**
 * What waits for hr's decision: listing it, and discarding it with a reason. Binding goes through
 * the inbox.
 */
public final class SetAsides {
  private static final String SELECT =
      """
      SELECT s.set_aside_id, s.receipt, s.index, s.punch_id, s.reason, s.detail, s.raw, s.subject, s.role, s.received_at,
             d.decision, d.reason AS decided_because, d.subject AS decided_by, d.decided_at, w.cpf AS worker
      FROM set_aside s
      LEFT JOIN set_aside_decision d USING (set_aside_id)
      LEFT JOIN worker w ON w.worker_id = d.worker_id
      """;
  private static final String PAGE =
      SELECT
          + """
          WHERE s.employer_id = ? AND s.set_aside_id > ?
            AND CASE ? WHEN 'open' THEN d.decision IS NULL WHEN 'closed' THEN d.decision IS NOT NULL ELSE true END
          ORDER BY s.set_aside_id
          LIMIT ?
          """;
  private static final String ONE = SELECT + "WHERE s.employer_id = ? AND s.set_aside_id = ?";
  private static final String DISCARD =
      """
      INSERT INTO set_aside_decision (set_aside_id, employer_id, decision, reason, subject, decided_at)
      VALUES (?, ?, 'discarded', ?, ?, ?::timestamptz)
      """;

  private SetAsides() {}

  /** One punch or letter set aside. */
  public record Item(
      long id,
      String receipt,
      int index,
      @Nullable UUID punchId,
      String reason,
      String detail,
      String raw,
      String sender,
      String role,
      Instant receivedAt,
      @Nullable Decision decision) {
    /** Whether it can be bound to a worker: its text must be a punch whose instant is certain. */
    public boolean bindable() {
      return index >= 0 && Bindings.reread(raw) instanceof Reading.Legible;
    }
  }

  /** What hr decided. */
  public record Decision(
      String kind, String reason, String subject, Instant decidedAt, @Nullable String worker) {}

  /** The next page in the order of arrival; {@code status} is open, closed or all. */
  public static List<Item> page(
      Connection connection, long employerId, String status, long after, int limit)
      throws SQLException {
    try (var query = connection.prepareStatement(PAGE)) {
      query.setLong(1, employerId);
      query.setLong(2, after);
      query.setString(3, status);
      query.setInt(4, limit);
      return read(query.executeQuery());
    }
  }

  /** One of them. */
  public static Optional<Item> find(Connection connection, long employerId, long id)
      throws SQLException {
    try (var query = connection.prepareStatement(ONE)) {
      query.setLong(1, employerId);
      query.setLong(2, id);
      return read(query.executeQuery()).stream().findFirst();
    }
  }

  /**
   * Writes down that hr discards it; the text stays.
   *
   * @throws SQLException with SQLSTATE 23505 when it was decided a moment ago
   */
  public static void discard(
      Connection connection, Principal hr, long id, String reason, Instant at) throws SQLException {
    try (var insert = connection.prepareStatement(DISCARD)) {
      insert.setLong(1, id);
      insert.setLong(2, hr.employerId());
      insert.setString(3, reason);
      insert.setString(4, hr.subject());
      insert.setString(5, at.toString());
      insert.executeUpdate();
    }
  }

  private static List<Item> read(ResultSet rows) throws SQLException {
    var items = new ArrayList<Item>();
    try (rows) {
      while (rows.next()) {
        items.add(
            new Item(
                rows.getLong("set_aside_id"),
                rows.getString("receipt"),
                rows.getInt("index"),
                rows.getObject("punch_id", UUID.class),
                rows.getString("reason"),
                rows.getString("detail"),
                rows.getString("raw"),
                rows.getString("subject"),
                rows.getString("role"),
                rows.getTimestamp("received_at").toInstant(),
                decision(rows)));
      }
    }
    return items;
  }

  private static @Nullable Decision decision(ResultSet row) throws SQLException {
    var kind = row.getString("decision");
    return kind == null
        ? null
        : new Decision(
            kind,
            row.getString("decided_because"),
            row.getString("decided_by"),
            row.getTimestamp("decided_at").toInstant(),
            row.getString("worker"));
  }
}
