package ponto.duty;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ponto.testing.Bakery;
import ponto.testing.SettableClock;
import ponto.testing.TestDatabase;

/** A clock in hand that is set, and what the ledger says of it. */
class DutyKeeperTest {
  private final TestDatabase database = TestDatabase.fresh();
  private final SettableClock clock = new SettableClock();
  private final AtomicLong elapsed = new AtomicLong();
  private final AtomicBoolean away = new AtomicBoolean();
  private final AtomicInteger heard = new AtomicInteger();

  @BeforeEach
  void enter() throws SQLException {
    Bakery.open(database, "11222333000181", 1, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private DutyKeeper keeper(Machine machine) {
    return keeper(new Server(UUID.randomUUID(), UUID.randomUUID(), machine));
  }

  private DutyKeeper keeper(Server server) {
    return new DutyKeeper(
        () -> {
          if (away.get()) {
            throw new SQLException("away", "08001");
          }
          return database.connectAs("ponto_duty");
        },
        clock,
        server,
        new StepWatch(clock, elapsed::get),
        heard::incrementAndGet);
  }

  private void passes(Duration time) {
    clock.advance(time);
    elapsed.addAndGet(time.toMillis());
  }

  private List<String> column(String sql) throws SQLException {
    var values = new ArrayList<String>();
    try (var report = database.connectAs("ponto_report");
        var rows = report.createStatement().executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  /** Before and after, of each record of type 4. */
  private List<String> adjustments() throws SQLException {
    return column(
        "SELECT substr(line, 22, 5) || ' ' || substr(line, 46, 5) FROM ledger WHERE type = 4 ORDER BY nsr");
  }

  @Test
  void a_step_either_way_is_an_adjustment_and_drift_is_none() throws SQLException {
    var keeper = keeper(new Machine("", ""));
    keeper.tick();
    passes(Duration.ofMinutes(10));
    clock.advance(Duration.ofSeconds(30));
    keeper.tick();
    assertThat(adjustments()).isEmpty();
    passes(Duration.ofMinutes(10));
    clock.advance(Duration.ofHours(1));
    keeper.tick();
    passes(Duration.ofMinutes(10));
    clock.advance(Duration.ofHours(-1));
    keeper.tick();
    passes(Duration.ofMinutes(10));
    keeper.tick();
    assertThat(adjustments()).containsExactly("08:20 09:20", "09:30 08:30");
    assertThat(heard).hasValue(2);
    assertThat(column("SELECT nsr FROM ledger ORDER BY nsr"))
        .containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void two_processes_of_a_machine_tell_a_step_once_and_two_machines_twice() throws SQLException {
    var one = keeper(new Machine("a", "b"));
    var other = keeper(new Machine("a", "b"));
    var elsewhere = keeper(new Machine("c", "d"));
    one.tick();
    other.tick();
    elsewhere.tick();
    clock.advance(Duration.ofMinutes(5));
    one.tick();
    passes(Duration.ofSeconds(7));
    other.tick();
    assertThat(adjustments()).hasSize(1);
    elsewhere.tick();
    assertThat(adjustments()).hasSize(2);
  }

  @Test
  void what_happens_while_the_database_is_away_is_told_when_it_is_back_and_interrupts_nothing()
      throws SQLException {
    var keeper = keeper(new Machine("a", "b"));
    keeper.tick();
    away.set(true);
    try (var connection = database.connect()) {
      connection
          .createStatement()
          .execute(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
    clock.advance(Duration.ofMinutes(2));
    keeper.keep(new TimeCheck(clock.instant(), Duration.ofMillis(-7), 2, 1, "a -7 ms; b silent"));
    keeper.tick();
    assertThat(adjustments()).isEmpty();
    away.set(false);
    keeper.tick();
    assertThat(adjustments()).containsExactly("08:00 08:02");
    assertThat(column("SELECT offset_millis || ' ' || asked || ' ' || answered FROM legal_time"))
        .containsExactly("-7 2 1");
    assertThat(column("SELECT count(*) FROM ledger WHERE type = 6")).containsExactly("1");
  }

  @Test
  void a_copy_of_the_data_folder_that_runs_too_is_taken_for_another_after_the_first_surprise()
      throws SQLException {
    var server = new Server(UUID.randomUUID(), UUID.randomUUID(), new Machine("", ""));
    var one = keeper(server);
    var copy = keeper(new Server(server.installation(), UUID.randomUUID(), new Machine("", "")));
    for (var round = 0; round < 4; round++) {
      one.tick();
      copy.tick();
    }
    assertThat(column("SELECT substr(line, 35, 2) FROM ledger WHERE type = 6 ORDER BY nsr"))
        .containsExactly("07", "08", "07");
    assertThat(column("SELECT count(*) FROM on_duty")).containsExactly("2");
  }

  @Test
  void asked_to_stop_it_leaves_duty() throws Exception {
    var keeper = keeper(new Machine("a", "b"));
    keeper.tick();
    var thread = Thread.ofPlatform().start(keeper);
    keeper.stop();
    thread.join(20_000);
    assertThat(column("SELECT substr(line, 35, 2) FROM ledger WHERE type = 6 ORDER BY nsr"))
        .containsExactly("07", "08");
    assertThat(column("SELECT count(*) FROM on_duty")).containsExactly("0");
  }

  @Test
  void a_pause_between_the_two_clocks_is_no_step() {
    var jumpy = new AtomicLong();
    var watch = new StepWatch(clock, () -> jumpy.getAndAdd(40_000));
    clock.advance(Duration.ofMinutes(1));
    assertThat(watch.look()).isEmpty();
  }

  @Test
  void the_machines_own_time_passes() {
    var before = new Elapsed().getAsLong();
    assertThat(new Elapsed().getAsLong()).isBetween(before, before + 60_000);
    assertThat(Instant.EPOCH).isBefore(clock.instant());
  }
}
