package ponto.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * A small JSON request body, read strictly: one object of texts, flags, numbers, lists of texts and
 * objects of the same, no key twice, none that is not known, nothing after it. Whatever is wrong is
 * told by its JSON pointer; the value itself is never repeated, since it may be a password.
 */
public final class Body {
  /** The largest body read here: 500 receipts are 20,000; this leaves room and bounds the work. */
  static final int LENGTH_MAX = 65_536;

  /** No text is longer than the largest body. */
  private static final int TEXT_MAX = 262_144;

  /** Root, object, list: nothing in the contract is nested deeper. */
  private static final int DEPTH_MAX = 3;

  /** How much of an unknown key is repeated to its sender. */
  private static final int TOLD_KEY_MAX = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxStringLength(TEXT_MAX)
                  .maxNameLength(LENGTH_MAX)
                  .build())
          .build();

  private sealed interface Value {
    record Text(String text) implements Value {}

    record Texts(List<String> items) implements Value {}

    record Flag(boolean set) implements Value {}

    record Amount(double amount) implements Value {}

    record Nested(Map<String, Value> fields) implements Value {}

    record Nothing() implements Value {}
  }

  private final String pointer;
  private final Map<String, Value> fields;

  private Body(String pointer, Map<String, Value> fields) {
    this.pointer = pointer;
    this.fields = fields;
  }

  /**
   * Reads a body that may have these fields.
   *
   * @throws Problem 400 when it is anything else
   */
  public static Body of(String json, Set<String> allowed) {
    if (json.length() > LENGTH_MAX) {
      throw Problem.malformed("", "the body is longer than " + LENGTH_MAX + " characters");
    }
    return ofLong(json, allowed);
  }

  /** Reads a body that may be as long as the door lets pass. */
  static Body ofLong(String json, Set<String> allowed) {
    try (var parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Problem.malformed("", "the body is not a JSON object");
      }
      var fields = readObject(parser, "");
      if (parser.nextToken() != null) {
        throw Problem.malformed("", "something follows the JSON object");
      }
      return new Body("", fields).allow(allowed);
    } catch (JacksonException notJson) {
      // Not the parser's message: it quotes the text. Beyond the nesting it tells no place.
      var at = notJson.getLocation();
      throw Problem.malformed(
          "",
          at == null
              ? "nested too deeply"
              : "not JSON at line " + at.getLineNr() + ", column " + at.getColumnNr());
    }
  }

  private static Map<String, Value> readObject(JsonParser parser, String pointer) {
    var fields = new LinkedHashMap<String, Value>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var key = parser.currentName();
      var at = pointerTo(pointer, key);
      parser.nextToken();
      if (fields.put(key, readValue(parser, at)) != null) {
        throw Problem.malformed(at, "the key stands twice");
      }
    }
    return fields;
  }

  private static Value readValue(JsonParser parser, String at) {
    return switch (parser.currentToken()) {
      // Whether it is fit is asked with the text: only one of many lines may hold their ends.
      case VALUE_STRING -> new Value.Text(parser.getString());
      case START_ARRAY -> new Value.Texts(readTexts(parser, at));
      case START_OBJECT -> new Value.Nested(readObject(parser, at));
      case VALUE_TRUE -> new Value.Flag(true);
      case VALUE_FALSE -> new Value.Flag(false);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Amount(parser.getDoubleValue());
      case VALUE_NULL -> new Value.Nothing();
      case null, default ->
          throw Problem.malformed(
              at, "neither text nor number nor true or false nor a list nor an object");
    };
  }

  private static List<String> readTexts(JsonParser parser, String at) {
    var items = new ArrayList<String>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      var item = at + "/" + items.size();
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw Problem.malformed(item, "not a text");
      }
      items.add(parser.getString());
    }
    return List.copyOf(items);
  }

  /** A text that PostgreSQL can store and a line of a legal file can hold. */
  private static String fit(String text, String at) {
    if (text.codePoints().anyMatch(Body::unfit)) {
      throw Problem.malformed(at, "holds a control character or half a character");
    }
    return text;
  }

  private static boolean unfit(int codePoint) {
    var half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return half || Character.isISOControl(codePoint);
  }

  private static String pointerTo(String parent, String key) {
    var told = key.length() > TOLD_KEY_MAX ? key.substring(0, TOLD_KEY_MAX) : key;
    return parent + "/" + told.replace("~", "~0").replace("/", "~1");
  }

  private Body allow(Set<String> allowed) {
    for (var key : fields.keySet()) {
      if (!allowed.contains(key)) {
        throw Problem.malformed(pointerTo(pointer, key), "no field of this name is known here");
      }
    }
    return this;
  }

  /** A text that must be there, of 1 to {@code lengthMax} characters. */
  public String text(String name, int lengthMax) {
    return optionalText(name, lengthMax).orElseThrow(() -> missing(name));
  }

  /** A text that may be left out; where it stands, of 1 to {@code lengthMax} characters. */
  public Optional<String> optionalText(String name, int lengthMax) {
    return switch (fields.get(name)) {
      case null -> Optional.empty();
      case Value.Text(var text) -> Optional.of(bounded(pointerTo(pointer, name), text, lengthMax));
      case Value.Texts _, Value.Nested _, Value.Flag _, Value.Amount _, Value.Nothing _ ->
          throw Problem.malformed(pointerTo(pointer, name), "not a text");
    };
  }

  /** A text of at most {@code lengthMax} characters; left out it is the empty one. */
  public String textOrEmpty(String name, int lengthMax) {
    return fields.get(name) instanceof Value.Text(var text) && text.isEmpty()
        ? text
        : optionalText(name, lengthMax).orElse("");
  }

  /** True or false, which must be said. */
  public boolean flag(String name) {
    return switch (fields.get(name)) {
      case null -> throw missing(name);
      case Value.Flag(var set) -> set;
      case Value.Text _, Value.Texts _, Value.Nested _, Value.Amount _, Value.Nothing _ ->
          throw Problem.malformed(pointerTo(pointer, name), "neither true nor false");
    };
  }

  /** A list that must be there, of at most {@code itemsMax} texts of 1 to {@code lengthMax}. */
  public List<String> texts(String name, int itemsMax, int lengthMax) {
    var at = pointerTo(pointer, name);
    return switch (fields.get(name)) {
      case null -> throw missing(name);
      case Value.Texts(var list) -> {
        if (list.size() > itemsMax) {
          throw Problem.malformed(at, "has " + list.size() + " items, at most " + itemsMax);
        }
        var items = new ArrayList<String>(list.size());
        for (var item : list) {
          items.add(bounded(at + "/" + items.size(), item, lengthMax));
        }
        yield List.copyOf(items);
      }
      case Value.Text _, Value.Nested _, Value.Flag _, Value.Amount _, Value.Nothing _ ->
          throw Problem.malformed(at, "not a list of texts");
    };
  }

  /** An object that must be there and may have these fields. */
  public Body object(String name, Set<String> allowed) {
    var at = pointerTo(pointer, name);
    return switch (fields.get(name)) {
      case null -> throw missing(name);
      case Value.Nested(var inner) -> new Body(at, inner).allow(allowed);
      case Value.Text _, Value.Texts _, Value.Flag _, Value.Amount _, Value.Nothing _ ->
          throw Problem.malformed(at, "not an object");
    };
  }

  /** A text of lines that must be there, as long as the body lets it be. */
  String lines(String name) {
    return switch (fields.get(name)) {
      case null -> throw missing(name);
      case Value.Text(var text) -> text;
      case Value.Texts _, Value.Nested _, Value.Flag _, Value.Amount _, Value.Nothing _ ->
          throw Problem.malformed(pointerTo(pointer, name), "not a text");
    };
  }

  /** True or false; false when nothing is said. */
  boolean flagOrFalse(String name) {
    return fields.containsKey(name) && flag(name);
  }

  /** A whole number that must be there, from 1 to {@code max}. */
  long whole(String name, long max) {
    return switch (fields.get(name)) {
      case null -> throw missing(name);
      case Value.Amount(var amount) when amount >= 1 && amount <= max && amount % 1 == 0 ->
          (long) amount;
      case Value.Text _,
          Value.Texts _,
          Value.Nested _,
          Value.Flag _,
          Value.Amount _,
          Value.Nothing _ ->
          throw Problem.malformed(pointerTo(pointer, name), "not a whole number from 1 to " + max);
    };
  }

  /** Whether the field was said at all. */
  boolean says(String name) {
    return fields.containsKey(name);
  }

  /** An object that may be left out. */
  public Optional<Body> optionalObject(String name, Set<String> allowed) {
    return fields.containsKey(name) ? Optional.of(object(name, allowed)) : Optional.empty();
  }

  /** A whole number from {@code min} to {@code max}; none where it is left out or null. */
  public Optional<Integer> optionalWhole(String name, int min, int max) {
    return switch (fields.get(name)) {
      case null -> Optional.empty();
      case Value.Nothing _ -> Optional.empty();
      case Value.Amount(var value) -> {
        // Whether 60.0 is a whole number nobody can agree on, so it is one.
        if (value != Math.rint(value) || value < min || value > max) {
          throw Problem.malformed(
              pointerTo(pointer, name), "not a whole number from " + min + " to " + max);
        }
        yield Optional.of((int) value);
      }
      case Value.Text _, Value.Texts _, Value.Nested _, Value.Flag _ ->
          throw Problem.malformed(
              pointerTo(pointer, name), "not a whole number from " + min + " to " + max);
    };
  }

  private static String bounded(String at, String text, int lengthMax) {
    fit(text, at);
    // Characters as the schema counts them, not UTF-16 units.
    var length = text.codePointCount(0, text.length());
    if (length == 0 || length > lengthMax) {
      throw Problem.malformed(
          at, "has " + length + " characters, 1 to " + lengthMax + " are allowed");
    }
    return text;
  }

  private Problem missing(String name) {
    return Problem.malformed(pointerTo(pointer, name), "is missing");
  }
}
