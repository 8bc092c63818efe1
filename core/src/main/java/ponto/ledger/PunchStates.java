package ponto.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;
import ponto.access.Scope;

/** Looks punches up for people and programs; sees what the viewer's scope and employer allow. */
public final class PunchStates {
  private static final String COLUMNS =
      """
      SELECT p.id, p.received_at, p.cpf, e.document, p.nsr, p.hash, p.punched_at, p.punched_offset, p.zone,
             p.collector, p.offline, p.recorded_at, p.trust, p.flags
      FROM punch p JOIN establishment e USING (establishment_id)
      """;
  private static final Map<Visible, String> BY_IDS = new EnumMap<>(Visible.class);
  private static final Map<Visible, String> SET_ASIDE = new EnumMap<>(Visible.class);
  private static final Map<Visible, String> PAGE = new EnumMap<>(Visible.class);

  static {
    for (var visible : Visible.values()) {
      BY_IDS.put(
          visible, COLUMNS + "WHERE p.employer_id = ? AND p.id = ANY (?) AND " + visible.punches());
      SET_ASIDE.put(
          visible,
          """
          SELECT DISTINCT ON (s.punch_id) s.punch_id, s.received_at, s.reason, s.detail
          FROM set_aside s
          WHERE s.employer_id = ? AND s.punch_id = ANY (?) AND %s
          ORDER BY s.punch_id, s.set_aside_id DESC
          """
              .formatted(visible.setAsides()));
      PAGE.put(
          visible,
          COLUMNS
              + """
              WHERE p.employer_id = ?
                AND (?::text IS NULL OR p.worker_id = (SELECT w.worker_id FROM worker w
                                                       WHERE w.employer_id = p.employer_id AND w.cpf = ?))
                AND p.punched_at >= ?::timestamptz AND p.punched_at < ?::timestamptz
                AND (p.punched_at, p.id) > (?::timestamptz, ?::uuid)
                AND %s
              ORDER BY p.punched_at, p.id
              LIMIT ?
              """
                  .formatted(visible.punches()));
    }
  }

  private PunchStates() {}

  /**
   * The known ones among the ids, in the order asked; the recorded row answers where both exist.
   */
  public static List<PunchState> find(
      Connection connection, Principal viewer, Scope scope, Collection<UUID> ids)
      throws SQLException {
    var found = new LinkedHashMap<UUID, PunchState>();
    setAside(connection, viewer, scope, ids).forEach(state -> found.put(state.id(), state));
    recorded(connection, viewer, scope, ids).forEach(state -> found.put(state.id(), state));
    var ordered = new ArrayList<PunchState>();
    for (var id : ids) {
      var state = found.remove(id);
      if (state != null) {
        ordered.add(state);
      }
    }
    return ordered;
  }

  /** Where a page begins: after the punch of this instant and id. */
  public record Position(Instant punchedAt, UUID id) {
    /** Before the first. */
    public static final Position START =
        new Position(Instant.parse("0001-01-01T00:00:00Z"), new UUID(0, 0));
  }

  /** Recorded punches of one worker (or of everybody visible) in the order of their instants. */
  public static List<PunchState.Recorded> page(
      Connection connection,
      Principal viewer,
      Scope scope,
      @Nullable String cpf,
      Instant from,
      Instant to,
      Position after,
      int limit)
      throws SQLException {
    var visible = Visible.to(scope);
    try (var query = connection.prepareStatement(PAGE.get(visible))) {
      query.setLong(1, viewer.employerId());
      query.setString(2, cpf);
      query.setString(3, cpf);
      query.setString(4, from.toString());
      query.setString(5, to.toString());
      query.setString(6, after.punchedAt().toString());
      query.setObject(7, after.id());
      query.setInt(visible.set(query, 8, viewer), limit);
      return read(query.executeQuery());
    }
  }

  private static List<PunchState.Recorded> recorded(
      Connection connection, Principal viewer, Scope scope, Collection<UUID> ids)
      throws SQLException {
    var visible = Visible.to(scope);
    try (var query = connection.prepareStatement(BY_IDS.get(visible))) {
      query.setLong(1, viewer.employerId());
      query.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
      visible.set(query, 3, viewer);
      return read(query.executeQuery());
    }
  }

  private static List<PunchState.SetAside> setAside(
      Connection connection, Principal viewer, Scope scope, Collection<UUID> ids)
      throws SQLException {
    var visible = Visible.to(scope);
    try (var query = connection.prepareStatement(SET_ASIDE.get(visible))) {
      query.setLong(1, viewer.employerId());
      query.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
      visible.set(query, 3, viewer);
      var found = new ArrayList<PunchState.SetAside>();
      try (var row = query.executeQuery()) {
        while (row.next()) {
          found.add(
              new PunchState.SetAside(
                  row.getObject("punch_id", UUID.class),
                  row.getTimestamp("received_at").toInstant(),
                  row.getString("reason"),
                  row.getString("detail")));
        }
      }
      return found;
    }
  }

  private static List<PunchState.Recorded> read(ResultSet rows) throws SQLException {
    var found = new ArrayList<PunchState.Recorded>();
    try (rows) {
      while (rows.next()) {
        found.add(recorded(rows));
      }
    }
    return found;
  }

  private static PunchState.Recorded recorded(ResultSet row) throws SQLException {
    var offset = ZoneOffset.ofTotalSeconds(row.getInt("punched_offset") * 60);
    return new PunchState.Recorded(
        row.getObject("id", UUID.class),
        row.getTimestamp("received_at").toInstant(),
        row.getString("cpf"),
        row.getString("document"),
        row.getLong("nsr"),
        HexFormat.of().formatHex(row.getBytes("hash")),
        OffsetDateTime.ofInstant(row.getTimestamp("punched_at").toInstant(), offset),
        row.getString("zone"),
        row.getString("collector"),
        row.getBoolean("offline"),
        row.getTimestamp("recorded_at").toInstant(),
        row.getString("trust"),
        List.of((String[]) row.getArray("flags").getArray()));
  }
}
