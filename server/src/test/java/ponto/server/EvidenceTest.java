package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.access.Role;

/** Evidence through the door: who is shown it, who erases it, how long the clock keeps it. */
final class EvidenceTest {
  private static final Map<String, Object> PLACE =
      Map.of("latitude", -23.5, "longitude", -46.625, "accuracyMeters", 12.0);
  private static final String SAID =
      """
      {"place":{"latitude":-23.5,"longitude":-46.625,"accuracyMeters":12},\
      "clock":{"offsetMillis":-3,"monotonicMillis":1000.5},"device":"d-1","app":"1.0"}\
      """;

  private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static SecondEmployer second;

  @BeforeAll
  static void open() throws Exception {
    site = Site.demo(Site.WORKERS, AHEAD::get);
    second = SecondEmployer.on(site);
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static String path(String cpf) {
    return "/v1/workers/" + cpf + "/evidence";
  }

  private static Answer erase(Caller by, String cpf, String body) {
    return by.send("DELETE", path(cpf), BodyPublishers.ofString(body));
  }

  private static String punched(Caller worker) {
    var id = Press.newId();
    worker.punch(Press.of(id, Map.of("evidence", SAID))).expect(202);
    worker.settled(id);
    return id;
  }

  /** The newest lines of the audit, as action, about and detail. */
  private static List<String> audited(long employer, int lines) {
    return site.ask(
            """
            SELECT string_agg(line, E'\\n' ORDER BY number)
            FROM (SELECT number, concat_ws(' ', role, action, about, detail) AS line FROM audit
                  WHERE employer_id = %d ORDER BY number DESC LIMIT %d) AS newest
            """
                .formatted(employer, lines))
        .lines()
        .toList();
  }

  @Test
  void a_person_is_shown_what_is_kept_beside_each_punch_and_the_look_is_audited() {
    var cpf = Demo.cpf(5);
    var id = punched(site.worker(5));

    for (var by : List.of(site.worker(5), site.as("rh"), site.as("auditora"))) {
      var items = by.get(path(cpf)).expect(200).items();
      assertThat(items).hasSize(1);
      assertThat(items.getFirst())
          .containsEntry("punch", id)
          .containsEntry("source", "127.0.0.1")
          .containsEntry("device", "d-1")
          .containsEntry("app", "1.0")
          .containsEntry("place", PLACE)
          .containsEntry("clock", Map.of("offsetMillis", -3.0, "monotonicMillis", 1000.5))
          .containsKeys("punchedAt", "receivedAt");
    }
    assertThat(audited(site.employer(), 3))
        .containsExactly(
            "worker read-evidence worker " + cpf + " {\"pieces\":1}",
            "hr read-evidence worker " + cpf + " {\"pieces\":1}",
            "auditor read-evidence worker " + cpf + " {\"pieces\":1}");
    site.worker(5).get(path(Demo.cpf(6))).problem(404);
    assertThat(site.as("rh").get(path("1234")).problem(400).text("field")).isEqualTo("cpf");
    var foreign = site.as("rh").get(path(SecondEmployer.CPF)).problem(404);
    assertThat(foreign.body()).isEqualTo(site.as("rh").get(path("52998224725")).body());
  }

  @Test
  void many_pieces_come_page_by_page_in_the_order_of_the_punches() {
    var worker = site.worker(7);
    var ids = List.of(punched(worker), punched(worker), punched(worker));
    assertThat(site.as("rh").all(path(Demo.cpf(7)), 1))
        .extracting(item -> item.get("punch"))
        .containsExactlyElementsOf(ids);
    assertThat(site.as("rh").get(path(Demo.cpf(7)) + "?cursor=x").problem(400).text("field"))
        .isEqualTo("cursor");
  }

  @Test
  void erased_is_the_evidence_of_one_person_and_the_punch_still_answers() {
    var cpf = Demo.cpf(8);
    var worker = site.worker(8);
    var id = Press.newId();
    var press = Press.of(id, Map.of("evidence", SAID));
    worker.punch(press).expect(202);
    var before = worker.settled(id).body();
    var colleagues = punched(site.worker(9));
    var others = punched(second.worker());
    var hr = site.as("rh");

    assertThat(erase(hr, cpf, "{\"reason\":\"Pedido da titular\"}").expect(200).text("erased"))
        .isEqualTo("1");

    assertThat(worker.get("/v1/punches/" + id).expect(200).body()).isEqualTo(before);
    assertThat(hr.get(path(cpf)).expect(200).items()).isEmpty();
    assertThat(hr.get(path(Demo.cpf(9))).items().getFirst()).containsEntry("punch", colleagues);
    assertThat(second.as(Role.HR).get(path(SecondEmployer.CPF)).items())
        .anyMatch(item -> others.equals(item.get("punch")));
    assertThat(
            site.ask(
                "SELECT detail FROM audit WHERE action = 'erase-evidence' AND about = 'worker "
                    + cpf
                    + "'"))
        .isEqualTo("{\"erased\":1,\"reason\":\"Pedido da titular\"}");

    // The same punch again brings nothing back: it is known.
    var receipt = worker.punch(press).expect(202).text("receipt");
    var recorded = "SELECT repeated FROM letter WHERE receipt = '" + receipt + "'";
    Patience.until("the repeat", () -> site.ask(recorded).equals("1"));
    assertThat(hr.get(path(cpf)).items()).isEmpty();
  }

  @Test
  void an_erasure_without_a_reason_or_of_nobody_erases_nothing() {
    var cpf = Demo.cpf(10);
    punched(site.worker(10));
    var hr = site.as("rh");
    for (var body :
        List.of("{}", "{\"reason\":\"\"}", "{\"reason\":\"...\"}", "{\"reason\":\"\u202ea\"}")) {
      assertThat(erase(hr, cpf, body).problem(400).text("field")).isEqualTo("/reason");
    }
    erase(hr, SecondEmployer.CPF, "{\"reason\":\"x\"}").problem(404);
    erase(site.worker(10), cpf, "{\"reason\":\"x\"}").problem(403);
    assertThat(hr.get(path(cpf)).items()).hasSize(1);
    assertThat(audited(site.employer(), 1).getFirst()).doesNotContain("erase");
  }

  @Test
  void a_period_is_a_whole_number_of_days_within_bounds_and_each_setting_stays_when_left_out() {
    var admin = second.as(Role.ADMIN);
    assertThat(kept(admin)).isNull();
    for (var days : List.of("44", "3654", "60.5", "-60", "1e300", "\"60\"", "true", "[]")) {
      var answer = admin.put("/v1/settings", "{\"evidence\":{\"retentionDays\":" + days + "}}");
      assertThat(answer.problem(400).text("field")).as(days).isEqualTo("/evidence/retentionDays");
    }
    assertThat(admin.put("/v1/settings", "{\"evidence\":60}").problem(400).text("field"))
        .isEqualTo("/evidence");
    assertThat(kept(admin)).isNull();

    admin.put("/v1/settings", "{\"place\":{\"wanted\":true,\"purpose\":\"a\"}}").expect(200);
    admin.put("/v1/settings", "{\"evidence\":{\"retentionDays\":365}}").expect(200);
    assertThat(kept(admin)).isEqualTo(365L);
    admin.put("/v1/settings", "{\"place\":{\"wanted\":true,\"purpose\":\"b\"}}").expect(200);
    assertThat(admin.get("/v1/settings").json())
        .containsEntry("evidence", Map.of("retentionDays", 365L))
        .containsEntry("place", Map.of("wanted", true, "purpose", "b"));
    assertThat(audited(second.id(), 1).getFirst())
        .startsWith("admin change-settings employer ")
        .contains("\"retentionDays\":365");
    for (var forGood : List.of("{}", "{\"retentionDays\":null}")) {
      admin.put("/v1/settings", "{\"evidence\":{\"retentionDays\":45}}").expect(200);
      admin.put("/v1/settings", "{\"evidence\":" + forGood + "}").expect(200);
      assertThat(kept(admin)).isNull();
    }
  }

  private static Child command(String input, Map<String, String> environment, String... words) {
    var arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--data", site.data().toString(), "--login", "rh"));
    return Child.run(environment, arguments, input);
  }

  @Test
  void the_command_takes_the_person_from_a_pipe_and_exports_and_erases() {
    var cpf = Demo.cpf(12);
    var ids = List.of(punched(site.worker(12)), punched(site.worker(12)));
    var piped = cpf.substring(0, 9) + "-" + cpf.substring(9) + "\n" + Demo.PASSWORD + "\n";
    try (var child = command(piped, Map.of(), "evidence", "export")) {
      assertThat(child.ended()).as(child.err()).isZero();
      assertThat((List<?>) JsonTree.read(child.out()))
          .extracting(item -> JsonTree.object(item).get("punch"))
          .containsExactlyElementsOf(ids);
    }
    var password = Map.of("PONTO_PASSWORD", Demo.PASSWORD);
    try (var child = command(cpf, password, "evidence", "erase", "--reason", "pedido")) {
      assertThat(child.ended()).as(child.err()).isZero();
      assertThat(child.out()).isEqualTo("erased: 2\n");
    }
    try (var child = command(cpf + "\n", password, "evidence", "export")) {
      assertThat(child.ended()).as(child.err()).isZero();
      assertThat(child.out()).isEqualTo("[]\n");
    }
    for (var wrong : List.of("", "\n", "12\n", cpf + "0")) {
      try (var child = command(wrong, password, "evidence", "erase", "--reason", "x")) {
        assertThat(child.ended()).isEqualTo(69);
        assertThat(child.err()).contains("say who: a CPF of 11 digits").doesNotContain("\tat ");
      }
    }
  }

  private static @Nullable Object kept(Caller admin) {
    var evidence = JsonTree.object(JsonTree.read(admin.get("/v1/settings").expect(200).body()));
    return JsonTree.object(evidence.get("evidence")).get("retentionDays");
  }

  @Test
  void what_is_older_than_the_admin_says_is_gone_a_moment_later_and_counted() {
    var old = punched(site.worker(11));
    AHEAD.set(Duration.ofDays(61));
    try {
      var admin = site.nobody().signIn("admin", Demo.PASSWORD);
      var hr = site.nobody().signIn("rh", Demo.PASSWORD);
      var young = punched(site.nobody().signIn(Demo.cpf(11), Demo.PASSWORD));
      assertThat(hr.get(path(Demo.cpf(11))).expect(200).items()).hasSize(2);

      admin.put("/v1/settings", "{\"evidence\":{\"retentionDays\":60}}").expect(200);

      var left =
          Patience.until(
              "the old piece", () -> hr.get(path(Demo.cpf(11))).items(), items -> items.size() < 2);
      assertThat(left).extracting(item -> item.get("punch")).containsExactly(young);
      hr.get("/v1/punches/" + old).expect(200);
      Patience.until(
          "the audit",
          () ->
              !site.ask("SELECT count(*) FROM audit WHERE action = 'expire-evidence'").equals("0"));
      var figures =
          site.nobody().get("/metrics", "Authorization", "Bearer " + Site.SCRAPE_TOKEN).body();
      assertThat(figures).containsPattern("ponto_evidence_erased_total [1-9]");
      admin.put("/v1/settings", "{\"evidence\":{}}").expect(200);
    } finally {
      AHEAD.set(Duration.ZERO);
    }
  }
}
