package ponto.lambda.export;

import java.util.HashMap;
import java.util.Map;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.api.Json;
import ponto.api.Request;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A request whose file takes longer than the gateway waits, to be answered by the function that has
 * the time. Written by the API's function alone, for somebody whom it let in and whose request it
 * had begun to answer.
 */
public record Order(String operation, Request request) {
  private static final String PATH = "path.";
  private static final String QUERY = "query.";
  private static final String HEADERS = "headers.";

  /** As it lies in the bucket: texts alone. */
  String json() {
    var by = request.caller();
    return Json.object(json -> {
      json.text("operation", operation)
          .text("subject", by.subject())
          .text("employer", Long.toString(by.employerId()))
          .text("role", by.role().wire())
          .text("source", request.source());
      if (by.workerCpf() != null) {
        json.text("worker", by.workerCpf());
      }
      request.path().forEach((name, value) -> json.text(PATH + name, value));
      request.query().forEach((name, value) -> json.text(QUERY + name, value));
      request.headers().forEach((name, value) -> json.text(HEADERS + name, value));
    });
  }

  /** Reads what {@link #json} wrote. */
  static Order read(String text) {
    var fields = new HashMap<String, String>();
    try (var json = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      for (var token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          fields.put(json.currentName(), json.getString());
        }
      }
    }
    var by =
        new Principal(
            said(fields, "subject"),
            Long.parseLong(said(fields, "employer")),
            Role.of(said(fields, "role")).orElseThrow(),
            fields.get("worker"),
            false);
    return new Order(
        said(fields, "operation"),
        new Request(
            by,
            under(PATH, fields),
            under(QUERY, fields),
            under(HEADERS, fields),
            said(fields, "source"),
            ""));
  }

  private static Map<String, String> under(String prefix, Map<String, String> fields) {
    var found = new HashMap<String, String>();
    fields.forEach((name, value) -> {
      if (name.startsWith(prefix)) {
        found.put(name.substring(prefix.length()), value);
      }
    });
    return found;
  }

  private static String said(Map<String, String> fields, String name) {
    var value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the order says no " + name);
    }
    return value;
  }
}
