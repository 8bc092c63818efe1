package ponto.api;

import java.io.StringWriter;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes one JSON object, field by field, in the order of the calls. */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator out;

  private Json(JsonGenerator out) {
    this.out = out;
  }

  /** The object that {@code fields} writes, as text. */
  public static String object(Consumer<Json> fields) {
    var text = new StringWriter();
    try (var out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      fields.accept(new Json(out));
      out.writeEndObject();
    }
    return text.toString();
  }

  /** A text field; JSON null when the value is. */
  public Json text(String name, @Nullable String value) {
    out.writeName(name);
    if (value == null) {
      out.writeNull();
    } else {
      out.writeString(value);
    }
    return this;
  }

  /** A whole number. */
  public Json number(String name, long value) {
    out.writeName(name);
    out.writeNumber(value);
    return this;
  }

  /** A whole number; JSON null when the value is. */
  public Json wholeOrNull(String name, @Nullable Integer value) {
    return value == null ? text(name, null) : number(name, value.longValue());
  }

  /** A number with a fraction. */
  public Json number(String name, double value) {
    out.writeName(name);
    out.writeNumber(value);
    return this;
  }

  /** A boolean field. */
  public Json flag(String name, boolean value) {
    out.writeName(name);
    out.writeBoolean(value);
    return this;
  }

  /** A list of texts. */
  public Json texts(String name, List<String> values) {
    out.writeName(name);
    out.writeStartArray();
    values.forEach(out::writeString);
    out.writeEndArray();
    return this;
  }

  /** A nested object. */
  public Json object(String name, Consumer<Json> fields) {
    out.writeName(name);
    out.writeStartObject();
    fields.accept(this);
    out.writeEndObject();
    return this;
  }

  /** A list of objects, one for each item. */
  public <T> Json objects(String name, List<T> items, BiConsumer<Json, T> fields) {
    out.writeName(name);
    out.writeStartArray();
    for (var item : items) {
      out.writeStartObject();
      fields.accept(this, item);
      out.writeEndObject();
    }
    out.writeEndArray();
    return this;
  }
}
