package ponto.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;

/** An answer of the gateway; its body is read once. */
record Reply(int status, Map<String, String> headers, ByteBuffer body) {
  Reply {
    headers = Map.copyOf(headers);
  }

  static Reply of(int status, Map<String, String> headers, String body) {
    return new Reply(status, headers, UTF_8.encode(body));
  }
}
