package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A clock that is busy, short of room or forgetful: what a hand-in makes of it. */
final class HandInWaitTest {
  private static final String ME = "the subject";

  private final Deque<Answering> answers = new ArrayDeque<>();
  private final List<String> letters = Collections.synchronizedList(new ArrayList<>());
  private final Exported exported = new Exported();

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private HttpServer clock;

  /** An answer to a letter. */
  private record Answering(int status, String retryAfter) {}

  @BeforeEach
  void open() throws IOException {
    clock = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    clock.createContext("/v1/clock", exchange -> say(exchange, 200, "{\"epochMillis\":1}"));
    clock.createContext("/v1/sessions", exchange -> say(exchange, 200, "{\"accessToken\":\"t\"}"));
    clock.createContext(
        "/v1/me",
        exchange -> say(exchange, 200, "{\"subject\":\"" + ME + "\",\"role\":\"worker\"}"));
    clock.createContext(
        "/v1/punches",
        exchange -> {
          letters.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          var answer = answers.isEmpty() ? new Answering(202, "") : answers.removeFirst();
          if (!answer.retryAfter().isEmpty()) {
            exchange.getResponseHeaders().add("Retry-After", answer.retryAfter());
          }
          say(
              exchange,
              answer.status(),
              "{\"status\":\"accepted\",\"detail\":\"says the stand-in\"}");
        });
    clock.start();
  }

  @AfterEach
  void close() {
    clock.stop(0);
    exported.remove();
  }

  private static void say(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length());
      exchange.getResponseBody().write(body.getBytes(UTF_8));
    }
  }

  private String url() {
    return "http://127.0.0.1:" + clock.getAddress().getPort();
  }

  private void press(int times, Map<String, String> fields) {
    for (var i = 0; i < times; i++) {
      exported.with(ME, null, Press.of(Press.newId(), fields));
    }
    exported.write();
  }

  @Test
  void it_comes_again_when_it_is_told_to_with_the_same_bytes() {
    press(2, Map.of());
    answers.add(new Answering(503, "1"));
    answers.add(new Answering(429, "1"));

    assertThat(exported.handIn(url(), "x").left()).isEmpty();

    assertThat(letters).hasSize(3);
    assertThat(letters).allMatch(letters.getFirst()::equals);
    assertThat(exported.progress())
        .containsExactly(
            "says the stand-in; again in 1 s",
            "says the stand-in; again in 1 s",
            "2 of 2 accepted");
  }

  @Test
  void it_does_not_wait_for_hours_but_says_when_to_come() {
    press(150, Map.of());
    answers.add(new Answering(202, ""));
    answers.add(new Answering(503, "7200"));

    var result = exported.handIn(url(), "x");

    assertThat(result.accepted()).isEqualTo(100);
    assertThat(result.left()).hasSize(50).allMatch(left -> left.why().contains("in 7200 s"));
    assertThat(exported.now()).hasSize(50).allMatch(entry -> !entry.containsKey("problem"));
    assertThat(letters).hasSize(2);
    assertThat(exported.handIn(url(), "x").left()).isEmpty();
  }

  @Test
  void a_defect_may_have_stored_it_so_it_is_sent_again() {
    press(1, Map.of());
    answers.add(new Answering(500, ""));
    assertThat(exported.handIn(url(), "x").left()).isEmpty();
    assertThat(letters).hasSize(2);
  }

  @Test
  void a_session_that_ended_is_opened_once_more() {
    press(1, Map.of());
    answers.add(new Answering(401, ""));
    assertThat(exported.handIn(url(), "x").left()).isEmpty();

    press(1, Map.of());
    answers.add(new Answering(401, ""));
    answers.add(new Answering(401, ""));
    assertThat(exported.handIn(url(), "x").accepted()).isZero();
    assertThat(exported.now()).hasSize(2);
  }

  @Test
  void a_letter_that_is_too_large_for_somebody_on_the_way_is_halved() {
    press(4, Map.of());
    answers.add(new Answering(413, ""));

    assertThat(exported.handIn(url(), "x").accepted()).isEqualTo(4);

    assertThat(letters).hasSize(3);
    assertThat(letters.get(1).length() + letters.get(2).length())
        .isEqualTo(letters.getFirst().length() + "{\"punches\":[]}".length() - 1);
  }

  @Test
  void letters_stay_below_256_kib() {
    press(100, Map.of("evidence", "{\"app\":\"" + "x".repeat(4_000) + "\"}"));

    assertThat(exported.handIn(url(), "x").accepted()).isEqualTo(100);

    assertThat(letters).hasSize(2).allMatch(letter -> letter.length() <= 256 * 1024);
  }

  @Test
  void a_file_that_somebody_else_changed_meanwhile_is_not_overwritten() {
    press(1, Map.of());
    var newer = exported.text().replace("kept", "newer");
    clock.removeContext("/v1/punches");
    clock.createContext(
        "/v1/punches",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exported.write(newer);
          say(exchange, 202, "{\"status\":\"accepted\"}");
        });

    assertThatThrownBy(() -> exported.handIn(url(), "x"))
        .hasMessageContaining("somebody else changed");
    assertThat(exported.read()).isEqualTo(newer);
  }
}
