package ponto.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import ponto.api.Json;

/**
 * How the matrix calls the operations on people and places; the text is a CPF, a document or a
 * login.
 */
final class RosterCalls {
  /** Of nobody else in the demo; each new worker takes the next. */
  private static int next = 5_000;

  private RosterCalls() {}

  static Map<String, BiFunction<Caller, String, Answer>> all() {
    var calls = new LinkedHashMap<String, BiFunction<Caller, String, Answer>>();
    calls.put("createWorker", (by, _) -> by.post("/v1/workers", newWorker()));
    calls.put("getWorker", (by, id) -> by.get("/v1/workers/" + id));
    calls.put("putWorker", (by, id) -> by.put("/v1/workers/" + id, "{\"job\":\"Padeira\"}"));
    calls.put(
        "dismissWorker",
        (by, id) -> by.post("/v1/workers/" + id + "/dismiss", "{\"on\":\"2031-05-05\"}"));
    calls.put("assignWorker", (by, id) -> by.post("/v1/workers/" + id + "/assign", assigning()));
    calls.put("importWorkers", (by, _) -> by.post("/v1/workers/import", "{\"csv\":\"cpf;nome\"}"));
    calls.put("getEmployer", (by, _) -> by.get("/v1/employer"));
    calls.put(
        "putEmployer",
        (by, _) ->
            by.put("/v1/employer", "{\"name\":\"Padaria\",\"responsibleCpf\":\"11144477735\"}"));
    calls.put("listEstablishments", (by, _) -> by.get("/v1/establishments"));
    calls.put(
        "createEstablishment",
        (by, _) -> by.post("/v1/establishments?dryRun=true", newEstablishment()));
    calls.put(
        "putEstablishment",
        (by, id) -> by.put("/v1/establishments/" + id, "{\"zone\":\"America/Bahia\"}"));
    calls.put("exportAfd", (by, id) -> by.get("/v1/establishments/" + id + "/afd"));
    calls.put("listUsers", (by, _) -> by.get("/v1/users"));
    calls.put("createUser", (by, _) -> by.post("/v1/users", newUser()));
    calls.put("putUser", (by, id) -> by.put("/v1/users/" + id, "{\"name\":\"Outro nome\"}"));
    calls.put("putPeople", (by, id) -> by.put("/v1/users/" + id + "/people", "{\"workers\":[]}"));
    return calls;
  }

  /** What an operation is to be called on, by a name that is the employer's own. */
  static String own(String operation) {
    return switch (operation) {
      case "getWorker", "putWorker", "dismissWorker" -> Demo.cpf(Site.WORKERS - 1);
      case "assignWorker" -> Demo.cpf(Site.WORKERS - 2);
      case "putEstablishment", "exportAfd" -> "11222333000181";
      case "putUser", "putPeople" -> "gestora";
      default -> "";
    };
  }

  /** The same by a name that is another employer's. */
  static String foreign(String operation) {
    return switch (operation) {
      case "getWorker", "putWorker", "dismissWorker", "assignWorker" -> SecondEmployer.CPF;
      case "putEstablishment", "exportAfd" -> "11444777000161";
      case "putUser", "putPeople" -> "second-manager";
      default -> "";
    };
  }

  private static String newWorker() {
    var cpf = Demo.cpf(next++);
    return Json.object(json ->
        json.text("cpf", cpf).text("name", "Nova Fictícia").text("admission", "2026-01-05"));
  }

  private static String newEstablishment() {
    return Json.object(json ->
        json.text("document", "12ABC34501DE35")
            .text("place", "Manaus")
            .text("zone", "America/Manaus"));
  }

  private static String newUser() {
    var login = "user-" + next++;
    return Json.object(
        json -> json.text("login", login).text("role", "auditor").text("name", "Nova"));
  }

  /** To where the worker is already, so that repeats differ in nothing. */
  private static String assigning() {
    return Json.object(
        json -> json.text("establishment", "11222333000181").text("from", "2026-02-02"));
  }
}
