package ponto.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ponto.ledger.Ledger;
import ponto.postgres.Database;
import ponto.testing.Bakery;
import ponto.testing.Letters;
import ponto.testing.SettableClock;
import ponto.testing.TestDatabase;

/** A checker is worth what it finds: the real ledger's rows, then the same rows tampered with. */
class BooksTest {
  private static final int PUNCHES = 20;
  private static final List<UUID> ACCEPTED =
      IntStream.rangeClosed(1, PUNCHES).mapToObj(Letters::id).toList();

  private final SettableClock clock = new SettableClock();
  private final TestDatabase database = TestDatabase.fresh();
  private final Connection superuser = asSuperuser();
  private final Books books = new Books(superuser);

  BooksTest() throws SQLException {}

  @BeforeEach
  void twenty_punches_are_recorded() throws SQLException {
    var bakery = Bakery.open(database, "11222333000181", 2, clock);
    var now = clock.instant();
    var letters =
        IntStream.rangeClosed(1, PUNCHES)
            .mapToObj(number ->
                Letters.letter(
                    "receipt-" + number,
                    Letters.worker(bakery, 1 + number % 2),
                    now,
                    Letters.punch(number, now)))
            .toList();
    try (var recorder = Bakery.recorder(database)) {
      new Ledger(clock).record(recorder, letters);
    }
    assertThat(books.faults()).isEmpty();
    assertThat(books.missing(ACCEPTED)).isEmpty();
    assertThat(books.doubled()).isZero();
  }

  @AfterEach
  void close() throws SQLException {
    superuser.close();
    database.close();
  }

  @Test
  void the_sums_are_those_of_the_letters_and_the_rows() throws SQLException {
    assertThat(books.sums()).isEqualTo(new Books.Sums(PUNCHES, PUNCHES, PUNCHES, 0, 0, PUNCHES, 0));
    // A type 2, two type 5 and the punches.
    assertThat(books.lastNsrs()).isEqualTo(3 + PUNCHES);
    assertThat(books.awaitNsrs(3 + PUNCHES, Duration.ZERO)).isPositive();
    assertThatThrownBy(() -> books.awaitNsrs(4 + PUNCHES, Duration.ofMillis(20)))
        .isInstanceOf(SQLTimeoutException.class)
        .hasMessageContaining("23 of 24");
  }

  @Test
  void a_line_that_is_missing_is_a_gap_and_breaks_the_chain() throws SQLException {
    tamper("ledger", "DELETE FROM ledger WHERE nsr = 10");
    assertThat(books.faults())
        .hasSize(3)
        .anyMatch(fault -> fault.contains("counter at 23, 22 lines"))
        .anyMatch(fault -> fault.contains("-1 more punch lines than punches"))
        .anyMatch(fault -> fault.contains("the chain breaks at 11"));
  }

  @Test
  void a_line_that_was_altered_breaks_the_chain() throws SQLException {
    tamper(
        "ledger",
        "UPDATE ledger SET line = overlay(line PLACING '07:00' FROM 22 FOR 5) WHERE nsr = 10");
    assertThat(books.faults()).containsExactly("establishment 1: the chain breaks at 10");
  }

  @Test
  void the_last_line_that_is_missing_shows_at_the_counter() throws SQLException {
    tamper("ledger", "DELETE FROM ledger WHERE nsr = 23");
    assertThat(books.faults()).anyMatch(fault -> fault.contains("counter at 23, 22 lines"));
  }

  @Test
  void a_punch_that_was_accepted_and_has_no_row_is_missing() throws SQLException {
    tamper("punch", "DELETE FROM punch WHERE id = '" + Letters.id(5) + "'");
    assertThat(books.missing(ACCEPTED)).containsExactly(Letters.id(5));
    assertThat(books.faults()).anyMatch(fault -> fault.contains("the books do not balance"));
  }

  @Test
  void an_id_with_two_rows_is_doubled() throws SQLException {
    tamper(
        "punch",
        "UPDATE punch SET employer_id = 99, id = '%s' WHERE id = '%s'"
            .formatted(Letters.id(1), Letters.id(2)));
    assertThat(books.doubled()).isEqualTo(1);
  }

  /** What the product refuses even to its owner. */
  private void tamper(String table, String sql) throws SQLException {
    try (var statement = superuser.createStatement()) {
      statement.execute("ALTER TABLE " + table + " DISABLE TRIGGER append_only");
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }

  private Connection asSuperuser() throws SQLException {
    var superuser = TestDatabase.server().superuser();
    return new Database(database.jdbcUrl(), superuser.user(), superuser.password()).connect();
  }
}
