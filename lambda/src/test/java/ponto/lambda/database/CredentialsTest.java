package ponto.lambda.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a function finds who it is. */
class CredentialsTest {
  @Test
  void an_ordinary_function_has_them_in_its_environment() throws Exception {
    var found =
        Credentials.of(
            Map.of(
                "AWS_ACCESS_KEY_ID", "A", "AWS_SECRET_ACCESS_KEY", "S", "AWS_SESSION_TOKEN", "T"));
    assertThat(found).isEqualTo(new Credentials("A", "S", "T"));
    assertThatThrownBy(() -> Credentials.of(Map.of()))
        .hasMessageContaining("AWS_ACCESS_KEY_ID is missing");
  }

  @Test
  void one_out_of_a_snapshot_asks_the_runtime_each_time() throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/credentials",
        exchange -> {
          var key = exchange.getRequestHeaders().getFirst("Authorization");
          var answer =
              "{\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"S\",\"Token\":\"T\",\"Expiration\":\"2026-11-23T00:00:00Z\"}"
                  .formatted(key)
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      var environment =
          Map.of(
              "AWS_CONTAINER_CREDENTIALS_FULL_URI",
              "http://127.0.0.1:" + server.getAddress().getPort() + "/credentials",
              "AWS_CONTAINER_AUTHORIZATION_TOKEN",
              "shown");
      assertThat(Credentials.of(environment)).isEqualTo(new Credentials("shown", "S", "T"));
    } finally {
      server.stop(0);
    }
  }
}
