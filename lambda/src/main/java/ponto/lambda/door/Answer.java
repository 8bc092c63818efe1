package ponto.lambda.door;

import java.io.OutputStream;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import ponto.api.Response;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes an operation's response as the gateway's proxy integration wants it. */
final class Answer {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Answer() {}

  /** Writes it; {@code origin} is whose pages may read it, besides our own. */
  static void write(Response response, @Nullable String origin, OutputStream out) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", response.contentType());
    headers.put("Cache-Control", "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    if (response.status() == 401) {
      headers.put("WWW-Authenticate", "Bearer");
    }
    if (origin != null) {
      headers.put("Access-Control-Allow-Origin", origin);
      headers.put("Access-Control-Expose-Headers", "Retry-After, Content-Disposition, Location");
      headers.put("Vary", "Origin");
    }
    headers.putAll(response.headers());
    try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeNumberProperty("statusCode", response.status());
      json.writeObjectPropertyStart("headers");
      headers.forEach(json::writeStringProperty);
      json.writeEndObject();
      json.writeStringProperty("body", response.body());
      json.writeBooleanProperty("isBase64Encoded", false);
      json.writeEndObject();
    }
  }
}
