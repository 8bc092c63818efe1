package ponto.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static ponto.testing.Letters.letter;
import static ponto.testing.Letters.punch;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ponto.access.Tenant;
import ponto.audit.Audit;
import ponto.ledger.Ledger;
import ponto.postgres.Database;
import ponto.roster.EmployerSettings;
import ponto.roster.EvidenceRetention;
import ponto.testing.Bakery;
import ponto.testing.Letters;
import ponto.testing.SettableClock;
import ponto.testing.TestDatabase;

/** What becomes of evidence in time, on the real database and with a clock in hand. */
class EvidenceKeeperTest {
  private static final Instant NOW = SettableClock.MORNING;
  private static final int DAYS = 60;

  private final SettableClock clock = new SettableClock();
  private final TestDatabase database = TestDatabase.fresh();
  private final Bakery bakery;
  private final AtomicLong told = new AtomicLong();
  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicBoolean idle = new AtomicBoolean(true);
  private final AtomicInteger connected = new AtomicInteger();
  private final EvidenceKeeper keeper =
      new EvidenceKeeper(
          () -> {
            connected.incrementAndGet();
            return database.connectAs("ponto_keeper");
          },
          clock,
          idle::get,
          new EvidenceKeeper.Listener() {
            @Override
            public void erased(long pieces) {
              told.addAndGet(pieces);
            }

            @Override
            public void finished() {
              finished.incrementAndGet();
            }
          });

  EvidenceKeeperTest() throws SQLException {
    bakery = Bakery.open(database, "11222333000181", 2, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void decide(Bakery employer, EvidenceRetention retention) throws SQLException {
    Tenant.speakingFor(
        employer.employerId(),
        () -> database.connectAs("ponto_api"),
        connection -> {
          EmployerSettings.decide(connection, employer.employerId(), retention);
          return retention;
        });
  }

  /** Records one punch of this number that arrives now. */
  private void record(Bakery employer, int number) throws SQLException {
    try (var connection = Bakery.recorder(database)) {
      record(connection, employer, number);
    }
  }

  private void record(Connection recorder, Bakery employer, int number) throws SQLException {
    var at = clock.instant();
    new Ledger(clock)
        .record(
            recorder,
            List.of(
                letter(
                    "r" + employer.employerId() + "-" + number,
                    Letters.worker(employer, 1),
                    at,
                    punch(number, at, ",\"evidence\":{\"device\":\"d\"}"))));
  }

  private Connection superuser() throws SQLException {
    Database superuser = TestDatabase.server().superuser();
    return DriverManager.getConnection(database.jdbcUrl(), superuser.user(), superuser.password());
  }

  private List<String> column(String sql) throws SQLException {
    try (var connection = superuser();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  private void execute(String sql) throws SQLException {
    try (var connection = superuser();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static final String AUDITED =
      "SELECT concat_ws(' ', employer_id, subject, action, about, detail) FROM audit ORDER BY employer_id, number";

  private String line(Bakery employer, int erased) {
    return employer.employerId()
        + " ponto expire-evidence employer {\"erased\":%d,\"retentionDays\":%d}"
            .formatted(erased, DAYS);
  }

  @Test
  void what_has_expired_goes_with_a_line_in_the_audit_and_everything_else_stays() throws Exception {
    var other = Bakery.open(database, "11444777000161", 1, clock);
    decide(bakery, new EvidenceRetention(DAYS));
    decide(other, EvidenceRetention.FOR_GOOD);
    record(bakery, 1);
    record(other, 2);
    clock.advance(Duration.ofMillis(1));
    record(bakery, 3);
    clock.set(NOW.plus(Duration.ofDays(DAYS)));
    assertThat(keeper.expire()).as("on the last day").isZero();
    clock.advance(Duration.ofMillis(1));

    assertThat(keeper.expire()).isEqualTo(1);

    assertThat(column("SELECT punch_id FROM evidence ORDER BY 1"))
        .containsExactly(Letters.id(2).toString(), Letters.id(3).toString());
    assertThat(column("SELECT id FROM punch ORDER BY 1")).hasSize(3);
    assertThat(column("SELECT count(*) FROM ledger WHERE type = 7")).containsExactly("3");
    assertThat(column(AUDITED)).containsExactly(line(bakery, 1));
    assertThat(keeper.expire()).isZero();
    assertThat(column(AUDITED)).as("nothing done, nothing to tell").hasSize(1);
    assertThat(told).hasValue(1);
    assertThat(finished).hasValue(3);
    var whole =
        Tenant.speakingFor(
            bakery.employerId(),
            () -> database.connectAs("ponto_api"),
            connection -> Audit.verify(connection, bakery.employerId()));
    assertThat(whole).isEmpty();
  }

  @Test
  void while_nobody_has_set_a_period_nothing_goes_however_old() throws Exception {
    record(bakery, 1);
    clock.advance(Duration.ofDays(20_000));
    assertThat(keeper.expire()).isZero();
    assertThat(column("SELECT count(*) FROM evidence")).containsExactly("1");
    assertThat(column(AUDITED)).isEmpty();
  }

  /** As many pieces as are said, a second apart, the oldest two days before the limit. */
  private void fill(int pieces) throws SQLException {
    execute(
        """
        INSERT INTO evidence (employer_id, punch_id, source, received_at)
        SELECT %d, gen_random_uuid(), '', '%s'::timestamptz - interval '%d days' + n * interval '1 second'
        FROM generate_series(1, %d) AS n
        """
            .formatted(bakery.employerId(), NOW, DAYS + 2, pieces));
  }

  @Test
  void a_run_goes_in_steps_of_bounded_size_over_what_others_keep_too() throws Exception {
    var pieces = 2 * Expiry.STEP_ROWS + 1;
    var other = Bakery.open(database, "11444777000161", 1, clock);
    decide(bakery, new EvidenceRetention(DAYS));
    fill(pieces);
    execute(
        "INSERT INTO evidence (employer_id, punch_id, source, received_at) SELECT "
            + other.employerId()
            + ", gen_random_uuid(), '', received_at FROM evidence");
    try (var connection = database.connectAs("ponto_keeper")) {
      var expiry = new Expiry(connection, clock);
      var steps = new ArrayList<Long>();
      for (var step = expiry.step(); step.isPresent(); step = expiry.step()) {
        steps.add(step.get());
      }
      assertThat(steps).allMatch(erased -> erased <= Expiry.STEP_ROWS);
      assertThat(steps.stream().mapToLong(Long::longValue).sum()).isEqualTo(pieces);
    }
    assertThat(column("SELECT DISTINCT employer_id FROM evidence"))
        .containsExactly(Long.toString(other.employerId()));
  }

  @Test
  void what_a_run_removed_before_it_was_cut_off_is_told_by_the_next() throws Exception {
    decide(bakery, new EvidenceRetention(DAYS));
    fill(Expiry.STEP_ROWS + 7);
    try (var connection = database.connectAs("ponto_keeper")) {
      assertThat(new Expiry(connection, clock).step()).contains((long) Expiry.STEP_ROWS);
    }
    assertThat(column(AUDITED)).isEmpty();
    assertThat(keeper.expire()).isEqualTo(7);
    assertThat(column(AUDITED)).containsExactly(line(bakery, Expiry.STEP_ROWS), line(bakery, 7));
  }

  @Test
  void of_several_processes_one_runs() throws Exception {
    decide(bakery, new EvidenceRetention(DAYS));
    fill(3);
    try (var elsewhere = database.connectAs("ponto_keeper")) {
      assertThat(new Expiry(elsewhere, clock).takeLease()).isTrue();
      assertThat(keeper.expire()).isZero();
      assertThat(column("SELECT count(*) FROM evidence")).containsExactly("3");
    }
    assertThat(keeper.expire()).as("the lease ends with its connection").isEqualTo(3);
  }

  @Test
  void a_recorder_records_while_the_keeper_is_in_the_middle_of_a_step() throws Exception {
    decide(bakery, new EvidenceRetention(DAYS));
    fill(3);
    try (var connection = database.connectAs("ponto_keeper");
        var recorder = Bakery.recorder(database)) {
      connection.setAutoCommit(false);
      assertThat(new Expiry(connection, clock).step()).contains(3L);
      try (var statement = recorder.createStatement()) {
        // Whoever waited for the keeper would fail here instead of for ever.
        statement.execute("SET lock_timeout = '2s'");
      }
      record(recorder, bakery, 1);
      connection.commit();
    }
    assertThat(column("SELECT punch_id FROM evidence")).containsExactly(Letters.id(1).toString());
  }

  @Test
  void it_rests_while_there_is_something_more_urgent_works_when_woken_and_stops_when_told()
      throws Exception {
    decide(bakery, new EvidenceRetention(DAYS));
    fill(3);
    idle.set(false);
    var thread = Thread.ofPlatform().start(keeper);
    keeper.wake();
    until(() -> connected.get() == 1);
    assertThat(column("SELECT count(*) FROM evidence")).containsExactly("3");
    idle.set(true);
    until(() -> finished.get() == 1);
    assertThat(column("SELECT count(*) FROM evidence")).containsExactly("0");
    keeper.stop();
    assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
  }

  private static void until(java.util.function.BooleanSupplier so) {
    var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!so.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void evidence_from_before_the_migration_counts_from_its_punchs_arrival() throws Exception {
    var name = "evidence_before";
    TestDatabase.server().createDatabase(name, "ponto");
    var old = TestDatabase.server().database(name);
    var flyway =
        org.flywaydb.core.Flyway.configure()
            .dataSource(old.jdbcUrl(), old.user(), old.password())
            .locations("classpath:db");
    flyway.target("14?").load().migrate();
    var superuser = TestDatabase.server().superuser();
    try (var connection =
            DriverManager.getConnection(old.jdbcUrl(), superuser.user(), superuser.password());
        var statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO punch SELECT 1, '%1$s', 1, 1, 1, '', '%2$s', 0, '', '%2$s', 0, '%2$s', '%2$s', 'browser', false,
                                   '', '{}', '', '', 'r';
          INSERT INTO evidence (employer_id, punch_id, source) VALUES (1, '%1$s', '')
          """
              .formatted(Letters.id(1), NOW));
      flyway.target("latest").load().migrate();
      try (var row = statement.executeQuery("SELECT received_at FROM evidence")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getTimestamp(1).toInstant()).isEqualTo(NOW);
      }
      try (var row =
          statement.executeQuery(
              "SELECT bool_and(relforcerowsecurity) FROM pg_class WHERE relname IN ('evidence', 'punch')")) {
        assertThat(row.next() && row.getBoolean(1)).as("forced again").isTrue();
      }
    }
  }
}
