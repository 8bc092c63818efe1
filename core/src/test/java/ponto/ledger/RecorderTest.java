package ponto.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static ponto.testing.Letters.letter;
import static ponto.testing.Letters.punch;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import ponto.access.Connections;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Letter;
import ponto.testing.Bakery;
import ponto.testing.Letters;
import ponto.testing.MemoryInbox;
import ponto.testing.SettableClock;
import ponto.testing.TestDatabase;

/**
 * The loop around the ledger: throttled, patient with the database, strict with what cannot be
 * recorded.
 */
class RecorderTest {
  private static final Instant NOW = SettableClock.MORNING;
  private static final Duration SOON = Duration.ofSeconds(20);

  private final SettableClock clock = new SettableClock();
  private final TestDatabase database = TestDatabase.fresh();
  private final Bakery bakery = Bakery.open(database, "11222333000181", 10, clock);
  private final MemoryInbox inbox = new MemoryInbox(clock);
  private final ConcurrentLinkedQueue<Tally> tallies = new ConcurrentLinkedQueue<>();
  private final List<Recorder> recorders = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  RecorderTest() throws SQLException {}

  @AfterEach
  void close() throws InterruptedException {
    recorders.forEach(Recorder::stop);
    for (var thread : threads) {
      assertThat(thread.join(SOON)).isTrue();
    }
    inbox.close();
    database.close();
  }

  @Test
  void two_recorders_and_two_thousand_letters_lose_none_double_none_and_leave_no_gap()
      throws Exception {
    var random = new SplittableRandom(1);
    for (var number = 0; number < 2_000; number++) {
      // Every tenth is a repeat of an earlier one under a receipt of its own.
      var punch = number % 10 == 9 ? random.nextInt(number) : number;
      inbox.put(
          letter("r" + number, Letters.worker(bakery, 1 + punch % 10), NOW, punch(punch, NOW)));
    }
    start(2, () -> Bakery.recorder(database));
    awaitEmpty();
    assertThat(sum("punches")).isEqualTo(2_000);
    assertThat(Chains.verify(database)).isEqualTo(sum("recorded"));
    assertThat(column("SELECT count(*) FROM punch"))
        .containsExactly(Integer.toString(sum("recorded")));
    assertThat(tallies.stream().mapToInt(Tally::punches).sum()).isEqualTo(2_000);
    assertThat(
            column(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%counter%' AND pid <> pg_backend_pid()"))
        .allSatisfy(count -> assertThat(Integer.parseInt(count)).isLessThanOrEqualTo(2));
  }

  @RepeatedTest(10) // The repetition is the seed.
  void any_mix_of_repeats_conflicts_and_doubts_balances_under_races(RepetitionInfo run)
      throws Exception {
    var random = new SplittableRandom(run.getCurrentRepetition());
    for (var number = 0; number < 120; number++) {
      var punches = new ArrayList<String>();
      for (var item = 0; item <= random.nextInt(8); item++) {
        var id = random.nextInt(60);
        var at = random.nextInt(20) == 0 ? NOW.minusSeconds(5) : NOW;
        var whom = random.nextInt(15) == 0 ? "52998224725" : bakery.worker(1 + id % 10);
        punches.add(punch(id, at, ",\"worker\":\"" + whom + "\""));
      }
      var receipt = "r" + random.nextInt(110);
      inbox.put(
          Letters.whole(receipt, Letters.collector(bakery), NOW, null, Letters.body(punches)));
    }
    start(3, () -> Bakery.recorder(database));
    awaitEmpty();
    assertThat(inbox.deadCount()).isZero();
    assertThat(column("SELECT count(*) FROM punch"))
        .containsExactly(Integer.toString(sum("recorded")));
    assertThat(column("SELECT count(*) FROM set_aside"))
        .containsExactly(Integer.toString(sum("set_aside")));
    assertThat(tallies.stream().mapToInt(Tally::punches).sum()).isEqualTo(sum("punches"));
    Chains.verify(database);
  }

  @Test
  void connections_that_are_cut_in_the_middle_lose_nothing() throws Exception {
    start(2, () -> Bakery.recorder(database));
    try (var killer = TestDatabase.server().superuser().connect();
        var kill =
            killer.prepareStatement(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?")) {
      kill.setString(1, database.jdbcUrl().replaceFirst(".*/([^/?]+).*", "$1"));
      for (var number = 0; number < 600; number++) {
        inbox.put(
            letter("r" + number, Letters.worker(bakery, 1 + number % 10), NOW, punch(number, NOW)));
        if (number % 100 == 50) {
          kill.execute();
        }
      }
    }
    awaitEmpty();
    assertThat(sum("recorded")).isEqualTo(600);
    assertThat(Chains.verify(database)).isEqualTo(600);
  }

  @Test
  void while_the_database_is_away_letters_wait_and_are_recorded_when_it_returns() throws Exception {
    var away = new AtomicBoolean(true);
    var asked = new CountDownLatch(2);
    start(
        1,
        () -> {
          asked.countDown();
          if (away.get()) {
            throw new SQLTransientConnectionException("away", "08001");
          }
          return Bakery.recorder(database);
        });
    inbox.put(letter("r1", Letters.worker(bakery, 1), NOW, punch(1, NOW)));
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(column("SELECT receipt FROM letter")).isEmpty();
    away.set(false);
    awaitEmpty();
    assertThat(column("SELECT receipt FROM letter")).containsExactly("r1");
    assertThat(inbox.deadCount()).isZero();
  }

  @Test
  void a_letter_that_breaks_the_statement_is_buried_and_its_neighbours_are_recorded()
      throws Exception {
    // A defect of ours, made real: the database refuses one punch and only that.
    try (var owner = database.connect();
        var statement = owner.createStatement()) {
      statement.execute(
          "ALTER TABLE punch ADD CONSTRAINT defect CHECK (id <> '" + Letters.id(42) + "')");
    }
    for (var number = 0; number < 100; number++) {
      inbox.put(
          letter("r" + number, Letters.worker(bakery, 1 + number % 10), NOW, punch(number, NOW)));
    }
    start(2, () -> Bakery.recorder(database));
    awaitEmpty();
    assertThat(inbox.dead(10)).extracting(dead -> dead.letter().receipt()).containsExactly("r42");
    assertThat(sum("recorded")).isEqualTo(99);
    assertThat(Chains.verify(database)).isEqualTo(99);
    try (var owner = database.connect();
        var statement = owner.createStatement()) {
      statement.execute("ALTER TABLE punch DROP CONSTRAINT defect");
    }
    assertThat(inbox.redrive(List.of())).isEqualTo(1);
    awaitEmpty();
    assertThat(sum("recorded")).isEqualTo(100);
  }

  @Test
  void what_hr_binds_is_recorded_with_its_own_instants_and_only_once() throws Exception {
    var pressed = NOW.minusSeconds(30);
    var raw =
        punch(1, pressed, ",\"worker\":\"" + bakery.worker(1).replaceFirst("..$", "00") + "\"");
    start(1, () -> Bakery.recorder(database));
    inbox.put(letter("r1", Letters.collector(bakery), NOW, raw));
    awaitEmpty();
    var id = Long.parseLong(column("SELECT set_aside_id FROM set_aside").getFirst());
    clock.advance(Duration.ofDays(2));
    inbox.put(binding("b1", id));
    inbox.put(binding("b2", id));
    awaitEmpty();
    assertThat(column("SELECT concat_ws(' ', cpf, punched_at = '" + NOW + "', receipt) FROM punch"))
        .containsExactly(bakery.worker(1) + " t b1");
    assertThat(column("SELECT decision || ' ' || punch_id FROM set_aside_decision"))
        .containsExactly("bound " + Letters.id(1));
    // The client's own retry is a repeat of what was bound.
    inbox.put(letter("r2", Letters.collector(bakery), NOW, raw));
    awaitEmpty();
    assertThat(
            column(
                "SELECT concat_ws(' ', receipt, recorded, repeated, set_aside) FROM letter ORDER BY receipt"))
        .containsExactly("b1 1 0 0", "b2 0 1 0", "r1 0 0 1", "r2 0 1 0");
  }

  @Test
  void a_conflict_that_hr_binds_gets_an_id_of_its_content() throws Exception {
    start(1, () -> Bakery.recorder(database));
    inbox.put(letter("r1", Letters.worker(bakery, 1), NOW, punch(1, NOW)));
    inbox.put(letter("r2", Letters.worker(bakery, 2), NOW, punch(1, NOW)));
    awaitEmpty();
    inbox.put(
        binding("b1", Long.parseLong(column("SELECT set_aside_id FROM set_aside").getFirst())));
    awaitEmpty();
    assertThat(column("SELECT count(DISTINCT id) FROM punch")).containsExactly("2");
    assertThat(
            column("SELECT substr(id::text, 15, 1) FROM punch WHERE id <> '" + Letters.id(1) + "'"))
        .containsExactly("8");
  }

  @Test
  void what_hr_binds_gets_an_id_of_its_content_when_its_own_was_taken_meanwhile() throws Exception {
    start(1, () -> Bakery.recorder(database));
    var raw = punch(1, NOW, ",\"worker\":\"" + Bakery.cpf(99) + "\"");
    inbox.put(letter("r1", Letters.collector(bakery), NOW, raw));
    awaitEmpty();
    var id = Long.parseLong(column("SELECT set_aside_id FROM set_aside").getFirst());
    inbox.put(letter("r2", Letters.worker(bakery, 2), NOW, punch(1, NOW)));
    awaitEmpty();
    inbox.put(binding("b1", id));
    inbox.put(binding("b2", id));
    awaitEmpty();
    assertThat(inbox.deadCount()).isZero();
    assertThat(
            column(
                "SELECT concat_ws(' ', cpf, substr(id::text, 15, 1), receipt) FROM punch ORDER BY receipt"))
        .containsExactly(bakery.worker(1) + " 8 b1", bakery.worker(2) + " 7 r2");
    assertThat(
            column(
                "SELECT punch_id = (SELECT id FROM punch WHERE receipt = 'b1') FROM set_aside_decision"))
        .containsExactly("t");
    assertThat(
            column(
                "SELECT concat_ws(' ', receipt, recorded, repeated, set_aside) FROM letter ORDER BY receipt"))
        .containsExactly("b1 1 0 0", "b2 0 1 0", "r1 0 0 1", "r2 1 0 0");
  }

  @Test
  void a_letter_that_looks_like_a_lost_race_for_ever_is_buried_after_some_patience()
      throws Exception {
    try (var owner = database.connect();
        var statement = owner.createStatement()) {
      statement.execute(
          """
          CREATE SEQUENCE tries;
          GRANT USAGE, SELECT ON SEQUENCE tries TO PUBLIC;
          CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            PERFORM nextval('tries');
            RAISE unique_violation;
          END $$;
          CREATE TRIGGER lose BEFORE INSERT ON punch FOR EACH ROW EXECUTE FUNCTION lose()
          """);
    }
    start(1, () -> Bakery.recorder(database));
    inbox.put(letter("r1", Letters.worker(bakery, 1), NOW, punch(1, NOW)));
    awaitEmpty();
    assertThat(column("SELECT last_value FROM tries"))
        .containsExactly(Integer.toString(BatchRecorder.RACES_MAX));
    assertThat(inbox.dead(10)).extracting(dead -> dead.letter().receipt()).containsExactly("r1");
  }

  @Test
  void a_stopped_recorder_gives_back_what_it_could_not_record() throws Exception {
    var asked = new CountDownLatch(1);
    start(
        1,
        () -> {
          asked.countDown();
          throw new SQLTransientConnectionException("away", "08001");
        });
    inbox.put(letter("r1", Letters.worker(bakery, 1), NOW, punch(1, NOW)));
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    recorders.getFirst().stop();
    assertThat(threads.getFirst().join(SOON)).isTrue();
    try (var taker = inbox.taker()) {
      assertThat(taker.take(10, 1000, Duration.ofSeconds(5), Duration.ZERO)).hasSize(1);
      taker.giveBack();
    }
  }

  private Letter binding(String receipt, long setAsideId) {
    var hr = new Principal("hr", bakery.employerId(), Role.HR, null, false);
    return new Letter(
        receipt,
        hr,
        clock.instant(),
        null,
        "127.0.0.1",
        new Letter.Binding(setAsideId, bakery.worker(1)),
        "");
  }

  private void start(int number, Connections connections) {
    for (var i = 0; i < number; i++) {
      var recorder = new Recorder(inbox, new Ledger(clock), connections, this::heard, clock);
      recorders.add(recorder);
      threads.add(Thread.ofPlatform().start(recorder));
    }
  }

  private void heard(Tally tally) {
    tallies.add(tally);
  }

  /** Everything put so far is recorded or buried; the inbox tells when the last is forgotten. */
  private void awaitEmpty() throws InterruptedException {
    assertThat(inbox.awaitEmpty(SOON)).isTrue();
  }

  private int sum(String column) throws SQLException {
    return Integer.parseInt(
        column("SELECT coalesce(sum(" + column + "), 0) FROM letter").getFirst());
  }

  private List<String> column(String sql) throws SQLException {
    return Chains.column(database, sql);
  }
}
