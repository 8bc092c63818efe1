package ponto.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;
import ponto.access.Scope;

/** Reads what receipts say; sees the punches that the viewer's scope and employer allow. */
public final class Comprovantes {
  private static final String COLUMNS =
      """
      SELECT p.id, p.punched_at, l.line AS punch, w.name,
             (SELECT e.line FROM ledger e
              WHERE e.establishment_id = p.establishment_id AND e.type = 2 AND e.nsr < p.nsr
              ORDER BY e.nsr DESC LIMIT 1) AS employer,
             (SELECT k.line FROM ledger k
              WHERE k.employer_id = p.employer_id AND k.type = 5 AND k.recorded_at <= p.recorded_at
                AND substr(k.line, 37, 11) = p.cpf
              ORDER BY k.recorded_at DESC, k.nsr DESC LIMIT 1) AS worker,
             COALESCE((SELECT f.inpi FROM former_inpi f
                       WHERE f.employer_id = p.employer_id AND f.until > p.recorded_at
                       ORDER BY f.until LIMIT 1), c.inpi) AS inpi
      FROM punch p JOIN ledger l USING (establishment_id, nsr)
                   JOIN worker w USING (worker_id)
                   JOIN employer c ON c.employer_id = p.employer_id
      """;
  private static final Map<Visible, String> ONE = new EnumMap<>(Visible.class);

  static {
    for (var visible : Visible.values()) {
      ONE.put(
          visible, COLUMNS + "WHERE p.employer_id = ? AND p.id = ?::uuid AND " + visible.punches());
    }
  }

  private static final String PAGE =
      COLUMNS
          + """
          WHERE p.employer_id = ?
            AND p.worker_id = (SELECT o.worker_id FROM worker o WHERE o.employer_id = ? AND o.cpf = ?)
            AND p.punched_at >= ?::timestamptz AND p.punched_at < ?::timestamptz
            AND (p.punched_at, p.id) > (?::timestamptz, ?::uuid)
          ORDER BY p.punched_at, p.id
          LIMIT ?
          """;

  private Comprovantes() {}

  /** Where a page of a worker's own begins. */
  public record From(Instant punchedAt, UUID id) {
    /** Before all punches at or after this instant. */
    public static From start(Instant at) {
      return new From(at.minusMillis(1), new UUID(0, 0));
    }
  }

  /** Some receipts, and where the next page begins; null when there is no next. */
  public record Page(List<Comprovante> items, @Nullable From next) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /** The receipt of this punch, when it is recorded and the viewer may see it. */
  public static Optional<Comprovante> find(
      Connection connection, Principal viewer, Scope scope, UUID id) throws SQLException {
    var visible = Visible.to(scope);
    try (var query = connection.prepareStatement(ONE.get(visible))) {
      query.setLong(1, viewer.employerId());
      query.setObject(2, id);
      visible.set(query, 3, viewer);
      return read(query, 1).items().stream().findFirst();
    }
  }

  /** A page of the receipts of one worker in the order of their instants. */
  public static Page page(
      Connection connection,
      long employerId,
      String cpf,
      Instant from,
      Instant to,
      From after,
      int limit)
      throws SQLException {
    try (var query = connection.prepareStatement(PAGE)) {
      query.setLong(1, employerId);
      query.setLong(2, employerId);
      query.setString(3, cpf);
      query.setString(4, from.toString());
      query.setString(5, to.toString());
      query.setString(6, after.punchedAt().toString());
      query.setObject(7, after.id());
      query.setInt(8, limit);
      return read(query, limit);
    }
  }

  private static Page read(PreparedStatement query, int limit) throws SQLException {
    var found = new ArrayList<Comprovante>();
    From last = null;
    try (var row = query.executeQuery()) {
      while (row.next()) {
        var id = row.getObject("id", UUID.class);
        var worker = row.getString("worker");
        last = new From(row.getTimestamp("punched_at").toInstant(), id);
        found.add(
            Comprovante.of(
                row.getString("punch"),
                row.getString("employer"),
                worker == null ? "" : worker,
                new Comprovante.Beside(id, row.getString("name"), row.getString("inpi"))));
      }
    }
    return new Page(found, found.size() < limit ? null : last);
  }
}
