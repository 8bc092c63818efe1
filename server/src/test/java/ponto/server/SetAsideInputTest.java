package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What has the shape and cannot be right is accepted, set aside with its reason and listed, and
 * disturbs nothing that came with it.
 */
final class SetAsideInputTest {
  private static final String NOBODYS_CPF = "52998224725";

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static SecondEmployer second;

  @BeforeAll
  static void open() throws Exception {
    site = Site.demo();
    second = SecondEmployer.on(site);
  }

  @AfterAll
  static void close() {
    site.close();
  }

  /** One thing that a collector may hand in, and the reason that hr reads. */
  private record Doubtful(String reason, String id, String item) {}

  private static Doubtful collected(String reason, Map<String, String> fields) {
    var id = Press.newId();
    var all = new java.util.HashMap<>(Map.of("worker", Press.text(Demo.cpf(1))));
    all.putAll(fields);
    return new Doubtful(reason, id, Press.of(id, all));
  }

  private static Doubtful bare(String reason, Map<String, String> fields) {
    var id = Press.newId();
    return new Doubtful(reason, id, Press.of(id, fields));
  }

  private static Doubtful at(String reason, String at) {
    return collected(reason, Map.of("at", Press.text(at)));
  }

  private static List<Doubtful> doubtful() {
    var cpf = Demo.cpf(1);
    var twice = Press.newId();
    var wrongCpf = cpf.substring(0, 10) + (cpf.endsWith("0") ? "1" : "0");
    return List.of(
        collected("invalid-cpf", Map.of("worker", Press.text(wrongCpf))),
        collected("invalid-cpf", Map.of("worker", "\"00000000000\"")),
        at("invalid-instant", "2026-02-30T08:00:00-03:00"),
        at("invalid-instant", "2026-02-29T08:00:00-03:00"),
        at("invalid-instant", "2026-11-22T24:00:00-03:00"),
        at("invalid-instant", "2026-11-22T08:60:00-03:00"),
        at("invalid-instant", "2026-13-01T08:00:00Z"),
        at("invalid-instant", "2026-11-22T08:00:00+24:00"),
        at("instant-out-of-range", "1970-01-01T00:00:00Z"),
        at("instant-out-of-range", "1999-12-31T23:59:59Z"),
        at("instant-out-of-range", "2100-01-01T00:00:00Z"),
        collected("unknown-zone", Map.of("zone", "\"America/Sao_Paul\"")),
        collected("unknown-worker", Map.of("worker", Press.text(NOBODYS_CPF))),
        collected("unknown-worker", Map.of("worker", Press.text(SecondEmployer.CPF))),
        bare("unknown-worker", Map.of("badge", "\"nobody's\"")),
        bare("unknown-worker", Map.of("badge", Press.text(SecondEmployer.BADGE))),
        bare("unknown-worker", Map.of("registration", Press.text(SecondEmployer.REGISTRATION))),
        bare("not-permitted", Map.of()),
        collected("not-permitted", Map.of("badge", "\"C00001\"")),
        collected("not-permitted", Map.of("registration", "\"M00001\"")),
        new Doubtful(
            "duplicate-key",
            twice,
            Press.by(twice, cpf).replace("\"zone\"", "\"zone\":\"UTC\",\"zone\"")));
  }

  @Test
  void it_is_set_aside_with_its_reason_and_the_rest_of_the_letter_is_recorded() {
    var collector = site.as("coletor");
    var hr = site.as("rh");
    for (var doubtful : doubtful()) {
      var first = Press.newId();
      var last = Press.newId();
      var receipt =
          collector
              .punch(Press.by(first, Demo.cpf(2)), doubtful.item(), Press.by(last, Demo.cpf(3)))
              .expect(202)
              .text("receipt");
      var seen = collector.settled(doubtful.id());
      assertThat(seen.text("status")).as(doubtful.item()).isEqualTo("set-aside");
      assertThat(seen.text("reason")).as(doubtful.item()).isEqualTo(doubtful.reason());
      assertThat(collector.settled(first).text("status")).isEqualTo("recorded");
      assertThat(collector.settled(last).text("status")).isEqualTo("recorded");
      var listed = listed(hr, receipt);
      assertThat(listed).containsEntry("reason", doubtful.reason()).containsEntry("index", 1L);
      assertThat(listed).containsEntry("punch", doubtful.id()).containsEntry("role", "collector");
      var whole = hr.get("/v1/set-aside/" + listed.get("id")).expect(200);
      assertThat(whole.text("raw")).isEqualTo(doubtful.item());
    }
    Books.settled(site);
  }

  private static Map<String, Object> listed(Caller hr, String receipt) {
    var all =
        hr.all("/v1/set-aside", 500).stream()
            .filter(item -> receipt.equals(item.get("receipt")))
            .toList();
    assertThat(all).as("set aside of " + receipt).hasSize(1);
    return all.getFirst();
  }

  @Test
  void a_key_twice_at_the_top_sets_the_whole_letter_aside() {
    var id = Press.newId();
    var item = Press.own(id);
    var body = "{\"punches\":1,\"punches\":[" + item + "]}";
    var receipt = site.worker(1).post("/v1/punches", body).expect(202).text("receipt");
    Books.settled(site);
    var listed = listed(site.as("rh"), receipt);
    assertThat(listed).containsEntry("reason", "duplicate-key").containsEntry("index", -1L);
    assertThat(site.as("rh").get("/v1/set-aside/" + listed.get("id")).text("raw")).isEqualTo(body);
  }

  @Test
  void a_foreign_employers_worker_is_as_unknown_as_nobody() {
    var collector = site.as("coletor");
    var nobody = Press.newId();
    var foreign = Press.newId();
    collector.punch(Press.by(nobody, NOBODYS_CPF)).expect(202);
    collector.punch(Press.by(foreign, SecondEmployer.CPF)).expect(202);
    var unknown = collector.settled(nobody);
    var elsewhere = collector.settled(foreign);
    assertThat(elsewhere.text("reason")).isEqualTo(unknown.text("reason"));
    assertThat(elsewhere.text("detail")).isEqualTo(unknown.text("detail"));
    assertThat(elsewhere.json().keySet()).isEqualTo(unknown.json().keySet());
  }

  @Test
  void who_may_not_punch_for_whom_it_names_is_answered_202_and_set_aside() {
    var other = Press.text(Demo.cpf(2));
    var senders =
        Map.of(
            site.worker(1), Map.of("worker", other),
            site.as("gestora"), Map.of("worker", Press.text(Demo.cpf(3))),
            site.as("rh"), Map.of("badge", "\"C00003\""),
            site.as("auditora"), Map.<String, String>of(),
            site.as("admin"), Map.of("worker", other),
            site.worker(2), Map.of("worker", other, "badge", "\"C00002\""));
    senders.forEach((sender, fields) -> {
      var id = Press.newId();
      sender.punch(Press.of(id, fields)).expect(202);
      var seen = site.as("rh").settled(id);
      assertThat(seen.text("status")).isEqualTo("set-aside");
      assertThat(seen.text("reason")).isEqualTo("not-permitted");
    });
  }

  @Test
  void the_same_id_with_other_content_is_set_aside_and_the_recorded_one_answers() {
    var worker = site.worker(4);
    var id = Press.newId();
    worker.punch(Press.own(id)).expect(202);
    var recorded = worker.settled(id);
    var changes =
        List.of(
            Map.of("at", Press.text("2026-11-20T08:00:00-03:00")),
            Map.of("zone", "\"America/Bahia\""),
            Map.of("collector", "\"kiosk\""));
    for (var change : changes) {
      var receipt = worker.punch(Press.of(id, change)).expect(202).text("receipt");
      Books.settled(site);
      var listed = listed(site.as("rh"), receipt);
      assertThat(listed).containsEntry("reason", "conflict").containsEntry("punch", id);
      assertThat(worker.get("/v1/punches/" + id).json()).isEqualTo(recorded.json());
    }
  }

  @Test
  void the_same_id_of_another_employer_is_another_punch() {
    var id = Press.newId();
    site.worker(5).punch(Press.own(id)).expect(202);
    second.worker().punch(Press.own(id)).expect(202);
    assertThat(site.worker(5).settled(id).text("worker")).isEqualTo(Demo.cpf(5));
    assertThat(second.worker().settled(id).text("worker")).isEqualTo(SecondEmployer.CPF);
  }
}
