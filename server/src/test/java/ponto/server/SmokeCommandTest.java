package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code ./ponto smoke}: one punch the whole way, and what is said where it does not arrive. */
final class SmokeCommandTest {
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

  private static int smoke(Map<String, String> environment, StringBuilder out) throws IOException {
    try (var child = Child.run(environment, List.of("smoke", "--data", site.data().toString()))) {
      var status = child.ended();
      out.append(child.out()).append(child.err());
      return status;
    }
  }

  @Test
  void a_punch_goes_the_whole_way_and_is_one_when_it_is_sent_twice() throws IOException {
    var said = new StringBuilder();
    var worker = Map.of("PONTO_LOGIN", Demo.cpf(1), "PONTO_PASSWORD", Demo.PASSWORD);
    assertThat(smoke(worker, said)).as("%s", said).isZero();
    assertThat(said).contains("accepted", "recorded", "sent twice, recorded once", "bytes of PDF");
    assertThat(site.ask("SELECT count(*) FROM punch WHERE cpf = '" + Demo.cpf(1) + "'"))
        .isEqualTo("1");
    assertThat(said).doesNotContain(Demo.cpf(1));
  }

  @Test
  void a_punch_that_is_set_aside_is_no_success() throws IOException {
    var said = new StringBuilder();
    var collector = Map.of("PONTO_LOGIN", "coletor", "PONTO_PASSWORD", Demo.PASSWORD);
    assertThat(smoke(collector, said)).as("%s", said).isEqualTo(1);
    assertThat(said).contains("BROKEN", "set aside");
  }

  @Test
  void a_token_stands_for_a_login() throws IOException {
    var said = new StringBuilder();
    assertThat(smoke(Map.of("PONTO_TOKEN", "none.of.ours"), said)).isNotZero();
    assertThat(said).contains("token").doesNotContain("accepted");
  }

  @Test
  void a_receipt_that_the_cloud_makes_meanwhile_is_fetched_by_its_link_without_the_token()
      throws IOException {
    var tokens = new ConcurrentHashMap<String, String>();
    var cloud = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    cloud.createContext("/", exchange -> asTheCloud(exchange, tokens));
    cloud.start();
    var address = "http://127.0.0.1:" + cloud.getAddress().getPort();
    try (var child =
        Child.run(Map.of("PONTO_TOKEN", "a-token"), List.of("smoke", "--url", address))) {
      assertThat(child.ended()).as(child.err()).isZero();
      assertThat(child.out()).contains("receipt    5 bytes of PDF");
    } finally {
      cloud.stop(0);
    }
    assertThat(tokens)
        .containsEntry("/v1/exports/one", "Bearer a-token")
        .containsEntry("/link", "none");
  }

  /** What a deployment answers to a smoke test. */
  private static void asTheCloud(HttpExchange exchange, Map<String, String> tokens)
      throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      var path = exchange.getRequestURI().getPath();
      var bearer = exchange.getRequestHeaders().getFirst("Authorization");
      tokens.put(path, bearer == null ? "none" : bearer);
      var headers = exchange.getResponseHeaders();
      switch (path) {
        case "/readyz" -> say(exchange, 200, "{}");
        case "/v1/exports/one" -> {
          headers.set("Location", "/link");
          say(exchange, 303, "");
        }
        case "/link" -> say(exchange, 200, "%PDF-");
        default -> {
          if (path.endsWith("/receipt")) {
            headers.set("Location", "/v1/exports/one");
            headers.set("Retry-After", "1");
            say(exchange, 202, "{\"status\":\"in-the-making\"}");
          } else if (exchange.getRequestMethod().equals("POST")) {
            say(exchange, 202, "{\"receipt\":\"r\"}");
          } else {
            say(exchange, 200, "{\"items\":[{\"status\":\"recorded\",\"nsr\":7}]}");
          }
        }
      }
    }
  }

  private static void say(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
