package ponto.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ponto.postgres.Database;
import ponto.testing.Bakery;
import ponto.testing.TestDatabase;

/** Every ledger begins with the employer and two workers, as the product writes them. */
class LedgerVerifierTest {
  private static final Instant NOW = Instant.parse("2026-10-01T10:00:30Z");

  private TestDatabase database;
  private Bakery bakery;
  private Connection recorder;

  @BeforeEach
  void open() throws SQLException {
    database = TestDatabase.fresh();
    bakery = Bakery.open(database, "11222333000181", 2, () -> NOW);
    // No role of the product may write what is to be found here.
    var superuser = TestDatabase.server().superuser();
    recorder = new Database(database.jdbcUrl(), superuser.user(), superuser.password()).connect();
    recorder.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    recorder.close();
    database.close();
  }

  /** The row that the product would write for the line. */
  private void append(String line) throws SQLException {
    var at = line.charAt(9) == '7' ? 46 : 10;
    var printed = line.substring(at, at + 22) + ":" + line.substring(at + 22, at + 24);
    append(Long.parseLong(line.substring(0, 9)), line.charAt(9) - '0', printed, line);
  }

  private void append(long nsr, int type, String recordedAt, String line) throws SQLException {
    try (var insert =
        recorder.prepareStatement(
            """
            INSERT INTO ledger (establishment_id, nsr, employer_id, type, recorded_at, line)
            VALUES (?, ?, ?, ?, ?, ?)
            """)) {
      insert.setLong(1, bakery.place().establishmentId());
      insert.setLong(2, nsr);
      insert.setLong(3, bakery.employerId());
      insert.setInt(4, type);
      insert.setObject(5, OffsetDateTime.parse(recordedAt));
      insert.setString(6, line);
      insert.executeUpdate();
    }
  }

  private void count(long nsr, String hash) throws SQLException {
    try (var update = recorder.prepareStatement("UPDATE counter SET last_nsr = ?, last_hash = ?")) {
      update.setLong(1, nsr);
      update.setString(2, hash);
      update.executeUpdate();
    }
  }

  /** What is found, each as NSR:field:rule; the ledger has so many records. */
  private List<String> findings(long records) throws SQLException {
    recorder.commit();
    var told = new ArrayList<String>();
    try (var reports = database.connectAs("ponto_report")) {
      LedgerVerifier.read(
          reports,
          new Report() {
            @Override
            public void begin(String subject) {
              assertThat(subject).isEqualTo("establishment " + bakery.place().establishmentId());
            }

            @Override
            public void found(Finding finding) {
              told.add(finding.nsr() + ":" + finding.field() + ":" + finding.rule().code());
            }

            @Override
            public void end(Verdict verdict) {
              assertThat(verdict.records()).isEqualTo(records);
            }
          },
          _ -> {});
    }
    return told;
  }

  private static List<String> punches(int count) {
    var text = new AfdText('P').after(3);
    for (var minute = 0; minute < count; minute++) {
      text.punch(minute);
    }
    return text.lines();
  }

  @Test
  void what_the_product_wrote_and_a_whole_chain_are_clean() throws SQLException {
    assertThat(findings(3)).isEmpty();
    for (var line : punches(3)) {
      append(line);
    }
    count(6, punches(3).getLast().substring(73));
    assertThat(findings(6)).isEmpty();
  }

  @Test
  void a_row_that_is_missing_in_the_middle_or_at_the_end_is_found() throws SQLException {
    var lines = punches(4);
    append(lines.get(0));
    append(lines.get(2));
    count(7, lines.get(3).substring(73));
    assertThat(findings(5)).containsExactly("6:1:nsr-gap", "6:8:chain", "0:0:ledger");
  }

  @Test
  void a_line_that_was_changed_is_found_by_its_hash_or_its_columns() throws SQLException {
    var lines = punches(2);
    append(lines.get(0).replace("52998224725", "39053344705"));
    append(9, 5, "2026-10-01T08:30:00-03:00", lines.get(1));
    count(5, lines.get(1).substring(73));
    assertThat(findings(5)).containsExactly("4:8:chain", "9:1:ledger", "9:2:ledger", "9:0:ledger");
  }

  @Test
  void another_last_hash_than_the_counters_is_found() throws SQLException {
    append(punches(1).getFirst());
    count(4, AfdText.ZEROS);
    assertThat(findings(4)).containsExactly("0:0:ledger");
  }
}
