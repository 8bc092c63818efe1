package ponto.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ponto.issuer.ProviderKeys.Look;
import ponto.server.Patience;

/** What is believed of what somebody publishes at the provider's address. */
final class ProviderKeysTest {
  private static final String KEY =
      """
      {"kty":"EC","crv":"P-256","kid":"one","use":"sig",
       "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}
      """;

  private final Clock clock = new Clock();
  private final AtomicInteger asked = new AtomicInteger();
  private final Map<String, String> published = new ConcurrentHashMap<>();

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private HttpServer server;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private String issuer;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          var body = published.getOrDefault(exchange.getRequestURI().getPath(), "");
          var bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body.isEmpty() ? 404 : 200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    issuer = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void describe(String itself, String keys) {
    published.put(
        "/.well-known/openid-configuration",
        """
        {"issuer":"%s","jwks_uri":"%s","authorization_endpoint":"%s/auth","token_endpoint":"%s/token"}
        """
            .formatted(itself, keys, issuer, issuer));
    published.put("/keys", "{\"keys\":[" + KEY + "]}");
  }

  /** Looks until it is so; until then nobody could say, and never anything else. */
  private void expect(String id, Look expected) {
    var names = new Provider.Names("employer", "role", "worker");
    var provider = new Provider(issuer, "ponto", "ponto", Provider.Token.ID_TOKEN, "openid", names);
    asked.set(0);
    try (var keys = new ProviderKeys(provider, clock)) {
      var look =
          Patience.until(
              "the look",
              () -> {
                clock.pass(ProviderKeys.PAUSE);
                return look(keys, id);
              },
              // Of two fetches, of two documents at most, the first has been judged.
              seen -> seen != Look.NOT_YET || (expected == seen && asked.get() >= 4));
      assertThat(look).isEqualTo(expected);
    }
  }

  private static Look look(ProviderKeys keys, String id) {
    try {
      return keys.look(id, Instant.MAX);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void its_keys_are_known_and_others_are_not() {
    describe(issuer, issuer + "/keys");
    expect("one", Look.KNOWN);
    expect("two", Look.UNKNOWN);
  }

  @Test
  void a_document_that_names_another_issuer_is_not_believed() {
    describe("https://login.example", issuer + "/keys");
    expect("one", Look.NOT_YET);
  }

  @Test
  void keys_are_not_fetched_from_where_somebody_on_the_way_may_change_them() {
    describe(issuer, "http://login.example/keys");
    expect("one", Look.NOT_YET);
  }

  @Test
  void an_endless_document_is_not_read_to_its_end() {
    describe(issuer, issuer + "/keys");
    published.put("/keys", "{\"keys\":[" + KEY + "]}" + " ".repeat(300_000));
    expect("one", Look.NOT_YET);
  }

  @Test
  void a_key_past_its_own_end_is_not_known() {
    describe(issuer, issuer + "/keys");
    var end = clock.instant().minus(Duration.ofHours(1)).getEpochSecond();
    published.put(
        "/keys", "{\"keys\":[" + KEY.replace("\"use\"", "\"exp\":" + end + ",\"use\"") + "]}");
    expect("one", Look.UNKNOWN);
  }

  @Test
  void a_secret_that_somebody_published_is_no_key() {
    describe(issuer, issuer + "/keys");
    published.put("/keys", "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"one\",\"k\":\"c2VjcmV0\"}]}");
    expect("one", Look.UNKNOWN);
  }
}
