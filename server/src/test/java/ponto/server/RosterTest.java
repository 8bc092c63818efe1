package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.access.Tenant;
import ponto.api.Json;
import ponto.audit.Audit;

/**
 * Employer, establishments, workers and users through the door: rows, ledger and audit log agree.
 */
final class RosterTest {
  private static final String HOME = "11222333000181";
  private static final String BRANCH = "12ABC34501DE35";

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Caller hr;

  private static int next = 6_000;

  @BeforeAll
  static void open() {
    site = Site.demo();
    hr = site.as("rh");
    hr.post(
            "/v1/establishments",
            """
            {"document":"12ABC34501DE35","cnoCaepf":"","place":"Av. Manauara, 5 - Manaus/AM","zone":"America/Manaus"}
            """)
        .expect(201);
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static String newCpf() {
    return Demo.cpf(next++);
  }

  private static Answer admit(String cpf, String name, String admission, String place) {
    return hr.post(
        "/v1/workers",
        Json.object(json ->
            json.text("cpf", cpf)
                .text("name", name)
                .text("admission", admission)
                .text("establishment", place)));
  }

  /**
   * The type 5 records of a CPF, each without NSR and instant: operation, CPF, name, responsible.
   */
  private static List<String> records(String cpf) throws Exception {
    var records = new ArrayList<String>();
    try (var connection = site.superuser();
        var query =
            connection.prepareStatement(
                """
                SELECT e.document || ' ' || substr(l.line, 35, 1) || ' ' || rtrim(substr(l.line, 48, 52)) || ' ' || substr(l.line, 104, 11)
                FROM ledger l JOIN establishment e USING (establishment_id)
                WHERE l.type = 5 AND substr(l.line, 36, 12) = '0' || ?
                ORDER BY l.recorded_at, l.establishment_id, l.nsr
                """)) {
      query.setString(1, cpf);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          records.add(rows.getString(1));
        }
      }
    }
    return records;
  }

  private static List<String> deeds(String about) {
    return hr.all("/v1/audit?about=" + about.replace(" ", "%20"), 100).reversed().stream()
        .map(line -> String.valueOf(line.get("action")))
        .toList();
  }

  @Test
  void a_worker_is_admitted_changed_moved_dismissed_and_admitted_again_and_all_of_it_is_told()
      throws Exception {
    var cpf = newCpf();
    var path = "/v1/workers/" + cpf;
    admit(cpf, "Łucja São Fictícia", "2026-01-05", HOME).expect(201);
    hr.put(path, "{\"job\":\"Padeira\",\"pis\":\"17033259504\",\"badge\":\"B-" + cpf + "\"}")
        .expect(200);
    hr.post(path + "/assign", "{\"establishment\":\"" + BRANCH + "\",\"from\":\"2026-03-01\"}")
        .expect(200);
    hr.post(path + "/dismiss", "{\"on\":\"2026-04-30\"}").expect(200);
    admit(cpf, "Lúcia Fictícia", "2026-04-30", HOME).problem(409);
    admit(cpf, "Lúcia Fictícia", "2026-06-01", HOME).expect(201);

    assertThat(records(cpf))
        .containsExactly(
            HOME + " I Lucja São Fictícia 11144477735",
            HOME + " A Lucja São Fictícia 11144477735",
            HOME + " E Lucja São Fictícia 11144477735",
            BRANCH + " I Lucja São Fictícia 11144477735",
            BRANCH + " E Lucja São Fictícia 11144477735",
            HOME + " I Lúcia Fictícia 11144477735");
    assertThat(deeds("worker " + cpf))
        .containsExactly(
            "admit-worker", "change-worker", "assign-worker", "dismiss-worker", "readmit-worker");
    var now = hr.get(path).expect(200).json();
    assertThat(now)
        .containsEntry("name", "Lúcia Fictícia")
        .containsEntry("job", "Padeira")
        .containsEntry("admission", "2026-06-01")
        .doesNotContainKey("dismissal");
    assertThat(String.valueOf(now.get("assignments")))
        .contains("from=2026-01-05, to=2026-02-28", "from=2026-03-01, to=2026-04-30")
        .contains("from=2026-06-01, to=null");
    assertThat(String.valueOf(now.get("history")))
        .contains("Łucja São Fictícia", "from=2026-06-01, name=Lúcia Fictícia");
  }

  @Test
  void the_record_is_the_laws_line_to_the_byte() throws Exception {
    var cpf = newCpf();
    admit(cpf, "Conceição Fictícia", "2026-01-05", BRANCH).expect(201);
    var line = site.ask("SELECT line FROM ledger WHERE type = 5 AND line LIKE '%0" + cpf + "%'");
    assertThat(line)
        .hasSize(118)
        .matches(
            "\\d{9}5\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:00-0400I0"
                + cpf
                + "Conceição Fictícia {34}    11144477735[0-9A-F]{4}");
    var crc =
        ponto.afd.Crc16.kermit(
            line.substring(0, 114).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    assertThat(line.substring(114)).isEqualTo("%04X".formatted(crc));
  }

  @Test
  void another_name_of_the_employer_is_a_record_in_every_ledger_and_the_same_is_none() {
    var change = "{\"name\":\"Padaria Nova Ltda\",\"responsibleCpf\":\"11144477735\"}";
    var count =
        "SELECT count(*) FROM ledger WHERE type = 2 AND substr(line, 78, 17) = 'Padaria Nova Ltda'";
    hr.put("/v1/employer?dryRun=true", change).expect(200);
    assertThat(site.ask(count)).isEqualTo("0");
    hr.put("/v1/employer", change).expect(200);
    hr.put("/v1/employer", change).expect(200);
    assertThat(site.ask(count)).isEqualTo("2");
    assertThat(hr.get("/v1/employer").json())
        .containsEntry("name", "Padaria Nova Ltda")
        .containsEntry("inpi", "512026001234");
    assertThat(deeds("employer").stream().filter("change-employer"::equals)).hasSize(1);
    var line =
        site.ask(
            "SELECT line FROM ledger WHERE type = 2 AND substr(line, 50, 14) = '"
                + BRANCH
                + "' ORDER BY nsr DESC LIMIT 1");
    assertThat(line).hasSize(331).contains("-0400000111444777351" + BRANCH);
    assertThat(line.substring(227, 327).strip()).isEqualTo("Av. Manauara, 5 - Manaus/AM");
  }

  @Test
  void an_establishment_changes_by_what_is_said_and_only_its_own_ledger_tells_it() {
    var before = site.ask("SELECT count(*) FROM ledger WHERE type = 2");
    var path = "/v1/establishments/" + BRANCH;
    hr.put(path, "{\"zone\":\"America/Porto_Velho\"}").expect(200);
    assertThat(site.ask("SELECT count(*) FROM ledger WHERE type = 2")).isEqualTo(before);
    hr.put(path, "{\"cnoCaepf\":\"123456789012\",\"zone\":\"America/Manaus\"}").expect(200);
    assertThat(site.ask("SELECT count(*) - 1 FROM ledger WHERE type = 2")).isEqualTo(before);
    assertThat(hr.all("/v1/establishments", 1))
        .extracting(place -> place.get("document"))
        .containsExactly(HOME, BRANCH);
    assertThat(deeds("establishment " + BRANCH))
        .containsExactly("create-establishment", "change-establishment", "change-establishment");
  }

  @Test
  void what_cannot_be_right_names_its_field_and_leaves_nothing_behind() {
    var cpf = newCpf();
    admit(cpf, "Fulano Fictício", "2026-01-05", HOME).expect(201);
    var before = site.ask("SELECT count(*) FROM ledger") + site.ask("SELECT count(*) FROM audit");
    var path = "/v1/workers/" + cpf;
    refused(400, "/on", hr.post(path + "/dismiss", "{\"on\":\"2026-01-04\"}"));
    refused(400, "/on", hr.post(path + "/dismiss", "{\"on\":\"2026-02-30\"}"));
    refused(
        400,
        "/from",
        hr.post(
            path + "/assign", "{\"establishment\":\"" + BRANCH + "\",\"from\":\"2026-01-04\"}"));
    refused(
        400,
        "/establishment",
        hr.post(
            path + "/assign", "{\"establishment\":\"11444777000161\",\"from\":\"2026-02-04\"}"));
    refused(400, "/pis", hr.put(path, "{\"pis\":\"17033259505\"}"));
    refused(400, "/name", hr.put(path, "{\"name\":\"李小龙\"}"));
    refused(400, "/name", hr.put(path, "{\"name\":\"a\u202eb\"}"));
    refused(400, "/registration", hr.put(path, "{\"registration\":\"não\"}"));
    refused(409, "/registration", hr.put(path, "{\"registration\":\"M00001\"}"));
    refused(400, "/from", hr.put(path, "{\"job\":\"x\",\"from\":\"2090-01-01\"}"));
    refused(409, "/cpf", admit(cpf, "Fulano Fictício", "2026-01-05", HOME));
    refused(400, "/cpf", admit("12345678900", "Fulano", "2026-01-05", HOME));
    refused(400, "/name", admit(newCpf(), "", "2026-01-05", HOME));
    refused(400, "/admission", admit(newCpf(), "Fulano", "05/01/26", HOME));
    refused(
        400,
        "/establishment",
        hr.post(
            "/v1/workers",
            "{\"cpf\":\"" + newCpf() + "\",\"name\":\"F\",\"admission\":\"2026-01-05\"}"));
    var place = "{\"document\":\"%s\",\"place\":\"x\",\"zone\":\"%s\"}";
    refused(
        400,
        "/document",
        hr.post("/v1/establishments", place.formatted("11222333000182", "America/Manaus")));
    refused(
        409, "/document", hr.post("/v1/establishments", place.formatted(HOME, "America/Manaus")));
    refused(
        400,
        "/zone",
        hr.post("/v1/establishments", place.formatted("11444777000161", "America/Atlantis")));
    refused(400, "dryRun", hr.put(path + "?dryRun=maybe", "{}"));
    hr.get("/v1/workers/" + newCpf()).problem(404);
    hr.put("/v1/establishments/11444777000161", "{}").problem(404);
    assertThat(site.ask("SELECT count(*) FROM ledger") + site.ask("SELECT count(*) FROM audit"))
        .isEqualTo(before);
  }

  private static void refused(int status, String field, Answer answer) {
    assertThat(answer.problem(status).text("field")).as(answer.body()).isEqualTo(field);
  }

  @Test
  void a_dry_run_shows_the_printed_name_and_writes_nothing() {
    var cpf = newCpf();
    var answer =
        hr.post(
                "/v1/workers?dryRun=true",
                "{\"cpf\":\"%s\",\"name\":\"Škoda Ōta — Ficção\",\"admission\":\"2026-01-05\",\"establishment\":\"%s\",\"account\":true}"
                    .formatted(cpf, HOME))
            .expect(200);
    assertThat(answer.text("printedName")).isEqualTo("Skoda Ota - Ficção");
    assertThat(answer.json()).doesNotContainKey("password");
    hr.get("/v1/workers/" + cpf).problem(404);
    assertThat(deeds("worker " + cpf)).isEmpty();
  }

  @Test
  void a_new_worker_signs_in_with_the_password_that_was_shown_once_and_punches() {
    var cpf = newCpf();
    var answer =
        hr.post(
                "/v1/workers",
                "{\"cpf\":\"%s\",\"name\":\"Nova Fictícia\",\"admission\":\"2026-01-05\",\"establishment\":\"%s\",\"account\":true}"
                    .formatted(cpf, BRANCH))
            .expect(201);
    var worker = site.nobody().signIn(cpf, answer.text("password"));
    var id = Press.newId();
    worker.punch(Press.own(id)).expect(202);
    assertThat(worker.settled(id).text("status")).isEqualTo("recorded");
    assertThat(hr.get("/v1/workers/" + cpf).body()).doesNotContain(answer.text("password"));
    refused(409, "/account", hr.put("/v1/workers/" + cpf, "{\"account\":true}"));
    hr.put("/v1/workers/" + cpf, "{\"name\":\"Nova de Outro Nome\"}").expect(200);
    assertThat(worker.get("/v1/me").text("name")).isEqualTo("Nova de Outro Nome");
  }

  @Test
  void a_users_new_password_ends_its_sessions_and_a_disabled_one_stays_out() {
    var admin = site.as("admin");
    var made =
        admin
            .post(
                "/v1/users", "{\"login\":\"Nova.Gestora\",\"role\":\"manager\",\"name\":\"Nova\"}")
            .expect(201);
    var session = site.nobody().session("nova.gestora", made.text("password")).expect(200);
    var again = admin.put("/v1/users/nova.gestora", "{\"newPassword\":true}").expect(200);
    site.nobody()
        .post("/v1/sessions/refresh", "{\"refreshToken\":\"" + session.text("refreshToken") + "\"}")
        .problem(401);
    var manager = site.nobody().signIn("nova.gestora", again.text("password"));
    assertThat(manager.all("/v1/workers", 500)).isEmpty();
    var people = "{\"workers\":[\"" + Demo.cpf(1) + "\",\"" + Demo.cpf(2) + "\"]}";
    assertThat(admin.put("/v1/users/nova.gestora/people", people).expect(200).text("people"))
        .isEqualTo("2");
    assertThat(manager.all("/v1/workers", 500)).hasSize(2);
    refused(
        400,
        "/workers/1",
        admin.put(
            "/v1/users/nova.gestora/people",
            "{\"workers\":[\"" + Demo.cpf(1) + "\",\"12345678909\"]}"));
    assertThat(manager.all("/v1/workers", 500)).hasSize(2);
    admin.put("/v1/users/nova.gestora", "{\"role\":\"auditor\"}").expect(200);
    assertThat(
            admin
                .put("/v1/users/nova.gestora", "{\"role\":\"manager\"}")
                .expect(200)
                .text("people"))
        .isEqualTo("0");
    admin.put("/v1/users/nova.gestora", "{\"disabled\":true}").expect(200);
    site.nobody().session("nova.gestora", again.text("password")).problem(403);
    refused(409, "/disabled", admin.put("/v1/users/admin", "{\"disabled\":true}"));
    refused(409, "/role", admin.put("/v1/users/admin", "{\"role\":\"hr\"}"));
    refused(
        409,
        "/login",
        admin.post("/v1/users", "{\"login\":\"rh\",\"role\":\"hr\",\"name\":\"x\"}"));
    refused(
        400,
        "/worker",
        admin.post("/v1/users", "{\"login\":\"w\",\"role\":\"worker\",\"name\":\"x\"}"));
    assertThat(deeds("user nova.gestora"))
        .containsExactly(
            "create-user",
            "give-new-password",
            "change-people",
            "change-user",
            "change-user",
            "change-user");
    assertThat(site.as("auditora").get("/v1/audit").body())
        .doesNotContain(made.text("password"), again.text("password"));
  }

  @Test
  void the_chain_of_the_audit_log_is_whole_after_all_of_it() throws Exception {
    admit(newCpf(), "Fulana Fictícia", "2026-01-05", HOME).expect(201);
    var broken =
        Tenant.speakingFor(
            site.employer(),
            () -> site.connectAs("ponto_api"),
            connection -> Audit.verify(connection, site.employer()));
    assertThat(broken).isEmpty();
    var line = hr.get("/v1/audit?limit=1").items().getFirst();
    assertThat(line).containsAllEntriesOf(Map.of("login", "rh", "role", "hr"));
    hr.get("/v1/audit?cursor=eA").problem(400);
    hr.get("/v1/audit?about=%00").problem(400);
  }
}
