package ponto.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.access.Role;

/** Who may do what, asked through the door: every operation by every role, on whose rows. */
final class MatrixTest {
  private static final List<String> WHO =
      List.of("nobody", "worker", "collector", "manager", "hr", "auditor", "admin", "dismissed");

  /** The answer to each of {@link #WHO}, in that order. */
  private static final String OWN =
      """
      createSession       200 200 200 200 200 200 200 200
      refreshSession      200 200 200 200 200 200 200 200
      endSession          401 204 204 204 204 204 204 204
      getMe               401 200 200 200 200 200 200 200
      postPunches         401 202 202 202 202 202 202 202
      listPunches         401 200 200 200 200 200 403 403
      getPunch            401 200 200 200 200 200 403 403
      getReceipt          401 200 200 200 200 200 403 403
      listReceipts        401 200 403 200 200 403 403 403
      listWorkers         401 403 200 200 200 200 403 403
      createWorker        401 403 403 403 201 403 403 403
      getWorker           401 403 403 403 200 200 403 403
      putWorker           401 403 403 403 200 403 403 403
      dismissWorker       401 403 403 403 200 403 403 403
      assignWorker        401 403 403 403 200 403 403 403
      importWorkers       401 403 403 403 200 403 403 403
      listForeignFiles    401 403 403 403 200 200 200 403
      beginForeignFile    401 403 403 403 201 403 201 403
      takeForeignPiece    401 403 403 403 200 403 200 403
      listForeignPeople   401 403 403 403 200 200 403 403
      bindForeignPerson   401 403 403 403 204 403 403 403
      listForeignMarks    401 200 200 200 200 200 403 403
      getEmployer         401 403 403 403 200 200 403 403
      putEmployer         401 403 403 403 200 403 403 403
      listEstablishments  401 403 403 403 200 200 403 403
      createEstablishment 401 403 403 403 200 403 403 403
      putEstablishment    401 403 403 403 200 403 403 403
      listUsers           401 403 403 403 403 403 200 403
      createUser          401 403 403 403 403 403 201 403
      putUser             401 403 403 403 403 403 200 403
      putPeople           401 403 403 403 403 403 200 403
      getExport           401 404 404 404 404 404 404 404
      listAudit           401 403 403 403 200 200 200 403
      listSetAside        401 403 403 403 200 200 403 403
      getSetAside         401 403 403 403 200 200 403 403
      bindSetAside        401 403 403 403 202 403 403 403
      discardSetAside     401 403 403 403 200 403 403 403
      listDeadLetters     401 403 403 403 200 200 403 403
      redriveDeadLetters  401 403 403 403 200 403 403 403
      listEvidence        401 200 403 200 200 200 403 403
      eraseEvidence       401 403 403 403 200 403 403 403
      getSettings         401 403 403 403 403 403 200 403
      putSettings         401 403 403 403 403 403 200 403
      getReportFilters    401 403 403 200 200 200 403 403
      reportPresence      401 403 403 200 200 200 403 403
      reportHeadcount     401 403 403 200 200 200 403 403
      reportPunches       401 403 403 200 200 200 403 403
      reportDays          401 403 403 200 200 200 403 403
      reportLate          401 403 403 200 200 200 403 403
      exportAfd           401 403 403 403 200 200 403 403
      getAttestation      401 403 403 403 200 403 200 403
      getClock            200 200 200 200 200 200 200 200
      createFirstEmployer 403 403 403 403 403 403 403 403
      copyInbox           403 403 403 403 403 403 403 403
      getConfig           200 200 200 200 200 200 200 200
      getOpenapi          200 200 200 200 200 200 200 200
      """;

  /** The same where the thing named is another employer's. */
  private static final String FOREIGN =
      """
      getPunch            401 404 404 404 404 404 403 403
      getReceipt          401 404 404 404 404 404 403 403
      getSetAside         401 403 403 403 404 404 403 403
      bindSetAside        401 403 403 403 404 403 403 403
      discardSetAside     401 403 403 403 404 403 403 403
      takeForeignPiece    401 403 403 403 404 403 404 403
      bindForeignPerson   401 403 403 403 404 403 403 403
      getWorker           401 403 403 403 404 404 403 403
      putWorker           401 403 403 403 404 403 403 403
      dismissWorker       401 403 403 403 404 403 403 403
      assignWorker        401 403 403 403 404 403 403 403
      putEstablishment    401 403 403 403 404 403 403 403
      exportAfd           401 403 403 403 404 404 403 403
      putUser             401 403 403 403 403 403 404 403
      putPeople           401 403 403 403 403 403 404 403
      listEvidence        401 404 403 404 404 404 403 403
      eraseEvidence       401 403 403 403 404 403 403 403
      """;

  private static final String SETUP =
      """
      {"token":"wrong","employer":{"document":"11222333000181","name":"x","place":"y",\
      "zone":"America/Sao_Paulo","responsibleCpf":"11144477735"},\
      "admin":{"login":"boss","password":"0123456789","name":"z"}}\
      """;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static SecondEmployer second;

  @BeforeAll
  static void open() throws Exception {
    site = Site.demo();
    second = SecondEmployer.on(site);
    site.execute("UPDATE worker SET dismissed_on = current_date - 5 WHERE cpf = '" + left() + "'");
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static String left() {
    return Demo.cpf(Site.WORKERS);
  }

  private static String login(String who) {
    return switch (who) {
      case "worker" -> Demo.cpf(1);
      case "collector" -> "coletor";
      case "manager" -> "gestora";
      case "hr" -> "rh";
      case "auditor" -> "auditora";
      case "admin" -> "admin";
      default -> left();
    };
  }

  private static Caller caller(String who) {
    return who.equals("nobody") ? site.nobody() : site.as(login(who));
  }

  /** How an operation is called; the text is a punch's id or a set-aside's number. */
  private static Map<String, BiFunction<Caller, String, Answer>> calls() {
    var calls = new LinkedHashMap<String, BiFunction<Caller, String, Answer>>();
    calls.put("createSession", (by, _) -> by.session("coletor", Demo.PASSWORD));
    calls.put("refreshSession", (by, token) -> by.post("/v1/sessions/refresh", refresh(token)));
    calls.put(
        "endSession",
        (by, _) ->
            by.send(
                "DELETE",
                "/v1/sessions",
                java.net.http.HttpRequest.BodyPublishers.ofString(refresh("not-mine"))));
    calls.put("getMe", (by, _) -> by.get("/v1/me"));
    calls.put("postPunches", (by, _) -> by.punch(Press.own(Press.newId())));
    calls.put("listPunches", (by, _) -> by.get("/v1/punches"));
    calls.put("getPunch", (by, id) -> by.get("/v1/punches/" + id));
    calls.put("getReceipt", (by, id) -> by.get("/v1/punches/" + id + "/receipt"));
    calls.put("listReceipts", (by, _) -> by.get("/v1/receipts"));
    calls.put("listWorkers", (by, _) -> by.get("/v1/workers"));
    calls.putAll(RosterCalls.all());
    calls.put("getAttestation", (by, _) -> by.get("/v1/employer/attestation"));
    calls.putAll(ForeignCalls.all());
    calls.put("getExport", (by, _) -> by.get("/v1/exports/" + java.util.UUID.randomUUID()));
    calls.put("listAudit", (by, _) -> by.get("/v1/audit"));
    calls.put("listSetAside", (by, _) -> by.get("/v1/set-aside"));
    calls.put("getSetAside", (by, id) -> by.get("/v1/set-aside/" + id));
    calls.put(
        "bindSetAside",
        (by, id) ->
            by.post("/v1/set-aside/" + id + "/bind", "{\"worker\":\"" + Demo.cpf(1) + "\"}"));
    calls.put(
        "discardSetAside",
        (by, id) -> by.post("/v1/set-aside/" + id + "/discard", "{\"reason\":\"a test\"}"));
    calls.put("listDeadLetters", (by, _) -> by.get("/v1/dead-letters"));
    calls.put(
        "redriveDeadLetters",
        (by, _) -> by.post("/v1/dead-letters/redrive", "{\"receipts\":[\"nobody's\"]}"));
    calls.put("listEvidence", (by, cpf) -> by.get("/v1/workers/" + cpf + "/evidence"));
    calls.put(
        "eraseEvidence",
        (by, cpf) ->
            by.send(
                "DELETE",
                "/v1/workers/" + cpf + "/evidence",
                java.net.http.HttpRequest.BodyPublishers.ofString("{\"reason\":\"a test\"}")));
    calls.put("getSettings", (by, _) -> by.get("/v1/settings"));
    calls.put("putSettings", (by, _) -> by.put("/v1/settings", "{\"place\":{\"wanted\":false}}"));
    calls.put("getReportFilters", (by, _) -> by.get("/v1/reports/filters"));
    calls.put("reportPresence", (by, _) -> by.get("/v1/reports/presence"));
    calls.put("reportHeadcount", (by, _) -> by.get("/v1/reports/headcount"));
    for (var list : List.of("Punches", "Days", "Late")) {
      var path = "/v1/reports/" + list.toLowerCase(java.util.Locale.ROOT);
      calls.put("report" + list, (by, _) -> by.get(path + "?from=2026-01-01&to=2026-12-31"));
    }
    calls.put("getClock", (by, _) -> by.get("/v1/clock"));
    calls.put("createFirstEmployer", (by, _) -> by.post("/v1/setup", SETUP));
    calls.put("copyInbox", (by, _) -> by.post("/v1/inbox-copies", "{\"token\":\"no-token\"}"));
    calls.put("getConfig", (by, _) -> by.get("/config.json"));
    calls.put("getOpenapi", (by, _) -> by.get("/openapi.json"));
    return calls;
  }

  private static String refresh(String token) {
    return "{\"refreshToken\":\"" + token + "\"}";
  }

  private static Map<String, List<Integer>> table(String text) {
    var table = new LinkedHashMap<String, List<Integer>>();
    text.lines()
        .map(line -> List.of(line.split(" +", -1)))
        .forEach(cells ->
            table.put(
                cells.getFirst(),
                cells.subList(1, cells.size()).stream().map(Integer::valueOf).toList()));
    return table;
  }

  /** What each of all answers to an operation on the thing that is made anew for each. */
  private static List<Integer> answers(
      String operation, java.util.function.Supplier<String> thing) {
    var call = requireNonNull(calls().get(operation));
    var statuses = new ArrayList<Integer>();
    for (var who : WHO) {
      var answer = call.apply(caller(who), thing.get());
      if (answer.status() >= 400) {
        answer.problem(answer.status());
      }
      statuses.add(answer.status());
    }
    return statuses;
  }

  @Test
  void every_role_is_answered_as_the_matrix_says_on_its_own_employers_rows() {
    var expected = table(OWN);
    assertThat(expected.keySet()).containsExactlyInAnyOrderElementsOf(Contract.read().operations());
    assertThat(calls().keySet()).isEqualTo(expected.keySet());
    var token = site.nobody().session("coletor", Demo.PASSWORD).text("refreshToken");
    var punch = Press.newId();
    site.as("coletor").punch(Press.by(punch, Demo.cpf(1))).expect(202);
    site.as("coletor").settled(punch);
    expected.forEach((operation, statuses) ->
        assertThat(
                answers(
                    operation,
                    () ->
                        switch (operation) {
                          case "refreshSession" -> token;
                          case "getPunch", "getReceipt" -> punch;
                          case "listEvidence", "eraseEvidence" -> Demo.cpf(1);
                          case "getSetAside" -> setAside();
                          case "bindSetAside", "discardSetAside" -> setAside();
                          case "takeForeignPiece" -> ForeignCalls.begun(site.as("rh"));
                          case "bindForeignPerson" -> ForeignCalls.unknown(site.as("rh"));
                          default -> RosterCalls.own(operation);
                        }))
            .as(operation + " by " + WHO)
            .isEqualTo(statuses));
  }

  /** Something set aside that can be bound: a collector named nobody. */
  private static String setAside() {
    var id = Press.newId();
    site.as("coletor").punch(Press.own(id)).expect(202);
    site.as("coletor").settled(id);
    return site.ask("SELECT set_aside_id FROM set_aside WHERE punch_id = '" + id + "'");
  }

  @Test
  void what_another_employer_has_is_not_there_for_anybody() {
    var punch = Press.newId();
    second.worker().punch(Press.own(punch)).expect(202);
    second.worker().settled(punch);
    var aside = Press.newId();
    second.as(Role.COLLECTOR).punch(Press.own(aside)).expect(202);
    second.as(Role.COLLECTOR).settled(aside);
    var number = site.ask("SELECT set_aside_id FROM set_aside WHERE punch_id = '" + aside + "'");
    table(FOREIGN)
        .forEach((operation, statuses) ->
            assertThat(
                    answers(
                        operation,
                        () ->
                            switch (operation) {
                              case "getPunch", "getReceipt" -> punch;
                              case "getSetAside", "bindSetAside", "discardSetAside" -> number;
                              case "listEvidence", "eraseEvidence" -> SecondEmployer.CPF;
                              case "takeForeignPiece" -> ForeignCalls.begun(second.as(Role.HR));
                              case "bindForeignPerson" -> ForeignCalls.unknown(second.as(Role.HR));
                              default -> RosterCalls.foreign(operation);
                            }))
                .as("foreign " + operation + " by " + WHO)
                .isEqualTo(statuses));
    for (var who : List.of("worker", "collector", "manager", "hr", "auditor")) {
      var by = caller(who);
      assertThat(by.get("/v1/punches?ids=" + punch + "," + aside).items()).as(who).isEmpty();
      assertThat(by.get("/v1/punches?worker=" + SecondEmployer.CPF).items()).as(who).isEmpty();
      assertThat(by.all("/v1/punches", 500))
          .as(who)
          .noneMatch(item -> punch.equals(item.get("id")));
    }
    for (var who : List.of("collector", "manager", "hr", "auditor")) {
      assertThat(caller(who).all("/v1/workers", 500))
          .isNotEmpty()
          .noneMatch(worker -> SecondEmployer.CPF.equals(worker.get("cpf")));
    }
    assertThat(site.as("rh").all("/v1/set-aside?status=all", 500))
        .noneMatch(item -> number.equals(item.get("id")));
    assertThat(second.as(Role.HR).all("/v1/workers", 500)).hasSize(1);
    assertThat(second.as(Role.HR).all("/v1/set-aside", 500))
        .allMatch(item -> number.equals(item.get("id")))
        .hasSize(1);
  }

  @Test
  void binding_to_another_employers_worker_is_binding_to_nobody() {
    var number = setAside();
    var hr = site.as("rh");
    var path = "/v1/set-aside/" + number + "/bind";
    var foreign = hr.post(path, "{\"worker\":\"" + SecondEmployer.CPF + "\"}");
    var nobodys = hr.post(path, "{\"worker\":\"52998224725\"}").problem(404);
    assertThat(foreign.status()).isEqualTo(nobodys.status());
    assertThat(foreign.body()).isEqualTo(nobodys.body());
  }

  @Test
  void a_manager_sees_its_people_and_a_collector_what_it_sent_and_names() {
    var id = Press.newId();
    site.worker(2).punch(Press.own(id)).expect(202);
    site.worker(2).settled(id);
    site.execute(
        "DELETE FROM supervision WHERE worker_id = (SELECT worker_id FROM worker WHERE cpf = '"
            + Demo.cpf(3)
            + "')");
    var others = Press.newId();
    site.worker(3).punch(Press.own(others)).expect(202);
    site.worker(3).settled(others);
    site.as("gestora").get("/v1/punches/" + id).expect(200);
    site.as("gestora").get("/v1/punches/" + others).problem(404);
    assertThat(site.as("gestora").all("/v1/workers", 500))
        .hasSize(Site.WORKERS - 1)
        .noneMatch(worker -> Demo.cpf(3).equals(worker.get("cpf")));
    site.as("coletor").get("/v1/punches/" + id).problem(404);
    site.worker(3).get("/v1/punches/" + id).problem(404);
    assertThat(site.as("coletor").all("/v1/workers", 7))
        .hasSize(Site.WORKERS)
        .allSatisfy(worker ->
            assertThat(worker)
                .containsKeys("cpf", "name", "badge")
                .doesNotContainKey("registration"));
    assertThat(site.as("rh").all("/v1/workers", 7))
        .allSatisfy(worker -> assertThat(worker).containsKey("registration"));
  }
}
