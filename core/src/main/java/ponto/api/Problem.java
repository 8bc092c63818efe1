package ponto.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that says what is wrong and what to do, as RFC 9457 {@code application/problem+json}.
 * Thrown where it is found, answered at the door; it is an expected outcome, so it carries no stack
 * trace.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Stable problem types are names under this prefix; docs/problems.md explains each. */
  public static final String TYPE_PREFIX = "urn:ponto:problem:";

  private final int status;
  private final String type;
  private final String title;
  private final @Nullable String field;
  private final String remedy;
  private final int retryAfterSeconds;

  private Problem(
      int status,
      String type,
      String title,
      String detail,
      @Nullable String field,
      String remedy,
      int retryAfterSeconds) {
    super(detail, null, false, false);
    this.status = status;
    this.type = type;
    this.title = title;
    this.field = field;
    this.remedy = remedy;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /**
   * 400: the request is not of the contract's shape; {@code field} is a JSON pointer or a
   * parameter's name.
   */
  public static Problem malformed(String field, String detail) {
    return new Problem(
        400,
        "malformed",
        "The request has not the contract's shape",
        detail,
        field,
        "Send it as /openapi.json describes; nothing was stored.",
        0);
  }

  /** 400: a field has the shape, but cannot be right; with what to do about it. */
  public static Problem wrong(String field, String detail, String remedy) {
    return new Problem(
        400, "malformed", "It cannot be right", detail, field, remedy + " Nothing was stored.", 0);
  }

  /** 409: a field contradicts what is kept of people and places. */
  public static Problem clash(String field, String detail, String remedy) {
    return new Problem(
        409, "roster-conflict", "It contradicts what is there", detail, field, remedy, 0);
  }

  /** 401: nobody is signed in with this token. */
  public static Problem unauthenticated(String detail) {
    return new Problem(
        401,
        "unauthenticated",
        "Sign in first",
        detail,
        null,
        "Get a token where /config.json says (POST /v1/sessions, or the company's provider) and send it"
            + " as Authorization: Bearer.",
        0);
  }

  /** 403: this role may not do that. */
  public static Problem forbidden(String detail) {
    return new Problem(
        403,
        "forbidden",
        "Your role may not do this",
        detail,
        null,
        "Ask an administrator of your employer for a role that may.",
        0);
  }

  /** 404: nothing of that name that this principal may see. */
  public static Problem unknown(String detail) {
    return new Problem(
        404,
        "not-found",
        "Not known here",
        detail,
        null,
        "Check the id; a punch just accepted may take a moment.",
        0);
  }

  /** 409: it contradicts what is there already. */
  public static Problem contradiction(String type, String detail, String remedy) {
    return new Problem(409, type, "It contradicts what is there", detail, null, remedy, 0);
  }

  /** 429: too fast; come again after the seconds. */
  public static Problem tooMany(String detail, int retryAfterSeconds) {
    return new Problem(
        429,
        "too-many-requests",
        "Too many requests",
        detail,
        null,
        "Wait as Retry-After says.",
        retryAfterSeconds);
  }

  /** 503: no room, or the database is away; come again after the seconds. */
  public static Problem unavailable(String type, String detail, int retryAfterSeconds) {
    return new Problem(
        503,
        type,
        "Not available right now",
        detail,
        null,
        "Keep the request and send it again as Retry-After says.",
        retryAfterSeconds);
  }

  /** Any other status. */
  public static Problem of(int status, String type, String title, String detail, String remedy) {
    return new Problem(status, type, title, detail, null, remedy, 0);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The answer as the contract writes it. */
  public Response response() {
    var body =
        Json.object(json -> {
          json.text("type", TYPE_PREFIX + type).text("title", title).number("status", status);
          json.text("detail", String.valueOf(getMessage()));
          if (field != null) {
            json.text("field", field);
          }
          json.text("remedy", remedy);
        });
    var headers =
        retryAfterSeconds > 0
            ? Map.of("Retry-After", Integer.toString(retryAfterSeconds))
            : Map.<String, String>of();
    return new Response(status, headers, "application/problem+json", body);
  }
}
