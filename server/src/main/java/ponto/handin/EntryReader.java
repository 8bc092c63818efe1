package ponto.handin;

import java.io.StringWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import ponto.handin.FrozenPunch.Cpf;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Reads one entry of the file, and writes into it why the server refused it. */
final class EntryReader {
  private static final String PROBLEM = "problem";
  private static final JsonFactory FACTORY = new JsonFactory();

  private EntryReader() {}

  /** The entry that this JSON value is. */
  static Entry read(String raw) {
    var texts = new HashMap<String, String>();
    var seen = new HashSet<String>();
    try (var json = parser(raw)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return new Entry.Broken(raw, null, "the entry is not an object");
      }
      for (var key = json.nextName(); key != null; key = json.nextName()) {
        if (!seen.add(key)) {
          return new Entry.Broken(raw, texts.get("name"), "a field of the entry stands twice");
        }
        if (json.nextToken() == JsonToken.VALUE_STRING) {
          texts.put(key, json.getString());
        } else if (json.currentToken() != JsonToken.VALUE_NULL) {
          json.skipChildren();
          texts.put(key, "");
        }
      }
    }
    return entry(raw, texts);
  }

  private static Entry entry(String raw, Map<String, String> texts) {
    var name = texts.get("name");
    var subject = texts.getOrDefault("subject", "");
    if (subject.isEmpty()) {
      return new Entry.Broken(raw, name, "the entry does not say whose it is (subject)");
    }
    var worker = texts.get("worker");
    if (worker != null && !worker.matches("[0-9]{11}")) {
      return new Entry.Broken(raw, name, "the entry's worker is not a CPF of 11 digits");
    }
    var punch = FrozenPunch.of(texts.getOrDefault("punch", ""));
    if (punch.isEmpty()) {
      return new Entry.Broken(raw, name, "the entry's punch is not one whole JSON object");
    }
    return new Entry.Whole(
        raw,
        name,
        subject,
        worker == null ? null : new Cpf(worker),
        texts.get("employer"),
        punch.get(),
        texts.get(PROBLEM) != null);
  }

  /** The entry's text with this problem in it; all else is as it was. */
  static String withProblem(String raw, String problem) {
    var text = new StringWriter();
    try (var json = parser(raw);
        var out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.nextToken();
      out.writeStartObject();
      for (var key = json.nextName(); key != null; key = json.nextName()) {
        json.nextToken();
        if (key.equals(PROBLEM)) {
          json.skipChildren();
        } else {
          out.writeName(key);
          out.copyCurrentStructure(json);
        }
      }
      out.writeName(PROBLEM);
      out.writeString(problem);
      out.writeEndObject();
    }
    return text.toString();
  }

  private static JsonParser parser(String raw) {
    return FACTORY.createParser(ObjectReadContext.empty(), raw.toCharArray());
  }
}
