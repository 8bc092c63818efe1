package ponto.infra;

import java.util.LinkedHashMap;
import java.util.Map;
import ponto.api.Json;
import ponto.api.Problem;
import ponto.api.Response;

/**
 * What the gateway itself answers when it refuses: the local door's own problems, letter by letter.
 */
final class GatewayProblems {
  /** Seconds after which a client that was not stored tries again. */
  private static final int RETRY_AFTER_SECONDS = 5;

  private static final Map<String, Problem> BY_TYPE =
      Map.ofEntries(
          Map.entry("BAD_REQUEST_BODY", shapeless("the body is not of the contract's shape")),
          Map.entry("BAD_REQUEST_PARAMETERS", shapeless("a parameter is missing or wrong")),
          Map.entry("UNAUTHORIZED", Problem.unauthenticated("there is no valid ID token")),
          Map.entry("EXPIRED_TOKEN", Problem.unauthenticated("the token has expired")),
          Map.entry("INVALID_SIGNATURE", Problem.unauthenticated("the token is not ours")),
          Map.entry("ACCESS_DENIED", Problem.forbidden("this token may not do this")),
          Map.entry("INVALID_API_KEY", Problem.forbidden("this token may not do this")),
          Map.entry("WAF_FILTERED", Problem.forbidden("a firewall refused this request")),
          Map.entry("MISSING_AUTHENTICATION_TOKEN", nothingHere()),
          Map.entry("RESOURCE_NOT_FOUND", nothingHere()),
          Map.entry(
              "REQUEST_TOO_LARGE",
              Problem.of(
                  413,
                  "too-large",
                  "Too large",
                  "the body is larger than the gateway takes",
                  "Send less at once.")),
          Map.entry(
              "UNSUPPORTED_MEDIA_TYPE",
              Problem.of(
                  415,
                  "unsupported-media-type",
                  "Only JSON",
                  "the body is not application/json in UTF-8",
                  "Send Content-Type: application/json.")),
          Map.entry("THROTTLED", tooMany()),
          Map.entry("QUOTA_EXCEEDED", tooMany()),
          Map.entry("AUTHORIZER_FAILURE", nobodyKnows()),
          Map.entry("AUTHORIZER_CONFIGURATION_ERROR", nobodyKnows()),
          Map.entry("API_CONFIGURATION_ERROR", unclear()),
          Map.entry("INTEGRATION_FAILURE", unclear()),
          Map.entry("INTEGRATION_TIMEOUT", unclear()),
          Map.entry("DEFAULT_5XX", unclear()));

  private GatewayProblems() {}

  /** The OpenAPI extension that describes them; {@code origin} is whose pages may read them. */
  static Map<String, Object> answers(String origin) {
    var answers = new LinkedHashMap<String, Object>();
    BY_TYPE.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> {
          var response = entry.getValue().response();
          var answer = answer(response.body(), origin, response.headers());
          answer.put("statusCode", String.valueOf(response.status()));
          answers.put(entry.getKey(), answer);
        });
    // Without a status: whatever else the gateway finds wrong with a request keeps its own.
    answers.put("DEFAULT_4XX", answer(notHttp(), origin, Map.of()));
    return answers;
  }

  /** The queue said anything but yes. */
  static Response notStored() {
    return Problem.unavailable(
            "no-room", "the queue did not take it; nothing was stored", RETRY_AFTER_SECONDS)
        .response();
  }

  /** A genuine token of nobody whose employer could be told. */
  static Response notProvisioned() {
    return Problem.of(
            403,
            "not-provisioned",
            "Not known here",
            "the claim custom:employer or custom:role is missing or says nothing; nothing was stored",
            "Ask whoever keeps the user pool to set it. A punch: keep it and send it again.")
        .response();
  }

  private static Map<String, Object> answer(
      String body, String origin, Map<String, String> headers) {
    var parameters = new LinkedHashMap<String, String>();
    put(parameters, "Content-Type", "application/problem+json");
    put(parameters, "Cache-Control", "no-store");
    put(parameters, "X-Content-Type-Options", "nosniff");
    put(parameters, "Access-Control-Allow-Origin", origin);
    put(parameters, "Access-Control-Expose-Headers", "Retry-After");
    if (body.contains("\"status\":401")) {
      put(parameters, "WWW-Authenticate", "Bearer");
    }
    headers.forEach((name, value) -> put(parameters, name, value));
    var answer = new LinkedHashMap<String, Object>();
    answer.put("responseParameters", parameters);
    answer.put("responseTemplates", Map.of("application/json", body));
    return answer;
  }

  private static void put(Map<String, String> parameters, String header, String value) {
    parameters.put("gatewayresponse.header." + header, "'" + value + "'");
  }

  private static Problem shapeless(String detail) {
    // The gateway could say where, but its words would repeat what was sent.
    return Problem.malformed("", detail);
  }

  private static Problem nothingHere() {
    return Problem.unknown("there is nothing at this path, or not with this method");
  }

  private static Problem tooMany() {
    return Problem.tooMany("too many requests at once; nothing was stored", RETRY_AFTER_SECONDS);
  }

  private static Problem nobodyKnows() {
    return Problem.unavailable(
        "provider-away",
        "nobody can say now whether the token is genuine; nothing was stored",
        RETRY_AFTER_SECONDS);
  }

  /** The type that says it: a punch may or may not be stored. */
  private static Problem unclear() {
    return Problem.unavailable(
        "stopping",
        "no answer came from behind the gateway; a punch may or may not be stored",
        RETRY_AFTER_SECONDS);
  }

  private static String notHttp() {
    return Json.object(json ->
        json.text("type", Problem.TYPE_PREFIX + "not-http")
            .text("title", "Not a request of this interface")
            .text("detail", "the request line or a header is broken or too long")
            .text("remedy", "Send plain HTTP/1.1 as /openapi.json describes."));
  }
}
