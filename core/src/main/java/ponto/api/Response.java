package ponto.api;

import java.util.Map;

/** An operation's answer: status, headers and a JSON (or problem+json) body. */
public record Response(int status, Map<String, String> headers, String contentType, String body) {
  /** 200 with JSON. */
  public static Response json(String body) {
    return json(200, body);
  }

  /** Any status with JSON. */
  public static Response json(int status, String body) {
    return new Response(status, Map.of(), "application/json", body);
  }

  /** 204, nothing to say. */
  public static Response empty() {
    return new Response(204, Map.of(), "application/json", "");
  }
}
