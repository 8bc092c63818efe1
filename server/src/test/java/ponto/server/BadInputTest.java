package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.punch.Samples;

/** What has not the contract's shape is refused with a 4xx problem and leaves no trace. */
final class BadInputTest {
  private static final Charset UTF_32 = Charset.forName("UTF-32BE");

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

  /** Nothing of what is done leaves a trace, and the next good punch goes through. */
  private static void withoutATrace(Runnable deeds) {
    var before = Books.settled(site);
    deeds.run();
    assertThat(Books.settled(site)).isEqualTo(before);
    var id = Press.newId();
    site.worker(1).punch(Press.own(id)).expect(202);
    assertThat(site.worker(1).settled(id).text("status")).isEqualTo("recorded");
  }

  @Test
  void every_body_without_the_shape_is_refused_with_the_place_and_a_remedy() {
    withoutATrace(() ->
        Samples.refused()
            .map(body -> body.getBytes(UTF_8))
            .forEach(
                body -> refused(body, body.length > 256 * 1024 ? 413 : 400, "application/json")));
  }

  /** With the test above and CloudTest of infra one table for both doors. */
  @Test
  void every_body_with_the_shape_is_taken() {
    assertThat(Samples.accepted())
        .allSatisfy(body -> site.as("coletor").post("/v1/punches", body).expect(202));
    Books.settled(site);
  }

  @Test
  void the_place_is_told_as_a_json_pointer_and_the_value_is_not_repeated() {
    var wrong = new TreeMap<String, String>();
    wrong.put("", "{\"punches\":");
    wrong.put("/punches", Press.letter());
    wrong.put("/punches/0", Samples.with("cpf", "\"secret-value\""));
    wrong.put("/punches/0/at", Samples.with("at", "\"secret-value of 20 letters\""));
    wrong.put("/punches/0/worker", Samples.with("worker", "\"secret-value\""));
    wrong.put("/punches/1/zone", Press.letter(good(), Samples.item(Map.of("zone", "\"s ecret\""))));
    wrong.put(
        "/punches/0/evidence/place/latitude",
        Samples.with("evidence", "{\"place\":{\"longitude\":0,\"latitude\":91}}"));
    withoutATrace(() ->
        wrong.forEach((pointer, body) -> {
          var answer = refused(body.getBytes(UTF_8), 400, "application/json");
          assertThat(answer.text("field")).as(body).isEqualTo(pointer);
          assertThat(answer.body()).doesNotContain("secret-value", "s ecret");
        }));
  }

  @Test
  void nothing_but_utf_8_without_a_mark_is_read() {
    var letter = Press.letter(good());
    var overlong = Press.letter(Samples.item(Map.of("badge", "\"@\""))).getBytes(UTF_8);
    var bodies =
        List.of(
            ("\ufeff" + letter).getBytes(UTF_8),
            letter.getBytes(UTF_16),
            letter.getBytes(UTF_16BE),
            letter.getBytes(UTF_16LE),
            letter.getBytes(UTF_32),
            replaced(overlong, (byte) '@', 0xC0, 0x80),
            replaced(overlong, (byte) '@', 0xC1, 0x81),
            replaced(overlong, (byte) '@', 0xE0, 0x80, 0x80),
            replaced(overlong, (byte) '@', 0xED, 0xA0, 0x80),
            replaced(overlong, (byte) '@', 0xF4, 0x90, 0x80, 0x80),
            replaced(overlong, (byte) '@', 0xFF),
            replaced(overlong, (byte) '@', 0xE9),
            replaced(letter.getBytes(UTF_8), (byte) '}', 0xC3));
    withoutATrace(() -> bodies.forEach(body -> refused(body, 400, "application/json")));
  }

  @Test
  void only_json_is_taken_and_a_missing_content_type_counts_as_json() {
    var letter = Press.letter(good()).getBytes(UTF_8);
    withoutATrace(() ->
        Stream.of(
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/xml",
                "text/xml",
                "text/plain",
                "text/json",
                "application/jsonp",
                "application/json; charset=utf-16",
                "application/json; charset=iso-8859-1",
                "*/*",
                "x")
            .forEach(type -> refused(letter, 415, type)));
    for (var type :
        List.of(
            "application/json",
            "Application/JSON",
            "application/json;charset=utf-8",
            "application/json; charset=UTF-8",
            "application/json; charset=\"utf-8\"")) {
      var id = Press.newId();
      taken(id, type);
    }
    taken(Press.newId(), null);
  }

  private static void taken(String id, @Nullable String contentType) {
    var body = Press.letter(Press.own(id)).getBytes(UTF_8);
    site.worker(1).post("/v1/punches", body, contentType).expect(202);
    assertThat(site.worker(1).settled(id).text("status")).isEqualTo("recorded");
  }

  @Test
  void a_body_over_256_kib_is_413_whether_its_length_is_told_or_not() {
    var exact = padded(256 * 1024);
    var over = padded(256 * 1024 + 1);
    var far = padded(3 << 20);
    withoutATrace(() -> {
      for (var body : List.of(over, far)) {
        refused(body, 413, "application/json");
        var chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
        site.worker(1).send("POST", "/v1/punches", chunked).problem(413);
        site.nobody().post("/v1/punches", body, "application/json").problem(401);
        site.worker(1).post("/v1/punches", body, "text/plain").problem(415);
      }
    });
    site.worker(1).post("/v1/punches", exact, "application/json").expect(202);
    var chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(exact));
    site.worker(1).send("POST", "/v1/punches", chunked).expect(202);
  }

  @Test
  void a_hundred_full_punches_are_taken_and_one_more_is_refused() {
    var items = Stream.generate(() -> Press.own(Press.newId())).limit(101).toArray(String[]::new);
    withoutATrace(() -> site.worker(2).punch(items).problem(400));
    site.worker(2).punch(List.of(items).subList(0, 100).toArray(String[]::new)).expect(202);
    Books.settled(site);
  }

  @Test
  void every_other_body_of_the_contract_is_read_as_strictly() {
    var paths =
        Map.of(
            "/v1/sessions", "{\"login\":\"x\",\"password\":\"y\"}",
            "/v1/sessions/refresh", "{\"refreshToken\":\"x\"}",
            "/v1/set-aside/1/bind", "{\"worker\":\"52998224725\"}",
            "/v1/set-aside/1/discard", "{\"reason\":\"because\"}",
            "/v1/dead-letters/redrive", "{\"receipts\":[]}",
            "/v1/setup", "{\"token\":\"x\"}");
    withoutATrace(() ->
        paths.forEach((path, good) -> {
          var broken =
              List.of(
                  "",
                  " ",
                  "null",
                  "[]",
                  "\"x\"",
                  "{}",
                  good + "{}",
                  good.replace("}", ",\"more\":1}"),
                  good.replace("}", ",}"),
                  good.replaceFirst("\"\\w+\":", "\"other\":"),
                  good.replaceFirst(":.*", ":1}"),
                  good.replaceFirst(":.*", ":null}"),
                  good.replaceFirst(":.*", ":\"\\\\u0000\"}"),
                  "{\"a\":".repeat(1_000),
                  "[".repeat(1_000));
          for (var body : broken) {
            site.as("rh").post(path, body).problem(400);
          }
          var bytes = good.getBytes(UTF_8);
          site.as("rh").post(path, bytes, "text/plain").problem(415);
          site.as("rh").post(path, good.getBytes(UTF_16LE), "application/json").problem(400);
          site.as("rh").post(path, padded(300 * 1024), "application/json").problem(413);
        }));
  }

  @Test
  void every_query_that_cannot_be_meant_is_a_400() {
    var asks =
        List.of(
            "/v1/punches/x",
            "/v1/punches/%00",
            "/v1/punches/0199a6f3-5b1c-7d2e-8f00-0123456789ag",
            "/v1/punches?ids=,",
            "/v1/punches?ids=x",
            "/v1/punches?ids=" + "0199a6f3-5b1c-7d2e-8f00-0123456789ab,".repeat(3) + "x",
            "/v1/punches?worker=1",
            "/v1/punches?worker=5299822472x",
            "/v1/punches?from=yesterday",
            "/v1/punches?from=2026-11-22",
            "/v1/punches?to=2026-11-22T08:00:00",
            "/v1/punches?from=%2B999999999-12-31T23:59:59Z",
            "/v1/punches?limit=0",
            "/v1/punches?limit=501",
            "/v1/punches?limit=-1",
            "/v1/punches?limit=ten",
            "/v1/punches?limit=99999999999",
            "/v1/punches?cursor=x",
            "/v1/punches?cursor=%C0%80",
            "/v1/punches?cursor=MjAyNg",
            "/v1/workers?limit=0",
            "/v1/workers?cursor=%25",
            "/v1/workers?cursor=AA",
            "/v1/set-aside?status=maybe",
            "/v1/set-aside?cursor=MjAyNi0",
            "/v1/set-aside/x",
            "/v1/set-aside/-1",
            "/v1/set-aside/9999999999999999999",
            "/v1/dead-letters?limit=0",
            "/v1/dead-letters?cursor=%21");
    withoutATrace(() -> assertThat(asks).allSatisfy(path -> site.as("rh").get(path).problem(400)));
  }

  /** A good letter and spaces around it, so many bytes together. */
  private static byte[] padded(int bytes) {
    var letter = Press.letter(Press.own(Press.newId()));
    return (letter + " ".repeat(bytes - letter.length())).getBytes(UTF_8);
  }

  private static String good() {
    return Press.own(Press.newId());
  }

  private static Answer refused(byte[] body, int status, String contentType) {
    var answer = site.as("coletor").post("/v1/punches", body, contentType);
    var shown = new String(body, 0, Math.min(body.length, 500), UTF_8);
    assertThat(answer.status()).as("%s %s", contentType, shown).isEqualTo(status);
    return answer.problem(status);
  }

  /** The bytes with the first such byte replaced. */
  private static byte[] replaced(byte[] bytes, byte old, int... by) {
    var out = new java.io.ByteArrayOutputStream();
    var done = false;
    for (var one : bytes) {
      if (one == old && !done) {
        for (var value : by) {
          out.write(value);
        }
        done = true;
      } else {
        out.write(one);
      }
    }
    return out.toByteArray();
  }
}
