package ponto.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/** An answer of the gateway. */
record Reply(int status, Map<String, String> headers, byte[] body) {
  Reply {
    headers = Map.copyOf(headers);
  }

  static Reply of(int status, Map<String, String> headers, String body) {
    return new Reply(status, headers, body.getBytes(UTF_8));
  }
}
