package ponto.punch;

import java.util.ArrayList;
import java.util.List;
import ponto.punch.Reading.Illegible;
import ponto.punch.Shape.Malformed;
import ponto.punch.Shape.WellFormed;
import tools.jackson.core.JsonToken;

/**
 * Reads a letter's body into its punches, in order. Throws on no input: what is not legible is set
 * aside, item by item where the letter as a whole has its shape.
 */
public final class LetterReader {
  private LetterReader() {}

  /** One reading for each item; or a single one for the letter as a whole. */
  public static List<Reading> read(String body) {
    return switch (ShapeReader.check(body)) {
      case WellFormed(var count) -> items(body, count);
      case Malformed(var pointer, var detail) -> {
        var where = pointer.isEmpty() ? "The body" : pointer;
        yield whole(body, Reason.MALFORMED, where + " " + detail + ".");
      }
    };
  }

  /** The shape was checked: the only name at the top is "punches", and its last value fits. */
  private static List<Reading> items(String body, int count) {
    var items = new ArrayList<PunchReader>(count);
    try (var json = StrictJson.parser(body)) {
      json.nextToken();
      json.nextName();
      if (json.nextToken() == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          items.add(PunchReader.gather(json, body, items.size()));
        }
      } else {
        json.skipChildren();
      }
      if (json.nextName() != null) {
        // What was gathered is what another value replaces; nobody checked its shape.
        return whole(body, Reason.DUPLICATE_KEY, Reason.DUPLICATE_KEY.sentence());
      }
    }
    return items.stream().map(PunchReader::read).toList();
  }

  private static List<Reading> whole(String body, Reason reason, String detail) {
    return List.of(new Illegible(Reading.WHOLE_LETTER, null, body, reason, detail));
  }
}
