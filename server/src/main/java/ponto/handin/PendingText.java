package ponto.handin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The text of a file of pending punches, cut where its entries begin and end: what is around them
 * is written back as it was.
 */
record PendingText(String before, List<Entry> entries, String after) {
  static final String FORMAT = "ponto-pending-punches";

  /** What this program understands; a page only ever writes a newer one when it must. */
  static final int VERSION = 1;

  /** A kiosk of 500 people that was alone for ten days; each is some 800 bytes. */
  static final int ENTRIES_MAX = 20_000;

  private static final JsonFactory FACTORY = new JsonFactory();

  PendingText {
    entries = List.copyOf(entries);
  }

  /**
   * Reads the whole text.
   *
   * @throws HandInFailure when it is not such a file
   */
  static PendingText read(String text) {
    try (var json = FACTORY.createParser(ObjectReadContext.empty(), text.toCharArray())) {
      return new Reading(text, json).read();
    } catch (JacksonException e) {
      // Its message may quote the file. Beyond the nesting it tells no place.
      var at = e.getLocation();
      throw new HandInFailure(
          "it is not JSON"
              + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr())
              + ": export the punches again, or mend the file there");
    }
  }

  /** The same file with these entries in place of its own. */
  String with(List<String> raws) {
    return raws.isEmpty()
        ? before + after
        : raws.stream().collect(Collectors.joining(",\n  ", before + "\n  ", "\n" + after));
  }

  /** One pass over the text. */
  private static final class Reading {
    private final String text;
    private final JsonParser json;
    private final List<Entry> entries = new ArrayList<>();
    private String format = "";
    private long version;
    private int begin = -1;
    private int end = -1;

    Reading(String text, JsonParser json) {
      this.text = text;
      this.json = json;
    }

    PendingText read() {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw foreign();
      }
      var seen = new HashSet<String>();
      for (var name = json.nextName(); name != null; name = json.nextName()) {
        if (!seen.add(name)) {
          throw new HandInFailure("a field stands twice in it: mend the file");
        }
        json.nextToken();
        field(name);
      }
      if (json.nextToken() != null || !format.equals(FORMAT)) {
        throw foreign();
      }
      if (version > VERSION) {
        throw new HandInFailure(
            "it is of version " + version + " and this Ponto knows " + VERSION + ": update it");
      }
      if (version < 1 || begin < 0) {
        throw foreign();
      }
      return new PendingText(text.substring(0, begin), entries, text.substring(end));
    }

    private void field(String name) {
      var token = json.currentToken();
      switch (name) {
        case "format" -> format = token == JsonToken.VALUE_STRING ? json.getString() : "";
        case "version" -> version = number();
        case "entries" -> entries();
        default -> json.skipChildren();
      }
    }

    /** Its number, where it has one that can be; one with more digits is of a far future. */
    private long number() {
      if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
        json.skipChildren();
        return 0;
      }
      var digits = json.getString();
      return digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits);
    }

    private void entries() {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        json.skipChildren();
        return;
      }
      begin = tokenAt() + 1;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (entries.size() == ENTRIES_MAX) {
          throw new HandInFailure(
              "it has more than " + ENTRIES_MAX + " entries: part it into several files");
        }
        var from = tokenAt();
        json.skipChildren();
        // Of a number or a word the token's own end is known only once it is read.
        json.finishToken();
        var to = Math.toIntExact(json.currentLocation().getCharOffset());
        entries.add(EntryReader.read(text.substring(from, to).strip()));
      }
      end = tokenAt();
    }

    private int tokenAt() {
      return Math.toIntExact(json.currentTokenLocation().getCharOffset());
    }

    private static HandInFailure foreign() {
      return new HandInFailure(
          "it is not a file of pending punches (format " + FORMAT + "), as the punch page exports");
    }
  }
}
