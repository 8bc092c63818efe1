package ponto.evidence;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.punch.Evidence;
import ponto.punch.Evidence.ClockSample;
import ponto.punch.Evidence.Place;

/** The evidence of one person's punches: handed out, or erased; the punches themselves stay. */
public final class PersonEvidence {
  // By the worker alone, who is of one employer, and then each piece by its key.
  private static final String PAGE =
      """
      SELECT p.id, p.punched_at, p.punched_offset, e.received_at, e.source, e.sent_at, e.device, e.app, e.latitude,
             e.longitude, e.accuracy_meters, e.offset_millis, e.monotonic_millis, e.wall_millis
      FROM punch p
      JOIN evidence e ON e.employer_id = p.employer_id AND e.punch_id = p.id
      WHERE p.worker_id = (SELECT w.worker_id FROM worker w WHERE w.employer_id = ? AND w.cpf = ?)
        AND (p.punched_at, p.id) > (?::timestamptz, ?::uuid)
      ORDER BY p.punched_at, p.id
      LIMIT ?
      """;
  private static final String ERASE =
      """
      DELETE FROM evidence e USING punch p
      WHERE p.worker_id = (SELECT w.worker_id FROM worker w WHERE w.employer_id = ? AND w.cpf = ?)
        AND e.employer_id = p.employer_id AND e.punch_id = p.id
      """;

  private PersonEvidence() {}

  /**
   * What was kept beside one punch.
   *
   * @param source the network address that it came from
   * @param sentAt the device's clock at sending, as it wrote it
   */
  public record Piece(
      UUID punchId,
      OffsetDateTime punchedAt,
      Instant receivedAt,
      String source,
      @Nullable String sentAt,
      Evidence said) {}

  /** The pieces of a worker's punches after a position, in the order of the punches' instants. */
  public static List<Piece> page(
      Connection connection, long employerId, String cpf, Instant after, UUID afterId, int limit)
      throws SQLException {
    try (var query = connection.prepareStatement(PAGE)) {
      query.setLong(1, employerId);
      query.setString(2, cpf);
      query.setString(3, after.toString());
      query.setObject(4, afterId);
      query.setInt(5, limit);
      var pieces = new ArrayList<Piece>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          pieces.add(piece(rows));
        }
      }
      return pieces;
    }
  }

  /** Erases all of it that is there now; answers how many punches lost theirs. */
  public static int erase(Connection connection, long employerId, String cpf) throws SQLException {
    try (var delete = connection.prepareStatement(ERASE)) {
      delete.setLong(1, employerId);
      delete.setString(2, cpf);
      return delete.executeUpdate();
    }
  }

  private static Piece piece(ResultSet row) throws SQLException {
    var offset = ZoneOffset.ofTotalSeconds(row.getInt("punched_offset") * 60);
    return new Piece(
        row.getObject("id", UUID.class),
        OffsetDateTime.ofInstant(row.getTimestamp("punched_at").toInstant(), offset),
        row.getTimestamp("received_at").toInstant(),
        row.getString("source"),
        row.getString("sent_at"),
        new Evidence(place(row), clock(row), row.getString("device"), row.getString("app")));
  }

  private static @Nullable Place place(ResultSet row) throws SQLException {
    var latitude = number(row, "latitude");
    var longitude = number(row, "longitude");
    return latitude == null || longitude == null
        ? null
        : new Place(latitude, longitude, number(row, "accuracy_meters"));
  }

  private static @Nullable ClockSample clock(ResultSet row) throws SQLException {
    var offset = number(row, "offset_millis");
    return offset == null
        ? null
        : new ClockSample(offset, number(row, "monotonic_millis"), number(row, "wall_millis"));
  }

  private static @Nullable Double number(ResultSet row, String column) throws SQLException {
    var value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }
}
