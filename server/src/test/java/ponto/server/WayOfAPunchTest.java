package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From the press to the recorded row, hr's word and back from the dead, through the door. */
final class WayOfAPunchTest {
  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @BeforeAll
  static void open() {
    site = Site.demo();
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static Instant instant(Answer answer, String field) {
    return OffsetDateTime.parse(answer.text(field)).toInstant();
  }

  @Test
  void a_worker_punches_and_sees_it_recorded_with_all_that_the_contract_promises() {
    var id = Press.newId();
    var accepted = site.worker(1).punch(Press.own(id)).expect(202);
    assertThat(accepted.text("status")).isEqualTo("accepted");
    assertThat(accepted.text("receipt")).hasSize(36);
    var seen = site.worker(1).settled(id);
    assertThat(seen.json())
        .containsEntry("id", id)
        .containsEntry("status", "recorded")
        .containsEntry("worker", Demo.cpf(1))
        .containsEntry("establishment", "11222333000181")
        .containsEntry("zone", "America/Sao_Paulo")
        .containsEntry("collector", "browser")
        .containsEntry("trust", "confirmed")
        .containsEntry("offline", false);
    assertThat(seen.text("hash")).matches("[0-9a-f]{64}");
    assertThat(seen.text("nsr")).matches("[1-9][0-9]*");
    // On-line the server's own instant counts.
    assertThat(instant(seen, "punchedAt")).isEqualTo(instant(accepted, "receivedAt"));
    assertThat(seen.text("punchedAt")).endsWith("-03:00");
    assertThat(seen.text("receivedAt")).isEqualTo(accepted.text("receivedAt"));
    assertThat(instant(seen, "recordedAt")).isAfterOrEqualTo(instant(seen, "receivedAt"));
  }

  @Test
  void a_punch_not_known_yet_is_404_and_missing_from_a_list_of_ids() {
    var known = Press.newId();
    site.worker(2).punch(Press.own(known)).expect(202);
    site.worker(2).settled(known);
    var unknown = Press.newId();
    site.worker(2).get("/v1/punches/" + unknown).problem(404);
    var path =
        "/v1/punches?ids=" + unknown + "," + known + "," + known.toUpperCase(java.util.Locale.ROOT);
    assertThat(site.worker(2).get(path).items())
        .extracting(item -> item.get("id"))
        .containsExactly(known);
    var hundred = (Press.newId() + ",").repeat(99) + known;
    assertThat(site.worker(2).get("/v1/punches?ids=" + hundred).items()).hasSize(1);
  }

  @Test
  void pages_follow_one_another_in_the_order_of_the_instants_with_nothing_twice_or_missing() {
    var start = Instant.parse("2026-03-01T08:00:00Z");
    var sent = new ArrayList<String>();
    for (var i = 0; i < 30; i++) {
      var id = Press.newId();
      sent.add(id);
      // Three at each instant: the id decides among them.
      var at = Press.time(start.plus(Duration.ofMinutes(i / 3)));
      site.worker(3).punch(Press.of(id, Map.of("at", Press.text(at)))).expect(202);
    }
    Books.settled(site);
    var path =
        "/v1/punches?worker=%s&from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z"
            .formatted(Demo.cpf(3));
    var whole = site.worker(3).all(path, 500);
    assertThat(whole).extracting(item -> item.get("id")).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(whole)
        .isSortedAccordingTo(
            Comparator.comparing(
                item -> OffsetDateTime.parse(String.valueOf(item.get("punchedAt"))).toInstant()));
    for (var limit : new int[] {1, 7, 30}) {
      assertThat(site.worker(3).all(path, limit)).isEqualTo(whole);
    }
    var page = site.worker(3).get(path + "&limit=7").expect(200);
    assertThat(page.text("nextCursor")).matches("[A-Za-z0-9_-]+");
    var bounds =
        path.replace("from=2026-03-01T00", "from=2026-03-01T08").replace("02T00:00", "01T08:01");
    assertThat(site.worker(3).all(bounds, 500)).hasSize(3);
  }

  @Test
  void a_collector_names_the_person_in_three_ways_and_sees_only_what_it_sent() {
    var ways =
        List.of(
            Map.of("worker", Press.text(Demo.cpf(4))),
            Map.of("badge", "\"C00004\""),
            Map.of("registration", "\"M00004\""));
    var sent = new HashSet<String>();
    for (var way : ways) {
      var id = Press.newId();
      sent.add(id);
      site.as("coletor").punch(Press.of(id, way)).expect(202);
      assertThat(site.as("coletor").settled(id).text("worker")).isEqualTo(Demo.cpf(4));
    }
    var own = Press.newId();
    site.worker(4).punch(Press.own(own)).expect(202);
    site.worker(4).settled(own);
    var listed = site.as("coletor").all("/v1/punches?worker=" + Demo.cpf(4), 500);
    assertThat(listed)
        .extracting(item -> (String) item.get("id"))
        .containsExactlyInAnyOrderElementsOf(sent);
    site.as("coletor").get("/v1/punches/" + own).problem(404);
    assertThat(site.worker(4).all("/v1/punches", 500)).hasSize(4);
    assertThat(site.as("gestora").all("/v1/punches?worker=" + Demo.cpf(4), 500)).hasSize(4);
  }

  @Test
  void a_repeat_is_absorbed_with_a_receipt_of_its_own_and_the_same_row() {
    var before = Books.settled(site);
    var id = Press.newId();
    var item = Press.own(id);
    var first = site.worker(5).punch(item).expect(202);
    var recorded = site.worker(5).settled(id);
    var second = site.worker(5).punch(item).expect(202);
    var third = site.worker(5).punch(item.replace(id, id.toUpperCase(java.util.Locale.ROOT)), item);
    assertThat(List.of(first.text("receipt"), second.text("receipt"), third.text("receipt")))
        .doesNotHaveDuplicates();
    var after = Books.settled(site);
    assertThat(after.recorded()).isEqualTo(before.recorded() + 1);
    assertThat(after.repeated()).isEqualTo(before.repeated() + 3);
    assertThat(site.worker(5).get("/v1/punches/" + id).json()).isEqualTo(recorded.json());
  }

  @Test
  void which_instant_counts_is_decided_by_the_clocks_and_not_by_what_the_body_says() {
    var now = Main.CLOCK.instant();
    var anHourAgo =
        now.minus(Duration.ofHours(1)).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    var worker = site.worker(6);
    // Pressed an hour ago, with nothing that tells how the device's clock stands.
    var declared = recorded(worker, anHourAgo, "\"offline\":false", null);
    assertThat(declared.json()).containsEntry("trust", "declared").containsEntry("offline", true);
    assertThat(instant(declared, "punchedAt")).isEqualTo(anHourAgo);
    // The device's clock an hour slow: sent at once, so pressed just now, on-line.
    var slow = recorded(worker, anHourAgo, "\"offline\":true", Press.time(anHourAgo));
    assertThat(slow.json()).containsEntry("trust", "confirmed").containsEntry("offline", false);
    assertThat(slow.text("punchedAt")).isNotEqualTo(Press.time(anHourAgo));
    // The same clock, sent ten minutes after the press: its age is what is known.
    var sent = anHourAgo.plus(Duration.ofMinutes(10));
    var aged = recorded(worker, anHourAgo, "\"offline\":true", Press.time(sent));
    assertThat(aged.json()).containsEntry("trust", "derived").containsEntry("offline", true);
    assertThat(instant(aged, "punchedAt"))
        .isEqualTo(instant(aged, "receivedAt").minus(Duration.ofMinutes(10)));
    // A clock sample says it too; with fractions, as browsers tell time.
    var sample = "\"evidence\":{\"clock\":{\"offsetMillis\":1800000.75,\"monotonicMillis\":5.5}}";
    var sampled = recorded(worker, anHourAgo, sample, null);
    assertThat(sampled.json()).containsEntry("trust", "derived").containsEntry("offline", true);
    assertThat(Duration.between(anHourAgo, instant(sampled, "punchedAt")).toMinutes())
        .isEqualTo(30);
    // A header that is no instant is ignored.
    var nonsense = recorded(worker, anHourAgo, "\"offline\":true", "yesterday");
    assertThat(nonsense.json()).containsEntry("trust", "declared");
    assertThat(instant(nonsense, "punchedAt")).isEqualTo(anHourAgo);
  }

  private static Answer recorded(
      Caller worker, Instant at, String more, @org.jspecify.annotations.Nullable String sentAt) {
    var id = Press.newId();
    var item = Press.of(id, Map.of("at", Press.text(Press.time(at))));
    var body = Press.letter(item.substring(0, item.length() - 1) + "," + more + "}");
    worker
        .send(
            "POST",
            "/v1/punches",
            java.net.http.HttpRequest.BodyPublishers.ofString(body),
            request -> sentAt == null ? request : request.header("Ponto-Sent-At", sentAt))
        .expect(202);
    return worker.settled(id);
  }

  /** Something set aside that a person can be named for. */
  private static String setAside(String id) {
    site.as("coletor").punch(Press.own(id)).expect(202);
    site.as("coletor").settled(id);
    return site.ask("SELECT set_aside_id FROM set_aside WHERE punch_id = '" + id + "'");
  }

  @Test
  void hr_binds_a_set_aside_once_and_it_is_recorded_with_its_own_instant() {
    var hr = site.as("rh");
    var id = Press.newId();
    var path = "/v1/set-aside/" + setAside(id);
    var received = hr.get(path).text("receivedAt");
    var body = "{\"worker\":\"" + Demo.cpf(7) + "\"}";
    assertThat(hr.post(path + "/bind", body).expect(202).text("status")).isEqualTo("accepted");
    var bound =
        Patience.until(
            "the bound punch",
            () -> hr.get("/v1/punches/" + id),
            answer -> answer.text("status").equals("recorded"));
    assertThat(bound.text("worker")).isEqualTo(Demo.cpf(7));
    assertThat(instant(bound, "punchedAt")).isEqualTo(Instant.parse(received));
    assertThat(hr.get(path).json())
        .containsEntry("status", "bound")
        .containsEntry("worker", Demo.cpf(7))
        .containsEntry("decidedBy", hr.get("/v1/me").text("subject"))
        .containsKeys("decidedAt", "raw");
    hr.post(path + "/bind", body).problem(409);
    hr.post(path + "/discard", "{\"reason\":\"late\"}").problem(409);
    Books.settled(site);
  }

  @Test
  void two_decisions_at_once_leave_one_standing() throws Exception {
    var hr = site.as("rh");
    var path = "/v1/set-aside/" + setAside(Press.newId());
    var answers = new java.util.concurrent.ConcurrentLinkedQueue<Integer>();
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < 6; i++) {
      var bind = i % 2 == 0;
      var body = bind ? "{\"worker\":\"" + Demo.cpf(8) + "\"}" : "{\"reason\":\"twice\"}";
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> answers.add(hr.post(path + (bind ? "/bind" : "/discard"), body).status())));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(answers).hasSize(6).allMatch(status -> List.of(200, 202, 409).contains(status));
    assertThat(answers.stream().filter(status -> status == 200).count()).isLessThanOrEqualTo(1);
    Books.settled(site);
    assertThat(hr.get(path).text("status")).isIn("bound", "discarded");
  }

  @Test
  void hr_discards_with_a_reason_and_the_text_stays() {
    var hr = site.as("rh");
    var path = "/v1/set-aside/" + setAside(Press.newId());
    hr.post(path + "/discard", "{\"reason\":\" \"}").problem(400);
    var reason = "apertou duas vezes, confirmação por e-mail";
    var discarded = hr.post(path + "/discard", "{\"reason\":\"" + reason + "\"}").expect(200);
    assertThat(discarded.json())
        .containsEntry("status", "discarded")
        .containsEntry("decision", reason);
    assertThat(hr.get(path).text("raw")).contains("\"collector\":\"browser\"");
    hr.post(path + "/discard", "{\"reason\":\"again\"}").problem(409);
    hr.post(path + "/bind", "{\"worker\":\"" + Demo.cpf(1) + "\"}").problem(409);
    var number = path.substring(path.lastIndexOf('/') + 1);
    assertThat(hr.all("/v1/set-aside", 500)).noneMatch(item -> number.equals(item.get("id")));
    assertThat(hr.all("/v1/set-aside?status=closed", 1))
        .anyMatch(item -> number.equals(item.get("id")));
    assertThat(hr.all("/v1/set-aside?status=all", 2))
        .anyMatch(item -> number.equals(item.get("id")));
  }

  @Test
  void what_is_not_a_punch_cannot_be_bound() {
    var id = Press.newId();
    site.worker(9).punch(Press.of(id, Map.of("at", "\"2026-02-30T08:00:00Z\""))).expect(202);
    site.worker(9).settled(id);
    var number = site.ask("SELECT set_aside_id FROM set_aside WHERE punch_id = '" + id + "'");
    var body = "{\"worker\":\"" + Demo.cpf(9) + "\"}";
    site.as("rh").post("/v1/set-aside/" + number + "/bind", body).problem(409);
  }

  @Test
  void a_letter_that_a_defect_of_ours_buried_is_listed_and_redriven() {
    var hr = site.as("rh");
    site.execute(
        "ALTER TABLE punch ADD CONSTRAINT defect CHECK (collector <> 'desktop') NOT VALID");
    var id = Press.newId();
    var other = Press.newId();
    var pressed = Press.of(id, Map.of("collector", "\"desktop\""));
    var receipt = site.worker(10).punch(pressed).expect(202).text("receipt");
    site.worker(11).punch(Press.own(other)).expect(202);
    site.worker(11).settled(other);
    var buried =
        Patience.until(
            "the dead letter", () -> hr.all("/v1/dead-letters", 500), list -> !list.isEmpty());
    assertThat(buried).hasSize(1);
    assertThat(buried.getFirst()).containsEntry("receipt", receipt);
    assertThat(buried.getFirst()).containsOnlyKeys("receipt", "receivedAt", "buriedAt", "reason");
    assertThat(site.books().dead()).isEqualTo(1);
    site.execute("ALTER TABLE punch DROP CONSTRAINT defect");
    var wrong = hr.post("/v1/dead-letters/redrive", "{\"receipts\":[\"other\"]}").expect(200);
    assertThat(wrong.text("redriven")).isEqualTo("0");
    var body = "{\"receipts\":[\"" + receipt + "\"]}";
    assertThat(hr.post("/v1/dead-letters/redrive", body).text("redriven")).isEqualTo("1");
    assertThat(site.worker(10).settled(id).text("status")).isEqualTo("recorded");
    assertThat(hr.all("/v1/dead-letters", 500)).isEmpty();
    Books.settled(site);
  }
}
