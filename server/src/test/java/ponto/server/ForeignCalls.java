package ponto.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import ponto.api.Json;

/** How tests call the operations on AFDs of other clocks. */
final class ForeignCalls {
  private static final String SUM = "0".repeat(64);

  /** A person's number of the old law; each call of {@link #unknown} takes the next. */
  private static long next = 12_000_000_000L;

  private ForeignCalls() {}

  static Map<String, BiFunction<Caller, String, Answer>> all() {
    var calls = new LinkedHashMap<String, BiFunction<Caller, String, Answer>>();
    calls.put("listForeignFiles", (by, _) -> by.get("/v1/foreign-files"));
    calls.put("beginForeignFile", (by, _) -> begin(by, null));
    calls.put("takeForeignPiece", (by, id) -> piece(by, id, 1, "", true));
    calls.put("listForeignPeople", (by, _) -> by.get("/v1/foreign-people"));
    calls.put(
        "bindForeignPerson",
        (by, id) ->
            by.post("/v1/foreign-people/" + id + "/bind", "{\"worker\":\"" + Demo.cpf(1) + "\"}"));
    calls.put("listForeignMarks", (by, _) -> by.get("/v1/foreign-marks"));
    return calls;
  }

  static Answer begin(Caller by, @org.jspecify.annotations.Nullable String rep) {
    return by.post(
        "/v1/foreign-files",
        Json.object(json -> {
          json.text("name", "AFD.txt").text("sha256", SUM);
          if (rep != null) {
            json.text("rep", rep);
          }
        }));
  }

  static Answer piece(Caller by, String id, long firstLine, String text, boolean last) {
    var content = Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
    return by.post(
        "/v1/foreign-files/" + id + "/pieces",
        Json.object(json ->
            json.number("firstLine", firstLine).text("content", content).flag("last", last)));
  }

  /** A file that somebody began. */
  static String begun(Caller by) {
    return begin(by, null).expect(201).text("id");
  }

  /** The number of somebody whom another clock names and nobody knows, with one mark. */
  static String unknown(Caller hr) {
    var person = "0" + next++;
    var file = begin(hr, "clock-" + person).expect(201).text("id");
    piece(hr, file, 1, mark(1, "0800", person), true).expect(200);
    var found =
        hr.all("/v1/foreign-people", 500).stream()
            .filter(one -> person.equals(one.get("person")))
            .toList();
    assertThat(found).hasSize(1);
    return String.valueOf(found.getFirst().get("id"));
  }

  /** A punch of Portaria 1510. */
  static String mark(long nsr, String time, String person) {
    return "%09d301102026%s%s\r\n".formatted(nsr, time, person);
  }
}
