package ponto.punch;

import static ponto.punch.Rule.Fields.optional;
import static ponto.punch.Rule.Fields.required;

import java.util.Arrays;
import java.util.stream.Collectors;
import ponto.punch.Shape.Malformed;
import ponto.punch.Shape.WellFormed;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The door's check that a body has the shape of the contract's {@code PunchBatch}; it says the same
 * as that schema of openapi.yaml, in one pass over the tokens.
 *
 * <p>The schema sees a parsed tree, in which the last of duplicate keys has won. So nothing is
 * refused before the end is read, unless it cannot be JSON at all.
 */
public final class ShapeReader {
  /** A letter's most punches: what one device gathers in weeks, and one message still holds. */
  public static final int PUNCHES_MAX = 100;

  private static final long TEN_TRILLION = 10_000_000_000_000L; // 317 years in milliseconds.

  private static final Rule PLACE =
      Rule.Fields.of(
          required("latitude", new Rule.Amount(-90, 90)),
          required("longitude", new Rule.Amount(-180, 180)),
          optional("accuracyMeters", new Rule.Amount(0, 1_000_000)));

  private static final Rule CLOCK =
      Rule.Fields.of(
          required("offsetMillis", new Rule.Amount(-TEN_TRILLION, TEN_TRILLION)),
          optional("monotonicMillis", new Rule.Amount(0, TEN_TRILLION)),
          optional("wallMillis", new Rule.Amount(-TEN_TRILLION, TEN_TRILLION)));

  private static final Rule EVIDENCE =
      Rule.Fields.of(
          optional("place", PLACE),
          optional("clock", CLOCK),
          optional("device", printable(64)),
          optional("app", printable(32)));

  private static final Rule PUNCH =
      Rule.Fields.of(
          required("id", new Rule.Text(Forms::isUuid, "must be a UUID of version 1 to 8")),
          required(
              "at", new Rule.Text(OffsetInstant::hasForm, "must be RFC 3339, with its offset")),
          required("zone", new Rule.Text(Forms::isZone, "must be an IANA zone's name, 40 at most")),
          required(
              "collector",
              new Rule.Text(
                  name -> Collector.of(name).isPresent(),
                  Arrays.stream(Collector.values())
                      .map(Collector::wire)
                      .collect(Collectors.joining(", ", "must be one of ", "")))),
          optional("offline", new Rule.Bool()),
          optional("worker", new Rule.Text(Forms::isElevenDigits, "must be 11 digits")),
          optional("badge", printable(40)),
          optional("registration", printable(40)),
          optional("evidence", EVIDENCE));

  private ShapeReader() {}

  /** Whether this body, decoded by {@link StrictUtf8}, has the contract's shape. */
  public static Shape check(String body) {
    if (body.length() > StrictJson.CHARS_MAX) {
      return new Malformed("", "is longer than a letter can be");
    }
    try (var json = StrictJson.parser(body)) {
      if (json.nextToken() == null) {
        return new Malformed("", "is empty");
      }
      var shape = letter(json);
      return StrictJson.atEnd(json) ? shape : new Malformed("", "goes on after the JSON value");
    } catch (JacksonException e) {
      // Its message may quote the body, which is nobody's business but the sender's.
      var at = e.getLocation() == null ? "" : ", at character " + e.getLocation().getCharOffset();
      return new Malformed("", "is not JSON" + at);
    }
  }

  private static Shape letter(JsonParser json) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return new Malformed("", "must be an object");
    }
    Shape punches = new Malformed("/punches", "is missing");
    var unknown = false;
    var times = 0;
    for (var name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      if (name.equals("punches")) {
        punches = punches(json);
        times++;
      } else {
        json.skipChildren();
        unknown = true;
      }
    }
    if (unknown) {
      return new Malformed("", "must hold no field but punches");
    }
    // Such a letter is set aside whole, so it counts as one in the books.
    return times > 1 && punches instanceof WellFormed ? new WellFormed(1) : punches;
  }

  private static Shape punches(JsonParser json) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return new Malformed("/punches", "must be an array");
    }
    var count = 0;
    Malformed first = null;
    for (; json.nextToken() != JsonToken.END_ARRAY; count++) {
      var flaw = PUNCH.flaw(json);
      if (first == null && flaw != null) {
        first = flaw.under(Integer.toString(count)).under("punches");
      }
    }
    if (count < 1 || count > PUNCHES_MAX) {
      return new Malformed("/punches", "must hold 1 to " + PUNCHES_MAX);
    }
    return first == null ? new WellFormed(count) : first;
  }

  private static Rule printable(int max) {
    return new Rule.Text(
        text -> Forms.isPrintable(text, max),
        "must be 1 to " + max + " printable ASCII characters");
  }
}
