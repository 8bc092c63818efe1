package ponto.server;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes a tree of maps, lists and plain values as JSON. */
final class JsonText {
  private JsonText() {}

  static String of(Object tree) {
    var text = new StringWriter();
    try (var out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      write(out, tree);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, @Nullable Object node) {
    switch (node) {
      case null -> out.writeNull();
      case Map<?, ?> map -> {
        out.writeStartObject();
        for (var entry : map.entrySet()) {
          out.writeName(String.valueOf(entry.getKey()));
          write(out, entry.getValue());
        }
        out.writeEndObject();
      }
      case List<?> list -> {
        out.writeStartArray();
        list.forEach(item -> write(out, item));
        out.writeEndArray();
      }
      case Boolean flag -> out.writeBoolean(flag);
      case Long number -> out.writeNumber(number);
      case Integer number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      default -> out.writeString(node.toString());
    }
  }
}
