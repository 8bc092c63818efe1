package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import ponto.afd.PunchLine;
import ponto.punch.Collector;
import ponto.punch.Trust;

/**
 * Writes a company's days into the ledger, the punches and the letters of a clock that stands
 * still: the rows that its recorders would have written, numbered and chained, by COPY.
 */
final class DaysFilling {
  /** Days of one transaction: long enough for COPY, short enough to say how far it is. */
  private static final int CHUNK_DAYS = 10;

  private static final long RECORDING_MILLIS = 20;
  private static final int HASH_BYTES = 32;
  private static final int BUFFER_CHARS = 1 << 16;

  private final OwnPostgres postgres;
  private final CompanyDays company;
  private final Report report;
  private final List<Person> people = new ArrayList<>();
  private final PunchIds ids;
  private final PunchIds receipts;
  private final SplittableRandom random;
  private long employer;
  private long establishment;
  private long nsr;
  private String hash = PunchLine.GENESIS;
  private long recordedMillis;

  /** A worker as its rows name it. */
  private record Person(long id, String cpf, String subject) {}

  DaysFilling(OwnPostgres postgres, CompanyDays company, Report report) {
    this.postgres = postgres;
    this.company = company;
    this.report = report;
    this.ids = new PunchIds(company.seed());
    this.receipts = new PunchIds(company.seed() + 1);
    this.random = new SplittableRandom(company.seed() + 2);
  }

  /** How many of the first so many days are there already. */
  int filled(int days) throws SQLException {
    var all = CompanyDays.workingDays(days);
    try (var connection = postgres.asSuperuser();
        var query =
            connection.prepareStatement(
                """
                SELECT count(*) FROM unnest(?::timestamptz[]) AS day
                WHERE EXISTS (SELECT FROM punch WHERE punched_at >= day AND punched_at < day + interval '12 hours'
                              AND establishment_id = (SELECT min(establishment_id) FROM establishment))
                """)) {
      var noons = all.stream().map(day -> day + " 06:30:00-03").toArray();
      query.setArray(1, connection.createArrayOf("text", noons));
      try (var row = query.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** Fills up to so many days and leaves the tables as autovacuum would after a while. */
  void fill(int days) throws SQLException {
    var missing = CompanyDays.workingDays(days).subList(filled(days), days);
    readPeople();
    for (int from = 0; from < missing.size(); from += CHUNK_DAYS) {
      int to = Math.min(missing.size(), from + CHUNK_DAYS);
      copy(missing.subList(from, to));
      report.say("filled %d of %d days".formatted(days - missing.size() + to, days));
    }
    if (!missing.isEmpty()) {
      try (var connection = postgres.asSuperuser();
          var statement = connection.createStatement()) {
        statement.execute("VACUUM (ANALYZE) punch, ledger, letter, worker, account, supervision");
      }
      postgres.settle();
    }
  }

  private void readPeople() throws SQLException {
    people.clear();
    try (var connection = postgres.asSuperuser();
        var statement = connection.createStatement()) {
      try (var rows =
          statement.executeQuery(
              """
              SELECT w.worker_id, w.cpf, a.subject FROM worker w JOIN account a ON a.login = w.cpf
              ORDER BY w.worker_id
              """)) {
        while (rows.next()) {
          people.add(new Person(rows.getLong(1), rows.getString(2), rows.getString(3)));
        }
      }
      try (var row =
          statement.executeQuery(
              "SELECT employer_id, establishment_id, last_nsr, last_hash FROM counter")) {
        row.next();
        employer = row.getLong(1);
        establishment = row.getLong(2);
        nsr = row.getLong(3);
        hash = row.getString(4);
      }
    }
    if (people.size() != company.workers()) {
      throw new SQLException(
          "%d workers there, not %d".formatted(people.size(), company.workers()));
    }
  }

  private void copy(List<LocalDate> days) throws SQLException {
    try (var ledger =
            new Copy("ledger (establishment_id, nsr, employer_id, type, recorded_at, line)");
        var letters =
            new Copy(
                """
                letter (receipt, employer_id, subject, role, received_at, recorded_at, punches, recorded,
                        repeated, set_aside)\
                """);
        var punches =
            new Copy(
                """
                punch (employer_id, id, establishment_id, nsr, worker_id, cpf, punched_at, punched_offset, zone,
                       device_at, device_offset, received_at, recorded_at, collector, offline, trust, flags,
                       hash, content_hash, receipt)\
                """)) {
      for (var day : days) {
        for (var press : company.of(day)) {
          write(press, ledger, letters, punches);
        }
      }
      punches.end();
      letters.end();
      ledger.end();
      try (var head =
          ledger.connection.prepareStatement(
              "UPDATE counter SET last_nsr = ?, last_hash = ?, last_recorded_at = ?::timestamptz")) {
        head.setLong(1, nsr);
        head.setString(2, hash);
        head.setString(3, Instant.ofEpochMilli(recordedMillis).toString());
        head.executeUpdate();
      }
      punches.connection.commit();
      letters.connection.commit();
      ledger.connection.commit();
    }
  }

  private void write(CompanyDays.Press press, Copy ledger, Copy letters, Copy punches)
      throws SQLException {
    var person = people.get(press.worker());
    var at = Instant.ofEpochMilli(press.atMillis());
    recordedMillis = Math.max(recordedMillis, press.receivedMillis() + RECORDING_MILLIS);
    var received = Instant.ofEpochMilli(press.receivedMillis());
    var recorded = Instant.ofEpochMilli(recordedMillis);
    var receipt = receipts.next(press.receivedMillis());
    var collector = Collector.BROWSER;
    nsr++;
    var printed =
        new PunchLine(
                nsr,
                at.atOffset(CompanyDays.OFFSET),
                person.cpf(),
                recorded.atOffset(CompanyDays.OFFSET),
                collector.afdCode(),
                press.offline(),
                hash)
            .print();
    hash = printed.hash();
    int minutes = CompanyDays.OFFSET.getTotalSeconds() / 60;
    var trust = press.offline() ? Trust.DECLARED : Trust.CONFIRMED;
    ledger.row(establishment, nsr, employer, 7, recorded, printed.text());
    letters.row(receipt, employer, person.subject(), "worker", received, recorded, 1, 1, 0, 0);
    punches.row(
        employer,
        ids.next(press.atMillis()),
        establishment,
        nsr,
        person.id(),
        person.cpf(),
        at,
        minutes,
        CompanyDays.ZONE,
        at,
        minutes,
        received,
        recorded,
        collector.wire(),
        press.offline(),
        trust.wire(),
        "{}",
        "\\\\x" + hash,
        "\\\\x" + content(),
        receipt);
  }

  /** What stands for the hash of the content: as long, and as little to be compressed. */
  private String content() {
    var bytes = new byte[HASH_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** One table's COPY, on a connection of its own, so that the tables are written side by side. */
  private final class Copy implements AutoCloseable {
    private final Connection connection;
    private final CopyIn in;
    private final StringBuilder rows = new StringBuilder(2 * BUFFER_CHARS);

    /** Past row-level security, which COPY cannot do. */
    Copy(String columns) throws SQLException {
      connection = postgres.asSuperuser();
      connection.setAutoCommit(false);
      in =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY " + columns + " FROM STDIN");
    }

    void row(Object... values) throws SQLException {
      for (int i = 0; i < values.length; i++) {
        rows.append(values[i]).append(i + 1 < values.length ? '\t' : '\n');
      }
      if (rows.length() > BUFFER_CHARS) {
        send();
      }
    }

    void end() throws SQLException {
      send();
      in.endCopy();
    }

    private void send() throws SQLException {
      var bytes = rows.toString().getBytes(UTF_8);
      in.writeToCopy(bytes, 0, bytes.length);
      rows.setLength(0);
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
