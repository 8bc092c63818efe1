package ponto.duty;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import ponto.ledger.Ledger;
import ponto.testing.Bakery;
import ponto.testing.Letters;
import ponto.testing.SettableClock;
import ponto.testing.TestDatabase;
import ponto.verify.Finding;
import ponto.verify.LedgerVerifier;
import ponto.verify.Report;
import ponto.verify.Verdict;

/** A database with two employers, and servers that come and go. */
abstract class LeaseBed {
  static final String DOCUMENT = "11222333000181";
  static final Machine MACHINE = new Machine("machine", "boot 1");

  final TestDatabase database = TestDatabase.fresh();
  final SettableClock clock = new SettableClock();
  final Lease lease = new Lease(clock);

  @SuppressWarnings("NullAway.Init") // By JUnit.
  Bakery bakery;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  Connection duty;

  @BeforeEach
  void enter() throws SQLException {
    bakery = Bakery.open(database, DOCUMENT, 2, clock);
    Bakery.open(database, "44555666000181", 1, clock);
    duty = database.connectAs("ponto_duty");
    clock.advance(Duration.ofHours(1));
  }

  @AfterEach
  void close() throws SQLException {
    duty.close();
    database.close();
  }

  static Server server() {
    return new Server(UUID.randomUUID(), UUID.randomUUID(), MACHINE);
  }

  /** Another start of the same data folder. */
  static Server again(Server server, Machine machine) {
    return new Server(server.installation(), UUID.randomUUID(), machine);
  }

  /** The codes and minutes of the first establishment's events; all the others' are the same. */
  final List<String> events() throws SQLException {
    var told =
        column(
            """
            SELECT string_agg(substr(line, 35, 2) || ' ' || substr(line, 22, 5), ',' ORDER BY nsr)
            FROM ledger WHERE type = 6 GROUP BY establishment_id
            """);
    assertThat(told.stream().distinct().count()).isLessThanOrEqualTo(1);
    assertThat(told.size()).isIn(0, 2);
    verify();
    return told.isEmpty() ? List.of() : List.of(told.getFirst().split(",", -1));
  }

  final List<String> column(String sql) throws SQLException {
    var values = new ArrayList<String>();
    try (var report = database.connectAs("ponto_report");
        var rows = report.createStatement().executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  /** NSR, CRC, hashes and rows, by code that shares nothing with the writer. */
  final void verify() throws SQLException {
    try (var report = database.connectAs("ponto_report")) {
      LedgerVerifier.read(
          report,
          new Report() {
            @Override
            public void begin(String subject) {}

            @Override
            public void found(Finding finding) {
              throw new AssertionError(finding.toString());
            }

            @Override
            public void end(Verdict verdict) {}
          },
          _ -> {});
    }
    assertThat(
            column(
                """
                SELECT nsr FROM (SELECT nsr, recorded_at < lag(recorded_at)
                  OVER (PARTITION BY establishment_id ORDER BY nsr) AS back FROM ledger) l WHERE back
                """))
        .isEmpty();
  }

  /** The last beat of everybody was then. */
  final void seen(Instant at) throws SQLException {
    try (var update = duty.prepareStatement("UPDATE on_duty SET beat_at = ?::timestamptz")) {
      update.setString(1, at.toString());
      update.executeUpdate();
    }
  }

  final void punch(long number, Instant at) throws SQLException {
    try (var recorder = Bakery.recorder(database)) {
      new Ledger(clock)
          .record(
              recorder,
              List.of(
                  Letters.letter(
                      "r" + number, Letters.worker(bakery, 1), at, Letters.punch(number, at))));
    }
  }
}
