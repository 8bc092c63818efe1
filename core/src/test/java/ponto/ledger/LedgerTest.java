package ponto.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ponto.testing.Letters.letter;
import static ponto.testing.Letters.punch;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.afd.PunchLine;
import ponto.inbox.Letter;
import ponto.testing.Bakery;
import ponto.testing.Letters;
import ponto.testing.SettableClock;
import ponto.testing.TestDatabase;

/** One transaction a batch, on the real database. */
class LedgerTest {
  private static final Instant NOW = SettableClock.MORNING;

  private final SettableClock clock = new SettableClock();
  private final Ledger ledger = new Ledger(clock);
  private TestDatabase database = TestDatabase.fresh();
  private Bakery bakery;
  private Connection connection;

  LedgerTest() throws SQLException {
    bakery = Bakery.open(database, "11222333000181", 3, clock);
    connection = Bakery.recorder(database);
  }

  @BeforeEach
  void nothing_is_recorded_but_the_roster() throws SQLException {
    assertThat(column("SELECT type FROM ledger ORDER BY nsr")).containsExactly("2", "5", "5", "5");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    database.close();
  }

  @Test
  void a_punch_becomes_a_row_a_line_and_a_letter() throws SQLException {
    var tally = record(letter("r1", worker(1), NOW, punch(1, NOW.minusMillis(250))));

    assertThat(tally.recorded()).isEqualTo(1);
    assertThat(column("SELECT line FROM ledger WHERE type = 7"))
        .containsExactly(
            new PunchLine(
                    5,
                    NOW.atZone(Bakery.SAO_PAULO).toOffsetDateTime(),
                    bakery.worker(1),
                    NOW.atZone(Bakery.SAO_PAULO).toOffsetDateTime(),
                    2,
                    false,
                    PunchLine.GENESIS)
                .text());
    assertThat(
            column(
                "SELECT concat_ws(' ', nsr, cpf, punched_at = received_at, offline, trust, flags, receipt) FROM punch"))
        .containsExactly("5 " + bakery.worker(1) + " t f confirmed {} r1");
    assertThat(books()).containsExactly("r1 1 1 0 0");
    assertThat(column("SELECT source FROM evidence")).containsExactly("127.0.0.1");
  }

  @Test
  void a_punch_that_arrives_twice_is_recorded_once() throws SQLException {
    var punch = punch(1, NOW);
    record(letter("r1", worker(1), NOW, punch));
    clock.advance(Duration.ofHours(1));
    var again = record(letter("r2", worker(1), NOW.plusSeconds(3600), punch));

    assertThat(again.repeated()).isEqualTo(1);
    assertThat(column("SELECT punched_at = received_at FROM punch")).containsExactly("t");
    assertThat(books()).containsExactly("r1 1 1 0 0", "r2 1 0 1 0");
  }

  @Test
  void the_same_id_twice_in_one_letter_is_a_repeat() throws SQLException {
    var tally = record(letter("r1", worker(1), NOW, punch(1, NOW), punch(1, NOW)));
    assertThat(tally.recorded()).isEqualTo(1);
    assertThat(tally.repeated()).isEqualTo(1);
  }

  @Test
  void what_does_not_count_as_content_makes_no_conflict() throws SQLException {
    record(letter("r1", worker(1), NOW, punch(1, NOW, ",\"offline\":false")));
    var again =
        record(
            letter(
                "r2",
                worker(1),
                NOW,
                punch(1, NOW, ",\"offline\":true,\"evidence\":{\"device\":\"x\"}")));
    assertThat(again.repeated()).isEqualTo(1);
  }

  @Test
  void a_letter_delivered_again_is_not_read_again() throws SQLException {
    var letter = letter("r1", worker(1), NOW, punch(1, NOW));
    record(letter);
    var again = record(letter, letter);
    assertThat(again.redelivered()).isEqualTo(2);
    assertThat(again.punches()).isZero();
    assertThat(books()).containsExactly("r1 1 1 0 0");
  }

  @Test
  void the_same_id_with_other_content_is_set_aside_and_never_overwrites() throws SQLException {
    record(letter("r1", worker(1), NOW, punch(1, NOW)));
    var other = record(letter("r2", worker(1), NOW, punch(1, NOW.minusSeconds(1)), punch(2, NOW)));

    assertThat(other.setAside()).isEqualTo(1);
    assertThat(other.recorded()).isEqualTo(1);
    assertThat(column("SELECT concat_ws(' ', reason, receipt, index, punch_id) FROM set_aside"))
        .containsExactly("conflict r2 0 " + Letters.id(1));
    assertThat(column("SELECT body IS NOT NULL FROM letter ORDER BY receipt"))
        .containsExactly("f", "t");
    assertThat(
            column(
                "SELECT device_at = '" + NOW + "' FROM punch WHERE id = '" + Letters.id(1) + "'"))
        .containsExactly("t");
  }

  @Test
  void a_conflict_within_one_batch_is_set_aside_too() throws SQLException {
    var tally =
        record(
            letter("r1", worker(1), NOW, punch(1, NOW)),
            letter("r2", worker(2), NOW, punch(1, NOW)));
    assertThat(tally.recorded()).isEqualTo(1);
    assertThat(tally.setAside()).isEqualTo(1);
  }

  @Test
  void the_same_doubt_is_kept_once() throws SQLException {
    var body = punch(1, NOW, ",\"worker\":\"52998224725\"");
    var first = record(letter("r1", collector(), NOW, body), letter("r2", collector(), NOW, body));
    var second = record(letter("r3", collector(), NOW, body));
    assertThat(List.of(first.setAside(), first.repeated(), second.repeated()))
        .containsExactly(1, 1, 1);
    assertThat(column("SELECT reason FROM set_aside")).containsExactly("unknown-worker");
    assertThat(books()).containsExactly("r1 1 0 0 1", "r2 1 0 1 0", "r3 1 0 1 0");
  }

  @Test
  void a_punch_set_aside_is_recorded_when_it_comes_again_and_can_be_right() throws SQLException {
    var body = punch(1, NOW, ",\"worker\":\"" + Bakery.cpf(9) + "\"");
    record(letter("r1", collector(), NOW, body));
    try (var roster = database.connectAs("ponto_roster")) {
      roster.setAutoCommit(false);
      ponto.access.Tenant.speakFor(roster, bakery.employerId());
      new Registrar(clock)
          .enter(
              roster,
              bakery.place(),
              List.of(new Registrar.NewWorker(Bakery.cpf(9), "New", null, null, Bakery.ADMITTED)));
      roster.commit();
    }
    assertThat(record(letter("r2", collector(), NOW, body)).recorded()).isEqualTo(1);
  }

  @Test
  void everything_else_of_a_letter_is_recorded_beside_what_cannot_be() throws SQLException {
    var good = punch(1, NOW, ",\"worker\":\"" + bakery.worker(1) + "\"");
    var tally =
        record(
            letter(
                "r1",
                collector(),
                NOW,
                punch(2, NOW, ",\"worker\":\"" + bakery.worker(1).replaceFirst("..$", "00") + "\""),
                good,
                punch(3, NOW, ",\"badge\":\"C2\""),
                punch(4, NOW, ",\"registration\":\"M3\""),
                punch(5, NOW, ",\"badge\":\"C2\",\"registration\":\"M2\""),
                punch(6, NOW),
                "{\"id\":\""
                    + Letters.id(7)
                    + "\",\"at\":\"2026-02-30T08:00:00-03:00\",\"zone\":\"America/Sao_Paulo\",\"collector\":\"kiosk\",\"badge\":\"C1\"}",
                "{\"id\":\""
                    + Letters.id(8)
                    + "\",\"at\":\"1970-01-01T00:00:00Z\",\"zone\":\"America/Sao_Paulo\",\"collector\":\"kiosk\",\"badge\":\"C1\"}",
                "{\"id\":\""
                    + Letters.id(9)
                    + "\",\"at\":\"2026-11-23T08:00:00-03:00\",\"zone\":\"America/Nowhere\",\"collector\":\"kiosk\",\"badge\":\"C1\"}",
                "{\"id\":\""
                    + Letters.id(10)
                    + "\",\"id\":\""
                    + Letters.id(11)
                    + "\",\"at\":\"2026-11-23T08:00:00-03:00\",\"zone\":\"America/Sao_Paulo\",\"collector\":\"kiosk\",\"badge\":\"C1\"}",
                punch(12, NOW, ",\"worker\":\"52998224725\"")));
    assertThat(tally.recorded()).isEqualTo(3);
    assertThat(column("SELECT reason FROM set_aside ORDER BY index"))
        .containsExactly(
            "invalid-cpf",
            "not-permitted",
            "not-permitted",
            "invalid-instant",
            "instant-out-of-range",
            "unknown-zone",
            "duplicate-key",
            "unknown-worker");
    assertThat(column("SELECT raw FROM set_aside WHERE index = 5")).containsExactly(punch(6, NOW));
  }

  @Test
  void who_may_not_punch_is_set_aside_whatever_the_body_says() throws SQLException {
    var someone = ",\"worker\":\"" + bakery.worker(2) + "\"";
    record(
        letter("r1", worker(1), NOW, punch(1, NOW, someone)),
        letter("r2", as(Role.AUDITOR), NOW, punch(2, NOW)),
        letter("r3", as(Role.ADMIN), NOW, punch(3, NOW, someone)),
        letter("r4", as(Role.HR), NOW, punch(4, NOW)));
    assertThat(column("SELECT receipt || ' ' || reason FROM set_aside ORDER BY receipt"))
        .containsExactly(
            "r1 not-permitted", "r2 not-permitted", "r3 not-permitted", "r4 not-permitted");
    assertThat(
            record(
                    letter(
                        "r5",
                        worker(1),
                        NOW,
                        punch(5, NOW, ",\"worker\":\"" + bakery.worker(1) + "\"")))
                .recorded())
        .isEqualTo(1);
  }

  @Test
  void a_worker_whom_only_another_employer_has_is_as_unknown_as_any() throws SQLException {
    var other = Bakery.open(database, "12ABC34501DE35", 9, clock);
    var foreign = punch(1, NOW, ",\"worker\":\"" + other.worker(9) + "\"");
    var unknown = punch(2, NOW, ",\"worker\":\"52998224725\"");
    record(letter("r1", collector(), NOW, foreign, unknown));
    assertThat(column("SELECT DISTINCT reason || detail FROM set_aside")).hasSize(1);
  }

  @Test
  void two_employers_in_one_batch_have_ledgers_of_their_own_and_may_use_the_same_id()
      throws SQLException {
    var other = Bakery.open(database, "12ABC34501DE35", 1, clock);
    var tally =
        record(
            letter("r1", worker(1), NOW, punch(1, NOW)),
            letter("r2", Letters.worker(other, 1), NOW, punch(1, NOW)));
    assertThat(tally.recorded()).isEqualTo(2);
    assertThat(column("SELECT nsr FROM punch ORDER BY employer_id")).containsExactly("5", "3");
  }

  @Test
  void a_body_that_is_no_letter_is_kept_whole() throws SQLException {
    var tally =
        record(
            Letters.whole("r1", worker(1), NOW, null, "{\"punches\":[}"),
            Letters.whole("r2", worker(1), NOW, null, "\0"));
    assertThat(tally.setAside()).isEqualTo(2);
    assertThat(column("SELECT index || ' ' || raw FROM set_aside ORDER BY receipt"))
        .containsExactly("-1 {\"punches\":[}", "-1 \\u0000");
  }

  @Test
  void recorded_at_never_runs_backwards_along_the_nsr() throws SQLException {
    record(letter("r1", worker(1), NOW, punch(1, NOW)));
    clock.set(NOW.minusSeconds(600));
    record(letter("r2", worker(1), NOW, punch(2, NOW)));
    assertThat(column("SELECT DISTINCT recorded_at = '" + NOW + "' FROM ledger WHERE type = 7"))
        .containsExactly("t");
  }

  @Test
  void the_chain_goes_on_over_batches_and_recorders() throws SQLException {
    record(letter("r1", worker(1), NOW, punch(1, NOW), punch(2, NOW)));
    try (var second = Bakery.recorder(database)) {
      ledger.record(second, List.of(letter("r2", worker(2), NOW, punch(3, NOW))));
    }
    var previous = PunchLine.GENESIS;
    for (var line : column("SELECT line FROM ledger WHERE type = 7 ORDER BY nsr")) {
      assertThat(line.substring(73)).isEqualTo(Chains.hash(line.substring(0, 73) + previous));
      previous = line.substring(73);
    }
    assertThat(column("SELECT last_nsr || ' ' || last_hash FROM counter"))
        .containsExactly("7 " + previous);
  }

  @Test
  void an_unfinished_batch_leaves_nothing_behind() throws SQLException {
    try (var breaker = database.connect();
        var statement = breaker.createStatement()) {
      statement.execute("ALTER TABLE counter ADD CONSTRAINT broken CHECK (last_nsr < 5)");
    }
    assertThatThrownBy(() -> record(letter("r1", worker(1), NOW, punch(1, NOW))))
        .isInstanceOf(SQLException.class);
    assertThat(column("SELECT receipt FROM letter UNION ALL SELECT receipt FROM punch")).isEmpty();
  }

  @Test
  void without_an_update_policy_the_recorder_refuses_instead_of_locking_nothing()
      throws SQLException {
    try (var owner = database.connect();
        var statement = owner.createStatement()) {
      statement.execute("DROP POLICY recorder ON counter");
      statement.execute(
          "CREATE POLICY reading ON counter FOR SELECT TO ponto_recorder USING (true)");
    }
    assertThatThrownBy(() -> record(letter("r1", worker(1), NOW, punch(1, NOW))))
        .hasMessageContaining("locked 0 ledger heads of 1");
  }

  @Test
  void near_punches_are_kept_both_and_the_later_is_flagged() throws SQLException {
    record(letter("r1", worker(1), NOW, punch(1, NOW)));
    clock.advance(Duration.ofSeconds(59));
    var later = NOW.plusSeconds(59);
    record(
        letter("r2", worker(1), later, punch(2, later)),
        letter("r3", worker(2), later, punch(3, later)));
    assertThat(column("SELECT flags FROM punch ORDER BY nsr"))
        .containsExactly("{}", "{near-another}", "{}");
  }

  @Test
  void an_off_line_punch_keeps_the_devices_instant_and_says_so() throws SQLException {
    var pressed = NOW.minus(Duration.ofHours(1));
    record(letter("r1", worker(1), NOW, punch(1, pressed)));
    assertThat(
            column(
                "SELECT concat_ws(' ', punched_at = '"
                    + pressed
                    + "', offline, trust, flags) FROM punch"))
        .containsExactly("t t declared {}");
    assertThat(
            column("SELECT substr(line, 11, 24) || substr(line, 73, 1) FROM ledger WHERE type = 7"))
        .containsExactly("2026-11-23T07:00:00-03001");
  }

  @Test
  void seconds_are_cut_and_printed_offsets_come_from_the_zone() throws SQLException {
    var at = Instant.parse("2026-11-23T11:01:59.999Z");
    clock.set(at);
    record(
        letter(
            "r1",
            worker(1),
            at,
            "{\"id\":\"%s\",\"at\":\"2026-11-23T13:01:59.999+02:00\",\"zone\":\"America/Manaus\",\"collector\":\"app\"}"
                .formatted(Letters.id(1))));
    assertThat(
            column(
                "SELECT substr(line, 11, 24) || ' ' || substr(line, 47, 26) FROM ledger WHERE type = 7"))
        .containsExactly("2026-11-23T07:01:00-0400 2026-11-23T08:01:00-030001");
    assertThat(
            column(
                "SELECT flags || ' ' || punched_offset || ' ' || device_offset FROM (SELECT flags::text, punched_offset, device_offset FROM punch) p"))
        .containsExactly("{offset-differs} -240 120");
  }

  private Tally record(Letter... letters) throws SQLException {
    return ledger.record(connection, List.of(letters));
  }

  private List<String> books() throws SQLException {
    return column(
        "SELECT concat_ws(' ', receipt, punches, recorded, repeated, set_aside) FROM letter ORDER BY receipt");
  }

  private Principal worker(int number) {
    return Letters.worker(bakery, number);
  }

  private Principal collector() {
    return Letters.collector(bakery);
  }

  private Principal as(Role role) {
    return new Principal("someone", bakery.employerId(), role, null, false);
  }

  /** The first column as the recorder sees it: all employers. */
  private List<String> column(String sql) throws SQLException {
    return Chains.column(database, sql);
  }
}
