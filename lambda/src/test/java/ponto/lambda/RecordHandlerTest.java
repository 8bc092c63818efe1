package ponto.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ponto.inbox.Letter;
import ponto.lambda.QueueEvents.Message;
import ponto.lambda.RuntimeApi.Failed;
import ponto.postgres.Database;
import ponto.testing.Bakery;
import ponto.testing.Letters;
import ponto.testing.TestDatabase;

/** The recording function, its zip under the real runtime client, on a real database. */
class RecordHandlerTest {
  private static final Instant NOW = Instant.parse("2026-01-15T11:00:00Z");
  private static final String ALL_WELL = "{\"batchItemFailures\":[]}";

  private final TestDatabase database = TestDatabase.fresh();
  private Bakery bakery;
  private RuntimeApi function;

  @BeforeEach
  void start() throws Exception {
    bakery = Bakery.open(database, "11222333000181", 20, () -> NOW);
    function = started();
  }

  @AfterEach
  void stop() {
    function.close();
    database.close();
  }

  private RuntimeApi started() throws IOException {
    return RuntimeApi.start(
        Surroundings.RECORDING_ZIP,
        Surroundings.RECORD,
        Surroundings.environment(database.database()));
  }

  private Letter letter(int number) {
    return Letters.letter(
        "r" + number, Letters.worker(bakery, 1 + number % 20), NOW, Letters.punch(number, NOW));
  }

  private List<Message> messages(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(number -> QueueEvents.message(letter(number)))
        .toList();
  }

  private String invoke(List<Message> messages) throws Failed, InterruptedException {
    return new String(function.invoke(QueueEvents.of(messages)), UTF_8);
  }

  private static String failed(String... messageIds) {
    return List.of(messageIds).stream()
        .map(id -> "{\"itemIdentifier\":\"" + id + "\"}")
        .collect(Collectors.joining(",", "{\"batchItemFailures\":[", "]}"));
  }

  private String asked(String sql) throws SQLException {
    var superuser = TestDatabase.server().superuser();
    try (var connection =
            new Database(database.jdbcUrl(), superuser.user(), superuser.password()).connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var owner = database.connect();
        var statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void a_batch_is_recorded_on_one_connection_and_counted_in_one_line() throws Exception {
    assertThat(invoke(messages(0, 100))).isEqualTo(ALL_WELL);
    assertThat(invoke(messages(50, 150))).isEqualTo(ALL_WELL);
    assertThat(asked("SELECT count(*) FROM punch")).isEqualTo("150");
    assertThat(asked("SELECT sum(recorded) FROM letter")).isEqualTo("150");
    assertThat(asked("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ponto-test'"))
        .isEqualTo("1");
    var lines = function.output().lines().filter(line -> line.startsWith("{\"_aws\"")).toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getLast())
        .contains("\"Namespace\":\"Ponto\"", "\"Stage\":\"test\"", "\"LettersRecorded\":50")
        .contains("\"LettersRedelivered\":50", "\"LettersFailed\":0", "\"RecordingLag\":[");
    assertThat(function.output()).doesNotContain(bakery.worker(1));
  }

  /** Else the first batch of every environment would pay for the connection. */
  @Test
  void the_database_is_reached_before_the_first_batch_and_nothing_is_left_of_it() throws Exception {
    var rehearsed =
        "SELECT count(*) FROM pg_stat_activity"
            + " WHERE application_name = 'ponto-test' AND state = 'idle' AND query = 'ROLLBACK'";
    var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (asked(rehearsed).equals("0")) {
      assertThat(System.nanoTime()).as("a rehearsed session").isLessThan(until);
      Thread.onSpinWait();
    }
    assertThat(asked("SELECT (SELECT count(*) FROM letter) + (SELECT count(*) FROM set_aside)"))
        .isEqualTo("0");
  }

  @Test
  void the_same_20000_punches_twice_are_20000_rows() throws Exception {
    for (var time : List.of("first", "second")) {
      for (var half = 0; half < 2; half++) {
        var messages = new ArrayList<Message>();
        for (var number = half * 100; number < half * 100 + 100; number++) {
          messages.add(QueueEvents.message(hundred(time + number, number)));
        }
        assertThat(invoke(messages)).isEqualTo(ALL_WELL);
      }
    }
    assertThat(asked("SELECT count(*) || ' ' || max(nsr) FROM punch")).isEqualTo("20000 20021");
    assertThat(asked("SELECT sum(recorded) || ' ' || sum(repeated) FROM letter"))
        .isEqualTo("20000 20000");
  }

  private Letter hundred(String receipt, int number) {
    var punches = new ArrayList<String>();
    for (var item = 0; item < 100; item++) {
      punches.add(Letters.punch(number * 100L + item, NOW.minusSeconds(item * 120L)));
    }
    return Letters.whole(
        receipt, Letters.worker(bakery, 1 + number % 20), NOW, null, Letters.body(punches));
  }

  @Test
  void a_poison_letter_among_99_good_ones_is_delivered_again_and_in_the_end_set_aside_raw()
      throws Exception {
    // A defect of ours, made real: the database refuses one punch and only that.
    execute("ALTER TABLE punch ADD CONSTRAINT defect CHECK (id <> '" + Letters.id(42) + "')");
    assertThat(invoke(messages(0, 100))).isEqualTo(failed("m-r42"));
    assertThat(asked("SELECT count(*) FROM punch")).isEqualTo("99");
    var poison = messages(42, 43).getFirst();
    assertThat(invoke(List.of(poison.received(5)))).isEqualTo(failed("m-r42"));
    assertThat(asked("SELECT count(*) FROM set_aside")).isEqualTo("0");
    assertThat(invoke(List.of(poison.received(6)))).isEqualTo(ALL_WELL);
    assertThat(asked("SELECT reason || ' ' || raw FROM set_aside"))
        .isEqualTo("malformed " + poison.body());
    assertThat(asked("SELECT body FROM letter WHERE receipt = 'r42'")).isEqualTo(poison.body());
  }

  @Test
  void bad_data_is_set_aside_at_once_and_never_delivered_again() throws Exception {
    var sender = Letters.worker(bakery, 1);
    var bodies = List.of("not JSON", "{\"punches\":[]}", Letters.body(List.of("{\"id\":1}")));
    var messages = new ArrayList<>(messages(0, 3));
    for (var body : bodies) {
      messages.add(
          QueueEvents.message(Letters.whole("bad" + messages.size(), sender, NOW, null, body)));
    }
    assertThat(invoke(messages)).isEqualTo(ALL_WELL);
    assertThat(asked("SELECT count(*) FROM set_aside")).isEqualTo("3");
    assertThat(asked("SELECT count(*) FROM punch")).isEqualTo("3");
  }

  @Test
  void killed_between_commit_and_answer_nothing_is_lost_or_doubled() throws Exception {
    function.dieBeforeAnswer();
    assertThatThrownBy(() -> invoke(messages(0, 100))).isInstanceOf(Failed.class);
    assertThat(asked("SELECT count(*) FROM punch")).isEqualTo("100");
    function.close();
    function = started();
    assertThat(invoke(messages(0, 100))).isEqualTo(ALL_WELL);
    assertThat(asked("SELECT count(*) || ' ' || max(nsr) FROM punch")).isEqualTo("100 121");
    assertThat(asked("SELECT sum(punches) FROM letter")).isEqualTo("100");
  }

  @Test
  void a_connection_that_died_while_the_function_slept_is_opened_anew() throws Exception {
    assertThat(invoke(messages(0, 10))).isEqualTo(ALL_WELL);
    assertThat(
            asked(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    + " WHERE application_name = 'ponto-test'"))
        .isEqualTo("1");
    assertThat(invoke(messages(10, 20))).isEqualTo(ALL_WELL);
    assertThat(asked("SELECT count(*) FROM punch")).isEqualTo("20");
  }

  @Test
  void what_is_not_our_gateways_stays_in_the_queue_and_holds_nobody_up() throws Exception {
    var messages = new ArrayList<>(messages(0, 2));
    messages.add(new Message("stray", 1, Map.of("subject", "s"), "{}"));
    assertThat(invoke(messages)).isEqualTo(failed("stray"));
    assertThat(asked("SELECT count(*) FROM punch")).isEqualTo("2");
    assertThat(function.output()).contains("there is no attribute role");
  }

  @Test
  void a_message_of_the_first_version_is_recorded() throws Exception {
    // Frozen: as the first deployment's gateway wrote it. Letters wait four days for us.
    try (var frozen = RecordHandlerTest.class.getResourceAsStream("message-of-version-1.json")) {
      var event =
          new String(frozen.readAllBytes(), UTF_8)
              .replace("EMPLOYER", Long.toString(bakery.employerId()))
              .replace("WORKER", bakery.worker(1));
      assertThat(new String(function.invoke(event.getBytes(UTF_8)), UTF_8)).isEqualTo(ALL_WELL);
    }
    assertThat(asked("SELECT string_agg(receipt, ' ' ORDER BY receipt) FROM punch"))
        .isEqualTo("first-1 first-2");
    assertThat(asked("SELECT string_agg(source, ' ' ORDER BY source) FROM evidence"))
        .isEqualTo("203.0.113.7 unknown");
  }

  @Test
  void a_wrong_setting_stops_the_start_and_names_itself() throws Exception {
    var environment = Surroundings.environment(database.database());
    environment.put("PONTO_DB_PORT", "70000");
    try (var misled =
        RuntimeApi.start(Surroundings.RECORDING_ZIP, Surroundings.RECORD, environment)) {
      assertThatThrownBy(misled::awaitInit).hasMessageContaining("PONTO_DB_PORT is '70000'");
    }
  }

  @Test
  void with_the_database_stopped_every_letter_stays_and_is_recorded_when_it_is_back()
      throws Exception {
    try (var server = TestDatabase.ownServer()) {
      var own = server.database();
      bakery = Bakery.open(own, "11222333000181", 20, () -> NOW);
      var messages = messages(0, 50);
      var environment = Surroundings.environment(own);
      try (var lonely =
          RuntimeApi.start(Surroundings.RECORDING_ZIP, Surroundings.RECORD, environment)) {
        assertThat(new String(lonely.invoke(QueueEvents.of(messages.subList(0, 10))), UTF_8))
            .isEqualTo(ALL_WELL);
        server.stopNow();
        var answer = new String(lonely.invoke(QueueEvents.of(messages.subList(10, 50))), UTF_8);
        assertThat(answer.split("itemIdentifier", -1)).hasSize(41);
        assertThat(lonely.output()).contains("the database is away");
        server.start();
        // It may be elsewhere now; an Aurora is not, so the same environment only if it is not.
        var there = Surroundings.environment(server.database());
        assertThat(there.get("PONTO_DB_PORT")).isEqualTo(environment.get("PONTO_DB_PORT"));
        assertThat(new String(lonely.invoke(QueueEvents.of(messages)), UTF_8)).isEqualTo(ALL_WELL);
      }
      try (var connection = server.database().connectAs("ponto_recorder");
          var statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT count(*) FROM punch")) {
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(50);
      }
    }
  }
}
