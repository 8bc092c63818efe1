package ponto.api;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operation's answer: status, headers and a JSON (or problem+json) body.
 *
 * @param stream writes the body instead, piece by piece; null when {@code body} is all there is
 */
public record Response(
    int status,
    Map<String, String> headers,
    String contentType,
    String body,
    @Nullable Stream stream) {
  /** A body of any length, written while it is read from where it comes. */
  public interface Stream extends AutoCloseable {
    /**
     * Writes all of it. When it fails the client must not take what it got for the whole: the
     * connection is broken off.
     */
    void write(OutputStream out) throws IOException, SQLException;

    /** Gives back what the answer holds; called once, whether it was written or not. */
    @Override
    void close();
  }

  /** An answer that is whole already. */
  public Response(int status, Map<String, String> headers, String contentType, String body) {
    this(status, headers, contentType, body, null);
  }

  /** 200 with JSON. */
  public static Response json(String body) {
    return json(200, body);
  }

  /** Any status with JSON. */
  public static Response json(int status, String body) {
    return new Response(status, Map.of(), "application/json", body);
  }

  /** 204, nothing to say. */
  public static Response empty() {
    return new Response(204, Map.of(), "application/json", "");
  }

  /** 200 with a file of any length, to be saved under this name. */
  public static Response file(String name, String contentType, Stream stream) {
    var headers = Map.of("Content-Disposition", "attachment; filename=\"" + name + "\"");
    return new Response(200, headers, contentType, "", stream);
  }
}
