package ponto.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import ponto.punch.Evidence;
import ponto.punch.Evidence.ClockSample;

/** Adds a batch's rows, one statement a table; the SQL's text never changes with the batch. */
final class Rows {
  private static final String LEDGER =
      """
      INSERT INTO ledger (establishment_id, nsr, employer_id, type, recorded_at, line)
      SELECT *
      FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::timestamptz[], ?::text[])
      """;
  private static final String PUNCH =
      """
      INSERT INTO punch (employer_id, id, establishment_id, nsr, worker_id, cpf, punched_at, punched_offset, zone,
                         device_at, device_offset, received_at, recorded_at, collector, offline, trust, flags,
                         hash, content_hash, receipt)
      SELECT employer_id, id, establishment_id, nsr, worker_id, cpf, punched_at, punched_offset, zone,
             device_at, device_offset, received_at, recorded_at, collector, offline, trust,
             string_to_array(flags, ','), hash, content_hash, receipt
      FROM unnest(?::bigint[], ?::uuid[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::timestamptz[], ?::int[],
                  ?::text[], ?::timestamptz[], ?::int[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::boolean[],
                  ?::text[], ?::text[], ?::bytea[], ?::bytea[], ?::text[])
           AS p (employer_id, id, establishment_id, nsr, worker_id, cpf, punched_at, punched_offset, zone,
                 device_at, device_offset, received_at, recorded_at, collector, offline, trust, flags,
                 hash, content_hash, receipt)
      """;
  private static final String EVIDENCE =
      """
      INSERT INTO evidence (employer_id, punch_id, source, sent_at, device, app, latitude, longitude, accuracy_meters,
                            offset_millis, monotonic_millis, wall_millis)
      SELECT *
      FROM unnest(?::bigint[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::float8[], ?::float8[],
                  ?::float8[], ?::bigint[], ?::bigint[], ?::bigint[])
      """;
  private static final String LETTER =
      """
      INSERT INTO letter (receipt, employer_id, subject, role, received_at, recorded_at, punches, recorded, repeated,
                          set_aside, body)
      SELECT *
      FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::int[], ?::int[],
                  ?::int[], ?::int[], ?::text[])
      """;
  private static final String SET_ASIDE =
      """
      INSERT INTO set_aside (employer_id, receipt, index, punch_id, reason, detail, raw, digest, subject, role,
                             worker_cpf, received_at, sent_at, source, created_at)
      SELECT *, ?::timestamptz
      FROM unnest(?::bigint[], ?::text[], ?::int[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::text[],
                  ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::text[])
      """;

  private final Connection connection;

  Rows(Connection connection) {
    this.connection = connection;
  }

  /** The punches: their AFD lines, their rows and their evidence. */
  void punches(List<Recorded> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    ledger(rows);
    punch(rows);
    evidence(rows);
  }

  private void ledger(List<Recorded> rows) throws SQLException {
    try (var insert = connection.prepareStatement(LEDGER)) {
      new ColumnArrays(connection, insert)
          .longs(rows, Recorded::establishmentId)
          .longs(rows, Recorded::nsr)
          .longs(rows, Recorded::employerId)
          .ints(rows, _ -> 7)
          .instants(rows, Recorded::recordedAt)
          .texts(rows, row -> row.printed().text());
      insert.executeUpdate();
    }
  }

  private void punch(List<Recorded> rows) throws SQLException {
    var hex = HexFormat.of();
    try (var insert = connection.prepareStatement(PUNCH)) {
      new ColumnArrays(connection, insert)
          .longs(rows, Recorded::employerId)
          .objects("uuid", rows, Recorded::id)
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
          .objects("bool", rows, row -> row.sound().decided().offline())
          .texts(rows, row -> row.sound().decided().trust().wire())
          .texts(rows, row -> String.join(",", row.flags()))
          .bytes(rows, row -> hex.parseHex(row.printed().hash()))
          .bytes(rows, row -> hex.parseHex(row.sound().contentHash()))
          .texts(rows, Recorded::receipt);
      insert.executeUpdate();
    }
  }

  private void evidence(List<Recorded> rows) throws SQLException {
    try (var insert = connection.prepareStatement(EVIDENCE)) {
      new ColumnArrays(connection, insert)
          .longs(rows, Recorded::employerId)
          .objects("uuid", rows, Recorded::id)
          .texts(rows, row -> row.letter().source())
          .texts(rows, row -> row.letter().sentAt())
          .texts(rows, row -> seen(row).device())
          .texts(rows, row -> seen(row).app())
          .objects("float8", rows, row -> of(seen(row).place(), Evidence.Place::latitude))
          .objects("float8", rows, row -> of(seen(row).place(), Evidence.Place::longitude))
          .objects("float8", rows, row -> of(seen(row).place(), Evidence.Place::accuracyMeters))
          .objects("int8", rows, row -> millis(of(seen(row).clock(), ClockSample::offsetMillis)))
          .objects("int8", rows, row -> millis(of(seen(row).clock(), ClockSample::monotonicMillis)))
          .objects("int8", rows, row -> millis(of(seen(row).clock(), ClockSample::wallMillis)));
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
          .objects("uuid", rows, Doubt::punchId)
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

  private static Evidence seen(Recorded row) {
    return row.sound().punch().evidence();
  }

  /** Whole, as the columns are: a browser's clock tells fractions that nobody needs as evidence. */
  private static @Nullable Object millis(@Nullable Object number) {
    return number instanceof Double exact ? (Object) Math.round(exact) : number;
  }

  private static <T> @Nullable Object of(@Nullable T part, Function<T, @Nullable Object> field) {
    return part == null ? null : field.apply(part);
  }
}
