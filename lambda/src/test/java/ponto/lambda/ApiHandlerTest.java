package ponto.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.ledger.Ledger;
import ponto.testing.Bakery;
import ponto.testing.Letters;
import ponto.testing.TestDatabase;

/** The API's function, its zip under the real runtime client, on a real database. */
class ApiHandlerTest {
  private static final Instant NOW = Instant.parse("2026-01-15T11:00:00Z");
  private static final String HR = "0199aaaa-0000-7000-8000-000000000001";
  private static final String WORKER = "0199aaaa-0000-7000-8000-000000000002";

  private static TestDatabase database;
  private static Bakery bakery;
  private static Bakery other;
  private static ObjectStore store;
  private static RuntimeApi function;

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.fresh();
    bakery = Bakery.open(database, "11222333000181", 3, () -> NOW);
    other = Bakery.open(database, "11444777000161", 3, () -> NOW);
    try (var connection = Bakery.recorder(database)) {
      var ledger = new Ledger(() -> NOW);
      var letters =
          java.util.List.of(
              Letters.letter("r1", Letters.worker(bakery, 1), NOW, Letters.punch(1, NOW)),
              Letters.letter("r2", Letters.worker(other, 1), NOW, Letters.punch(2, NOW)),
              Letters.letter(
                  "r3",
                  Letters.collector(bakery),
                  NOW,
                  Letters.punch(3, NOW, ",\"worker\":\"52998224725\"")));
      ledger.record(connection, letters);
    }
    store = new ObjectStore(InstantSource.system());
    function =
        RuntimeApi.start(
            Surroundings.API_ZIP,
            Surroundings.API,
            Surroundings.environment(database.database(), store));
  }

  @AfterAll
  static void stop() {
    function.close();
    store.close();
    database.close();
  }

  private static Map<String, String> hr() {
    return Ask.claims(HR, bakery, "hr");
  }

  private static String answer(Ask ask, Map<String, String> claims) throws Exception {
    return new String(function.invoke(ask.event(claims)), UTF_8);
  }

  private static String asked(String sql) throws SQLException {
    return Surroundings.asked(database, sql);
  }

  @Test
  void an_employers_people_read_their_own_punches_and_nobody_elses() throws Exception {
    var one = Ask.get("/v1/punches/{id}");
    assertThat(answer(one.path("id", Letters.id(1).toString()), hr()))
        .startsWith("{\"statusCode\":200")
        .contains("\\\"status\\\":\\\"recorded\\\"");
    assertThat(answer(one.path("id", Letters.id(2).toString()), hr()))
        .startsWith("{\"statusCode\":404");
    var worker = Ask.claims(WORKER, bakery, "worker");
    worker.put("custom:worker", bakery.worker(2));
    assertThat(answer(one.path("id", Letters.id(1).toString()), worker))
        .startsWith("{\"statusCode\":404");
    assertThat(answer(Ask.get("/v1/workers").query(Map.of("limit", "2")), hr()))
        .startsWith("{\"statusCode\":200")
        .contains("nextCursor")
        .doesNotContain("no-such");
  }

  @Test
  void who_asks_is_told_by_the_verified_claims_alone() throws Exception {
    assertThat(answer(Ask.get("/v1/me"), hr()))
        .startsWith("{\"statusCode\":200")
        .contains("\\\"role\\\":\\\"hr\\\"", "11222333000181");
    var access = hr();
    access.put("token_use", "access");
    assertThat(answer(Ask.get("/v1/me"), access)).startsWith("{\"statusCode\":401");
    assertThat(answer(Ask.get("/v1/me"), Map.of())).startsWith("{\"statusCode\":401");
    var unknown = hr();
    unknown.put("custom:role", "queen");
    assertThat(answer(Ask.get("/v1/me"), unknown)).startsWith("{\"statusCode\":403");
    var nowhere = Ask.claims("0199aaaa-0000-7000-8000-000000000009", bakery, "hr");
    nowhere.put("custom:employer", "999");
    assertThat(answer(Ask.get("/v1/me"), nowhere)).startsWith("{\"statusCode\":403");
    // An account stays its employer's, whatever the pool says later.
    assertThat(answer(Ask.get("/v1/me"), Ask.claims(HR, other, "hr")))
        .startsWith("{\"statusCode\":403");
  }

  @Test
  void what_a_role_may_not_and_what_is_elsewhere_is_refused() throws Exception {
    var worker = Ask.claims(WORKER, bakery, "worker");
    worker.put("custom:worker", bakery.worker(2));
    assertThat(answer(Ask.get("/v1/set-aside"), worker)).startsWith("{\"statusCode\":403");
    assertThat(
            answer(new Ask("POST", "/v1/sessions", Map.of(), Map.of(), Map.of(), "{}"), Map.of()))
        .startsWith("{\"statusCode\":404");
    assertThat(answer(Ask.get("/v1/nothing"), hr())).startsWith("{\"statusCode\":404");
    var text = Map.of("Content-Type", "text/plain");
    assertThat(
            answer(
                new Ask("PUT", "/v1/settings", Map.of(), Map.of(), text, "{}"),
                Ask.claims("0199aaaa-0000-7000-8000-000000000003", bakery, "admin")))
        .startsWith("{\"statusCode\":415");
  }

  @Test
  void what_hr_binds_is_recorded_at_once() throws Exception {
    var id = asked("SELECT set_aside_id FROM set_aside WHERE receipt = 'r3'");
    var body = "{\"worker\":\"" + bakery.worker(3) + "\"}";
    var bind =
        new Ask("POST", "/v1/set-aside/{id}/bind", Map.of("id", id), Map.of(), Map.of(), body);
    assertThat(answer(bind, hr())).startsWith("{\"statusCode\":202");
    assertThat(asked("SELECT cpf FROM punch WHERE id = '" + Letters.id(3) + "'"))
        .isEqualTo(bakery.worker(3));
  }

  @Test
  void a_report_as_a_file_comes_whole() throws Exception {
    var report =
        new Ask(
            "GET",
            "/v1/reports/punches",
            Map.of(),
            Map.of("from", "2026-01-15", "to", "2026-01-15"),
            Map.of("Accept", "text/csv"),
            "");
    assertThat(answer(report, hr()))
        .startsWith("{\"statusCode\":200")
        .contains("text/csv", ";Worker 1;", "\"isBase64Encoded\":false");
  }

  @Test
  void files_of_other_clocks_are_begun_here_too_and_who_answers_for_the_program_must_be_told()
      throws Exception {
    assertThat(answer(Ask.get("/v1/foreign-files"), hr())).startsWith("{\"statusCode\":200");
    assertThat(answer(Ask.get("/v1/employer/attestation"), hr()))
        .startsWith("{\"statusCode\":409")
        .contains("no-developer");
  }

  @Test
  void a_snapshot_holds_no_connection_and_the_first_request_opens_one() throws Exception {
    var environment = Surroundings.environment(database.database(), store);
    environment.put("PONTO_STAGE", "snap");
    var sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ponto-snap'";
    try (var snapped =
        RuntimeApi.start(
            new RuntimeApi.Function(
                Surroundings.API_ZIP,
                Surroundings.API,
                environment,
                Duration.ofMinutes(1),
                true))) {
      snapped.awaitCheckpoint();
      awaitNone(sessions);
      snapped.restore();
      var clock = new String(snapped.invoke(Ask.get("/v1/workers").event(hr())), UTF_8);
      assertThat(clock).startsWith("{\"statusCode\":200");
      assertThat(asked(sessions)).isEqualTo("2"); // One reads, one knows who asks.
    }
  }

  /** A session that was closed is seen for a moment longer. */
  private static void awaitNone(String sessions) throws Exception {
    var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!asked(sessions).equals("0")) {
      assertThat(System.nanoTime()).as("sessions are open").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
