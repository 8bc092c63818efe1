package ponto.lambda.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import ponto.api.Problem;
import ponto.api.Response;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes an operation's response as the gateway's proxy integration wants it. */
final class Answer {
  /**
   * A function answers 6 MB at most, and JSON may double each character. Longer files want to be
   * exports by way of a bucket, which is not there yet.
   */
  static final int BYTES_MAX = 2_500_000;

  private static final JsonFactory FACTORY = new JsonFactory();

  private Answer() {}

  /** The response with its body whole. */
  static Response whole(Response response) throws IOException, SQLException {
    var stream = response.stream();
    if (stream == null) {
      return response;
    }
    var text = new Bounded();
    try (stream) {
      stream.write(text);
    }
    return new Response(
        response.status(), response.headers(), response.contentType(), text.toString(UTF_8));
  }

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
      headers.put("Access-Control-Expose-Headers", "Retry-After, Content-Disposition");
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

  /** Takes so much and no more. */
  private static final class Bounded extends ByteArrayOutputStream {
    @Override
    public synchronized void write(int octet) {
      room(1);
      super.write(octet);
    }

    @Override
    public synchronized void write(byte[] octets, int offset, int length) {
      room(length);
      super.write(octets, offset, length);
    }

    private void room(int more) {
      if (size() + more > BYTES_MAX) {
        throw Problem.of(
            501,
            "export-too-large",
            "Too large for one answer",
            "the file is longer than the gateway lets an answer be",
            "Ask for a shorter period, or for fewer people.");
      }
    }
  }
}
