package ponto.staff;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import ponto.roster.WorkerCard;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What the audit log tells of a change: each field that differs, before and after, as JSON. */
public final class Details {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Details() {}

  /** Each field that differs: a list of what was and what is. */
  public static String of(
      Map<String, @Nullable String> before, Map<String, @Nullable String> after) {
    return object(out ->
        after.forEach((name, is) -> {
          var was = before.get(name);
          if (!Objects.equals(was, is)) {
            texts(out, name, was == null ? "" : was, is == null ? "" : is);
          }
        }));
  }

  /** Each field of what was not there before: a list of what is. */
  public static String of(Map<String, @Nullable String> made) {
    return object(out ->
        made.forEach((name, is) -> {
          if (is != null) {
            texts(out, name, is);
          }
        }));
  }

  static String of(WorkerCard before, WorkerCard after) {
    return of(fields(before), fields(after));
  }

  static String of(WorkerCard made) {
    return of(fields(made));
  }

  private static String object(Consumer<JsonGenerator> fields) {
    var text = new StringWriter();
    try (var out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      fields.accept(out);
      out.writeEndObject();
    }
    return text.toString();
  }

  private static void texts(JsonGenerator out, String name, String... values) {
    out.writeName(name);
    out.writeStartArray();
    for (var value : values) {
      out.writeString(value);
    }
    out.writeEndArray();
  }

  private static Map<String, @Nullable String> fields(WorkerCard card) {
    var fields = new LinkedHashMap<String, @Nullable String>();
    fields.put("name", card.name());
    fields.put("registration", card.registration());
    fields.put("badge", card.badge());
    fields.put("pis", card.pis());
    fields.put("job", card.job().isEmpty() ? null : card.job());
    fields.put("admission", card.admittedOn().toString());
    var dismissed = card.dismissedOn();
    fields.put("dismissal", dismissed == null ? null : dismissed.toString());
    fields.put("establishmentId", Long.toString(card.tenure().establishmentId()));
    fields.put("assignedFrom", card.tenure().from().toString());
    return fields;
  }
}
