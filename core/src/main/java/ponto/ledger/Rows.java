package ponto.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ponto.ledger.Judged.Sound;
import ponto.punch.Evidence;
import ponto.punch.Evidence.ClockSample;
import ponto.punch.Flag;

/** Adds a batch's rows, one statement a table; the SQL's text never changes with the batch. */
final class Rows {
  private static final String LEDGER =
      """
      INSERT INTO ledger (establishment_id, nsr, employer_id, type, recorded_at, line)
      SELECT establishment_id, nsr, employer_id, 7, to_timestamp(recorded_at / 1000.0::float8), line
      FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[])
           AS l (establishment_id, nsr, employer_id, recorded_at, line)
      """;
  // The neighbour is looked for here, under the lock, so that two recorders cannot both miss the
  // other's punch. By the worker alone, who is of one employer: with the employer beside it, a plan
  // made while the table was empty would walk all its punches along the primary key.
  private static final String PUNCH =
      """
      INSERT INTO punch (employer_id, id, establishment_id, nsr, worker_id, cpf, punched_at, punched_offset, zone,
                         device_at, device_offset, received_at, recorded_at, collector, offline, trust, flags,
                         hash, content_hash, receipt)
      SELECT employer_id, id::uuid, establishment_id, nsr, worker_id, cpf, to_timestamp(punched_at / 1000.0::float8),
             punched_offset, zone, to_timestamp(device_at / 1000.0::float8), device_offset,
             to_timestamp(received_at / 1000.0::float8), to_timestamp(recorded_at / 1000.0::float8), collector,
             offline = 1, trust,
             CASE WHEN near = 1
                    OR EXISTS (SELECT FROM punch q
                               WHERE q.worker_id = p.worker_id
                                 AND q.punched_at >= to_timestamp((p.punched_at - near_millis) / 1000.0::float8)
                                 AND q.punched_at <= to_timestamp((p.punched_at + near_millis) / 1000.0::float8))
                  THEN string_to_array(flags, ',') || near_flag
                  ELSE string_to_array(flags, ',') END,
             hash, content_hash, receipt
      FROM (SELECT ?::bigint AS near_millis, ?::text AS near_flag) AS n,
           unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::int[],
                  ?::text[], ?::bigint[], ?::int[], ?::bigint[], ?::bigint[], ?::text[], ?::int[], ?::text[], ?::text[],
                  ?::int[], ?::bytea[], ?::bytea[], ?::text[])
           AS p (employer_id, id, establishment_id, nsr, worker_id, cpf, punched_at, punched_offset, zone,
                 device_at, device_offset, received_at, recorded_at, collector, offline, trust, flags, near,
                 hash, content_hash, receipt)
      """;
  private static final String EVIDENCE =
      """
      INSERT INTO evidence (employer_id, punch_id, received_at, source, sent_at, device, app, latitude, longitude,
                            accuracy_meters, offset_millis, monotonic_millis, wall_millis)
      SELECT employer_id, punch_id::uuid, to_timestamp(received_at / 1000.0::float8), source, sent_at, device, app,
             latitude, longitude, accuracy_meters, offset_millis, monotonic_millis, wall_millis
      FROM unnest(?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::float8[],
                  ?::float8[], ?::float8[], ?::float8[], ?::float8[], ?::float8[])
           AS e (employer_id, punch_id, received_at, source, sent_at, device, app, latitude, longitude,
                 accuracy_meters, offset_millis, monotonic_millis, wall_millis)
      """;
  private static final String LETTER =
      """
      INSERT INTO letter (receipt, employer_id, subject, role, received_at, recorded_at, punches, recorded, repeated,
                          set_aside, body)
      SELECT receipt, employer_id, subject, role, to_timestamp(received_at / 1000.0::float8),
             to_timestamp(recorded_at / 1000.0::float8), punches, recorded, repeated, set_aside, body
      FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::int[], ?::int[],
                  ?::int[], ?::int[], ?::text[])
           AS l (receipt, employer_id, subject, role, received_at, recorded_at, punches, recorded, repeated,
                 set_aside, body)
      """;
  private static final String SET_ASIDE =
      """
      INSERT INTO set_aside (employer_id, receipt, index, punch_id, reason, detail, raw, digest, subject, role,
                             worker_cpf, received_at, sent_at, source, created_at)
      SELECT employer_id, receipt, index, punch_id::uuid, reason, detail, raw, digest, subject, role, worker_cpf,
             to_timestamp(received_at / 1000.0::float8), sent_at, source, ?::timestamptz
      FROM unnest(?::bigint[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::text[],
                  ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[])
           AS s (employer_id, receipt, index, punch_id, reason, detail, raw, digest, subject, role, worker_cpf,
                 received_at, sent_at, source)
      """;

  private final Connection connection;

  Rows(Connection connection) {
    this.connection = connection;
  }

  /** The punches: their AFD lines and their rows; the one part that waits for the lock. */
  void punches(List<Recorded> rows) throws SQLException {
    if (!rows.isEmpty()) {
      ledger(rows);
      punch(rows);
    }
  }

  /** Every statement with no rows in it. */
  void rehearse() throws SQLException {
    letters(List.of());
    evidenceOf(List.of());
    ledger(List.of());
    punch(List.of());
  }

  private void ledger(List<Recorded> rows) throws SQLException {
    try (var insert = connection.prepareStatement(LEDGER)) {
      new ColumnArrays(connection, insert)
          .longs(rows, Recorded::establishmentId)
          .longs(rows, Recorded::nsr)
          .longs(rows, Recorded::employerId)
          .instants(rows, Recorded::recordedAt)
          .texts(rows, row -> row.printed().text());
      insert.executeUpdate();
    }
  }

  private void punch(List<Recorded> rows) throws SQLException {
    var hex = HexFormat.of();
    try (var insert = connection.prepareStatement(PUNCH)) {
      insert.setLong(1, Near.WINDOW.toMillis());
      insert.setString(2, Flag.NEAR_ANOTHER.wire());
      new ColumnArrays(connection, insert, 2)
          .longs(rows, Recorded::employerId)
          .texts(rows, row -> row.sound().id().toString())
          .longs(rows, Recorded::establishmentId)
          .longs(rows, Recorded::nsr)
          .longs(rows, row -> row.sound().worker().workerId())
          .texts(rows, row -> row.sound().worker().cpf())
          .instants(rows, row -> row.sound().decided().punchedAt())
          .ints(rows, Recorded::offsetMinutes)
          .texts(rows, row -> row.sound().punch().zone().getId())
          .instants(rows, row -> row.sound().punch().at())
          .ints(rows, row -> row.sound().punch().offsetMinutes())
          .instants(rows, row -> row.letter().receivedAt())
          .instants(rows, Recorded::recordedAt)
          .texts(rows, row -> row.sound().punch().collector().wire())
          .ints(rows, row -> row.sound().decided().offline() ? 1 : 0)
          .texts(rows, row -> row.sound().decided().trust().wire())
          .texts(rows, row -> flags(row.sound()))
          .ints(rows, row -> row.near() ? 1 : 0)
          .bytes(rows, row -> hex.parseHex(row.printed().hash()))
          .bytes(rows, row -> hex.parseHex(row.sound().contentHash()))
          .texts(rows, Recorded::receipt);
      insert.executeUpdate();
    }
  }

  private static String flags(Sound sound) {
    return sound.flags().stream().map(Flag::wire).sorted().collect(Collectors.joining(","));
  }

  /**
   * What speaks for the punches; in the order of their ids, so that two recorders never wait
   * crosswise.
   */
  void evidence(List<Batch.Entry> entries) throws SQLException {
    if (!entries.isEmpty()) {
      evidenceOf(
          entries.stream()
              .map(Batch.Entry::sound)
              .sorted(Comparator.comparing(Sound::id))
              .toList());
    }
  }

  private void evidenceOf(List<Sound> rows) throws SQLException {
    try (var insert = connection.prepareStatement(EVIDENCE)) {
      new ColumnArrays(connection, insert)
          .longs(rows, row -> row.worker().employerId())
          .texts(rows, row -> row.id().toString())
          .instants(rows, row -> row.origin().letter().receivedAt())
          .texts(rows, row -> row.origin().letter().source())
          .texts(rows, row -> row.origin().letter().sentAt())
          .texts(rows, row -> seen(row).device())
          .texts(rows, row -> seen(row).app())
          .doublesOrNull(rows, row -> of(seen(row).place(), Evidence.Place::latitude))
          .doublesOrNull(rows, row -> of(seen(row).place(), Evidence.Place::longitude))
          .doublesOrNull(rows, row -> of(seen(row).place(), Evidence.Place::accuracyMeters))
          .doublesOrNull(rows, row -> of(seen(row).clock(), ClockSample::offsetMillis))
          .doublesOrNull(rows, row -> of(seen(row).clock(), ClockSample::monotonicMillis))
          .doublesOrNull(rows, row -> of(seen(row).clock(), ClockSample::wallMillis));
      insert.executeUpdate();
    }
  }

  /** The books of the letters. */
  void letters(Collection<LetterRow> rows) throws SQLException {
    try (var insert = connection.prepareStatement(LETTER)) {
      new ColumnArrays(connection, insert)
          .texts(rows, row -> row.letter().receipt())
          .longs(rows, row -> row.letter().sender().employerId())
          .texts(rows, row -> row.letter().sender().subject())
          .texts(rows, row -> row.letter().sender().role().wire())
          .instants(rows, row -> row.letter().receivedAt())
          .instants(rows, LetterRow::recordedAt)
          .ints(rows, LetterRow::punches)
          .ints(rows, LetterRow::recorded)
          .ints(rows, LetterRow::repeated)
          .ints(rows, LetterRow::setAside)
          .texts(rows, LetterRow::body);
      insert.executeUpdate();
    }
  }

  /** What waits for hr. */
  void doubts(List<Doubt> rows, Instant at) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    var hex = HexFormat.of();
    try (var insert = connection.prepareStatement(SET_ASIDE)) {
      insert.setString(1, at.toString());
      new ColumnArrays(connection, insert, 1)
          .longs(rows, Doubt::employerId)
          .texts(rows, row -> row.letter().receipt())
          .ints(rows, row -> row.doubtful().origin().index())
          .texts(rows, row -> row.punchId() == null ? null : row.punchId().toString())
          .texts(rows, row -> row.doubtful().reason().wire())
          .texts(rows, row -> row.doubtful().detail())
          .texts(rows, Doubt::raw)
          .bytes(rows, row -> hex.parseHex(row.digest()))
          .texts(rows, row -> row.letter().sender().subject())
          .texts(rows, row -> row.letter().sender().role().wire())
          .texts(rows, row -> row.letter().sender().workerCpf())
          .instants(rows, row -> row.letter().receivedAt())
          .texts(rows, row -> row.letter().sentAt())
          .texts(rows, row -> row.letter().source());
      insert.executeUpdate();
    }
  }

  private static Evidence seen(Sound row) {
    return row.punch().evidence();
  }

  private static <T, V> @Nullable V of(@Nullable T part, Function<T, @Nullable V> field) {
    return part == null ? null : field.apply(part);
  }
}
