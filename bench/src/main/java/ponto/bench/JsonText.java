package ponto.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Finds values in an answer's JSON by the name of their field, at any depth. */
final class JsonText {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonText() {}

  /** The texts and numbers under that name, in their order; nulls and objects are left out. */
  static List<String> all(String json, String name) {
    var found = new ArrayList<String>();
    try (var in = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      for (var token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token == JsonToken.PROPERTY_NAME && in.currentName().equals(name)) {
          var value = in.nextToken();
          if (value == JsonToken.VALUE_STRING || value.isNumeric()) {
            found.add(in.getString());
          }
        }
      }
    }
    return found;
  }

  /** The first value under that name. */
  static Optional<String> first(String json, String name) {
    return all(json, name).stream().findFirst();
  }
}
