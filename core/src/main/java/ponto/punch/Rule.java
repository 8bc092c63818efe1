package ponto.punch;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import ponto.punch.Shape.Malformed;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One piece of the contract's shape. A rule is given the parser at a value's first token and leaves
 * it at the last, whatever it finds: a later duplicate may replace what is wrong here.
 */
sealed interface Rule {
  /** What is wrong with this value; null when nothing is. */
  @Nullable Malformed flaw(JsonParser json);

  /** A text, refused in the words of {@code must} when it lacks the form. */
  record Text(Predicate<String> form, String must) implements Rule {
    @Override
    public @Nullable Malformed flaw(JsonParser json) {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        return wrongType(json, "must be a string");
      }
      return form.test(json.getString()) ? null : new Malformed("", must);
    }
  }

  /** A number within bounds, both allowed. */
  record Amount(long min, long max) implements Rule {
    @Override
    public @Nullable Malformed flaw(JsonParser json) {
      var token = json.currentToken();
      if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
        return wrongType(json, "must be a number");
      }
      return Decimals.isWithin(json.getString(), min, max)
          ? null
          : new Malformed("", "must be from " + min + " to " + max);
    }
  }

  /** True or false. */
  record Bool() implements Rule {
    @Override
    public @Nullable Malformed flaw(JsonParser json) {
      var token = json.currentToken();
      return token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE
          ? null
          : wrongType(json, "must be true or false");
    }
  }

  /** An object with these fields, at most 32, and no others. */
  record Fields(List<Field> fields) implements Rule {
    /** One field of an object. */
    record Field(String name, boolean required, Rule rule) {}

    static Fields of(Field... fields) {
      return new Fields(List.of(fields));
    }

    static Field required(String name, Rule rule) {
      return new Field(name, true, rule);
    }

    static Field optional(String name, Rule rule) {
      return new Field(name, false, rule);
    }

    @Override
    public @Nullable Malformed flaw(JsonParser json) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        return wrongType(json, "must be an object");
      }
      var seen = 0;
      var unknown = false;
      @Nullable Malformed[] flaws = null;
      for (var name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        var place = placeOf(name);
        if (place < 0) {
          json.skipChildren();
          unknown = true;
          continue;
        }
        seen |= 1 << place;
        var flaw = fields.get(place).rule.flaw(json);
        if (flaw != null || flaws != null) {
          flaws = flaws == null ? new @Nullable Malformed[fields.size()] : flaws;
          flaws[place] = flaw; // Also null: the last of duplicates decides.
        }
      }
      if (unknown) {
        var names = fields.stream().map(Field::name).collect(joining(", "));
        return new Malformed("", "must hold no field but " + names);
      }
      return first(seen, flaws);
    }

    private @Nullable Malformed first(int seen, @Nullable Malformed @Nullable [] flaws) {
      for (var place = 0; place < fields.size(); place++) {
        var field = fields.get(place);
        if (field.required && (seen & 1 << place) == 0) {
          return new Malformed("", "is missing").under(field.name);
        }
        var flaw = flaws == null ? null : flaws[place];
        if (flaw != null) {
          return flaw.under(field.name);
        }
      }
      return null;
    }

    private int placeOf(String name) {
      for (var place = 0; place < fields.size(); place++) {
        if (fields.get(place).name.equals(name)) {
          return place;
        }
      }
      return -1;
    }
  }

  private static Malformed wrongType(JsonParser json, String must) {
    json.skipChildren();
    return new Malformed("", must);
  }
}
