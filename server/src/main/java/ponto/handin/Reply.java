package ponto.handin;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What the clock answered, as far as a hand-in reads it.
 *
 * @param texts the text fields at the top of a JSON body, and those one object deeper as {@code
 *     object.field}
 * @param retryAfterSeconds when the clock says to come again; empty when it does not
 */
record Reply(int status, Map<String, String> texts, OptionalInt retryAfterSeconds) {
  /** No sensible clock names a longer time; what does not fit an int is this long too. */
  private static final int DIGITS_MAX = 9;

  private static final JsonFactory FACTORY = new JsonFactory();

  Reply {
    texts = Map.copyOf(texts);
  }

  static Reply of(int status, String body, String retryAfter) {
    return new Reply(status, read(body), seconds(retryAfter));
  }

  /** A text field; empty when there is none. */
  String text(String name) {
    return texts.getOrDefault(name, "");
  }

  /** The problem in the clock's own words, or what else can be said. */
  String detail() {
    var field = text("field");
    var detail = text("detail");
    return detail.isEmpty()
        ? "the clock answered " + status
        : detail + (field.isEmpty() ? "" : " (" + field + ")");
  }

  private static Map<String, String> read(String body) {
    var texts = new HashMap<String, String>();
    try (var json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        for (var name = json.nextName(); name != null; name = json.nextName()) {
          var token = json.nextToken();
          if (token == JsonToken.VALUE_STRING) {
            texts.put(name, json.getString());
          } else if (token == JsonToken.START_OBJECT) {
            readInner(json, name, texts);
          } else {
            json.skipChildren();
          }
        }
      }
    } catch (JacksonException e) {
      // A proxy's page, say: the status speaks for itself.
      return Map.of();
    }
    return texts;
  }

  private static void readInner(JsonParser json, String outer, Map<String, String> texts) {
    for (var name = json.nextName(); name != null; name = json.nextName()) {
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        texts.put(outer + "." + name, json.getString());
      } else {
        json.skipChildren();
      }
    }
  }

  private static OptionalInt seconds(String retryAfter) {
    if (!retryAfter.matches("[0-9]+")) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        retryAfter.length() > DIGITS_MAX ? Integer.MAX_VALUE : Integer.parseInt(retryAfter));
  }
}
