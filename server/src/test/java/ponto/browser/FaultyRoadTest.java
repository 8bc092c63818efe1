package ponto.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ponto.browser.FaultyRoad.Passed;
import ponto.browser.FaultyRoad.Weather;
import ponto.server.Patience;

/** The road itself, in every weather, between a plain client and a plain server. */
class FaultyRoadTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final AtomicInteger arrived = new AtomicInteger();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer server;
  private FaultyRoad road;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    road = new FaultyRoad(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void close() {
    client.shutdownNow();
    road.close();
    server.stop(0);
  }

  /** What it heard, once with a length and once in chunks. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      arrived.incrementAndGet();
      var body = exchange.getRequestBody().readAllBytes();
      var chunked = exchange.getRequestURI().getPath().equals("/chunked");
      if (exchange.getRequestMethod().equals("DELETE")) {
        exchange.sendResponseHeaders(204, -1);
        return;
      }
      exchange.sendResponseHeaders(200, chunked || body.length == 0 ? 0 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(road.origin() + path))
            .timeout(LONG)
            .header("Authorization", "Bearer old")
            .method(method, BodyPublishers.ofString(body, UTF_8));
    return client.send(request.build(), BodyHandlers.ofString(UTF_8));
  }

  private HttpResponse<String> letter() throws IOException, InterruptedException {
    return send("POST", "/v1/punches", "ção");
  }

  @Test
  void in_clear_weather_everything_passes_unchanged_and_is_noted() throws Exception {
    assertThat(letter().body()).isEqualTo("ção");
    assertThat(send("POST", "/chunked", "in pieces").body()).isEqualTo("in pieces");
    assertThat(send("DELETE", "/v1/sessions", "").statusCode()).isEqualTo(204);
    assertThat(road.passed())
        .extracting(Passed::method, Passed::path, Passed::bearer, Passed::body, Passed::status)
        .containsExactly(
            tuple("POST", "/v1/punches", "old", "ção", 200),
            tuple("POST", "/chunked", "old", "in pieces", 200),
            tuple("DELETE", "/v1/sessions", "old", "", 204));
    assertThat(road.letters()).hasSize(1);
  }

  @Test
  void a_road_that_is_gone_reaches_nobody_and_comes_back_at_the_same_address() throws Exception {
    var origin = road.origin();
    letter();
    road.become(new Weather.Gone());
    assertThatThrownBy(this::letter).isInstanceOf(IOException.class);
    assertThat(arrived).hasValue(1);
    road.clear();
    assertThat(letter().statusCode()).isEqualTo(200);
    assertThat(road.origin()).isEqualTo(origin);
  }

  @Test
  void a_lost_answer_means_that_the_letter_arrived() throws Exception {
    road.become(new Weather.AnswersLost());
    assertThatThrownBy(this::letter).isInstanceOf(IOException.class);
    assertThat(arrived).hasValue(1);
    assertThat(road.letters()).extracting(Passed::status).containsExactly(0);
    assertThat(send("GET", "/v1/me", "").statusCode()).isEqualTo(200);
  }

  @Test
  void a_busy_road_says_when_to_come_again_and_lets_no_letter_through() throws Exception {
    road.become(new Weather.Busy(7));
    var answer = letter();
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("7");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(arrived).hasValue(0);
    assertThat(send("GET", "/v1/me", "").statusCode()).isEqualTo(200);
  }

  @Test
  void an_expired_token_is_refused_and_another_is_not() throws Exception {
    road.become(new Weather.Expired("old"));
    assertThat(letter().statusCode()).isEqualTo(401);
    road.become(new Weather.Expired("older"));
    assertThat(letter().statusCode()).isEqualTo(200);
  }

  @Test
  void a_slow_call_waits_until_the_weather_changes() throws Exception {
    road.become(new Weather.Slow(LONG));
    var slow =
        CompletableFuture.supplyAsync(() -> {
          try {
            return letter().statusCode();
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(send("GET", "/page", "").statusCode()).isEqualTo(200);
    assertThat(slow).isNotDone();
    road.clear();
    Patience.until("the slow call", slow::isDone);
    assertThat(slow.join()).isEqualTo(200);
  }
}
