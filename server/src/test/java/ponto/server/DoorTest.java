package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What stands around the operations: sessions, pages, probes, other origins, other methods. */
final class DoorTest {
  private static final List<String> PAGES = List.of("/", "/docs", "/status.js", "/status.css");

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

  @Test
  void a_sign_in_tells_who_it_is_and_a_refresh_replaces_both_tokens() {
    var session = site.nobody().session(Demo.cpf(1), Demo.PASSWORD).expect(200);
    assertThat(session.json())
        .containsOnlyKeys("accessToken", "expiresIn", "refreshToken", "role", "name")
        .containsEntry("role", "worker");
    assertThat(session.header("Cache-Control")).isEqualTo("no-store");
    var me = site.bearer(session.text("accessToken")).get("/v1/me").expect(200);
    assertThat(me.json())
        .containsEntry("worker", Demo.cpf(1))
        .containsEntry("role", "worker")
        .containsEntry("handInOnly", false);
    assertThat(JsonTree.object(me.json().get("employer")))
        .containsEntry("document", "11222333000181")
        .containsKey("name");
    var token = session.text("refreshToken");
    var next = refreshed(token).expect(200);
    assertThat(next.text("refreshToken")).isNotEqualTo(token);
    site.bearer(next.text("accessToken")).get("/v1/me").expect(200);
    // The answer may have been lost: the old one is good once more.
    refreshed(token).expect(200);
    var end = BodyPublishers.ofString("{\"refreshToken\":\"" + next.text("refreshToken") + "\"}");
    site.bearer(next.text("accessToken")).send("DELETE", "/v1/sessions", end).expect(204);
    refreshed(next.text("refreshToken")).problem(401);
  }

  private static Answer refreshed(String token) {
    return site.nobody().post("/v1/sessions/refresh", "{\"refreshToken\":\"" + token + "\"}");
  }

  @Test
  void a_wrong_password_and_a_wrong_login_are_answered_alike() {
    var password = site.nobody().session("rh", "wrong-password").problem(401);
    var login = site.nobody().session("nobody-here", Demo.PASSWORD).problem(401);
    assertThat(login.body()).isEqualTo(password.body());
    assertThat(password.body()).doesNotContain("wrong-password");
  }

  @Test
  void the_configuration_and_the_contract_are_open_to_all() {
    var config = site.nobody().get("/config.json").expect(200);
    assertThat(config.json())
        .containsEntry("login", "password")
        .containsEntry("bearer", "access_token")
        .containsEntry("languages", List.of("pt-BR", "en"));
    var contract = site.nobody().get("/openapi.json").expect(200);
    assertThat(contract.json()).containsEntry("openapi", "3.0.3");
    assertThat(JsonTree.object(contract.json().get("paths"))).containsKey("/v1/punches");
  }

  @Test
  void every_page_keeps_to_itself_and_is_sent_once() {
    for (var path : PAGES) {
      var page = site.nobody().get(path).expect(200);
      assertThat(page.header("Content-Security-Policy"))
          .contains("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'")
          .doesNotContain("unsafe-eval", "http:", "https:", "script-src 'unsafe-inline'");
      assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
      assertThat(page.header("Server")).isEmpty();
      assertThat(page.body()).as(path).doesNotContain("src=\"http", "href=\"http://");
      var tag = page.header("ETag");
      assertThat(tag).matches("\"[^\"]+\"");
      for (var asked : List.of(tag, "\"other\", " + tag, "W/" + tag)) {
        var unchanged = site.nobody().get(path, "If-None-Match", asked).expect(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(unchanged.header("ETag")).isEqualTo(tag);
      }
      site.nobody().get(path, "If-None-Match", "\"other\"").expect(200);
      var head = site.nobody().send("HEAD", path, BodyPublishers.noBody()).expect(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.header("ETag")).isEqualTo(tag);
      assertThat(head.header("Content-Length")).isEqualTo(page.header("Content-Length"));
    }
  }

  @Test
  void every_answer_of_the_api_forbids_sniffing_and_keeping() {
    for (var answer :
        List.of(
            site.worker(1).get("/v1/me"),
            site.nobody().get("/v1/me"),
            site.nobody().get("/nowhere"),
            site.worker(1).punch(Press.own(Press.newId())))) {
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }
  }

  @Test
  void only_an_origin_on_the_list_may_read() {
    var listed = site.worker(1).get("/v1/me", "Origin", Site.ORIGIN).expect(200);
    assertThat(listed.header("Access-Control-Allow-Origin")).isEqualTo(Site.ORIGIN);
    assertThat(listed.header("Vary")).contains("Origin");
    assertThat(listed.header("Access-Control-Allow-Credentials")).isEmpty();
    for (var origin : List.of("https://evil.example", "null", Site.ORIGIN + ".evil.example")) {
      var other = site.worker(1).get("/v1/me", "Origin", origin).expect(200);
      assertThat(other.header("Access-Control-Allow-Origin")).as(origin).isEmpty();
      assertThat(other.header("Vary")).contains("Origin");
    }
  }

  @Test
  void a_browser_of_a_listed_origin_learns_what_it_may_send() {
    var preflight = preflight("/v1/punches", Site.ORIGIN).expect(204);
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(Site.ORIGIN);
    assertThat(preflight.header("Access-Control-Allow-Methods")).contains("POST", "GET");
    assertThat(preflight.header("Access-Control-Allow-Headers"))
        .contains("Authorization", "Content-Type", "Ponto-Sent-At");
    var other = preflight("/v1/punches", "https://evil.example");
    assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();
    assertThat(other.header("Access-Control-Allow-Methods")).isEmpty();
    preflight("/v1/nowhere", Site.ORIGIN).problem(404);
  }

  private static Answer preflight(String path, String origin) {
    return site.nobody()
        .send(
            "OPTIONS",
            path,
            BodyPublishers.noBody(),
            request ->
                request.headers(
                    "Origin",
                    origin,
                    "Access-Control-Request-Method",
                    "POST",
                    "Access-Control-Request-Headers",
                    "authorization,content-type,ponto-sent-at"));
  }

  @Test
  void an_unknown_path_is_404_and_an_unknown_method_405_with_what_is_allowed() {
    for (var path :
        List.of(
            "/v1",
            "/v1/",
            "/v1/punches/",
            "/v2/punches",
            "/nowhere",
            "/lock",
            "/web/index.html",
            "/META-INF/MANIFEST.MF",
            "/openapi.yaml",
            "/db/V001__roles.sql")) {
      site.worker(1).get(path).problem(404);
    }
    site.nobody().get("/%2e%2e/lock").problem(400);
    for (var method : List.of("PUT", "PATCH", "DELETE")) {
      var refused = site.worker(1).send(method, "/v1/punches", BodyPublishers.ofString("{}"));
      assertThat(refused.problem(405).header("Allow")).contains("GET", "POST");
    }
    site.nobody().post("/", "{}").problem(404);
  }

  @Test
  void head_is_answered_like_get_without_a_body() {
    for (var path : List.of("/livez", "/readyz", "/openapi.json", "/config.json")) {
      var head = site.nobody().send("HEAD", path, BodyPublishers.noBody());
      assertThat(head.status()).as(path).isEqualTo(200);
      assertThat(head.body()).isEmpty();
    }
    assertThat(site.worker(1).send("HEAD", "/v1/me", BodyPublishers.noBody()).status())
        .isEqualTo(200);
    assertThat(site.nobody().send("HEAD", "/v1/me", BodyPublishers.noBody()).status())
        .isEqualTo(401);
  }

  @Test
  void who_watches_learns_that_it_lives_and_is_ready_and_needs_the_token_for_figures() {
    assertThat(site.nobody().get("/livez").expect(200).text("status")).isEqualTo("alive");
    var ready = site.nobody().get("/readyz").expect(200);
    assertThat(ready.text("status")).isEqualTo("ready");
    assertThat(ready.json()).containsEntry("notWell", List.of());
    site.nobody().get("/metrics").problem(403);
    site.as("admin").get("/metrics").problem(403);
    var figures = site.bearer(Site.SCRAPE_TOKEN).get("/metrics").expect(200);
    assertThat(figures.header("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(figures.body())
        .contains(
            "ponto_punches_accepted_total",
            "ponto_punches_recorded_total",
            "ponto_punches_repeated_total",
            "ponto_punches_set_aside_total",
            "ponto_letters_redelivered_total",
            "ponto_letters_dead_total",
            "ponto_inbox_letters",
            "ponto_inbox_oldest_age_seconds",
            "ponto_inbox_dead_letters",
            "ponto_recording_lag_seconds_bucket",
            "ponto_batch_punches_bucket",
            "ponto_door_seconds_bucket")
        .doesNotContain(Demo.cpf(1));
  }
}
