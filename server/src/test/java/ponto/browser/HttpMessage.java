package ponto.browser;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One request or answer, byte for byte, with its end found by HTTP/1.1's rules. */
final class HttpMessage {
  /** The door's own bound on headers is below this. */
  private static final int HEAD_BYTES_MAX = 64 << 10;

  /** Far above any letter, page or list. */
  private static final int BODY_BYTES_MAX = 16 << 20;

  private final String head;
  private final byte[] body;

  private HttpMessage(String head, byte[] body) {
    this.head = head;
    this.body = body;
  }

  /** The next request of a connection; empty at its end. */
  static Optional<HttpMessage> request(InputStream in) throws IOException {
    return read(in, true);
  }

  /** The answer to a request of this method. */
  static HttpMessage answer(InputStream in, String method) throws IOException {
    return read(in, !method.equals("HEAD")).orElseThrow(EOFException::new);
  }

  /** One that nobody sent. */
  static HttpMessage answer(int status, List<String> headers, String body) {
    var bytes = body.getBytes(UTF_8);
    var lines = new StringBuilder("HTTP/1.1 ").append(status).append(" \r\n");
    headers.forEach(header -> lines.append(header).append("\r\n"));
    lines.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
    return new HttpMessage(lines.toString(), bytes);
  }

  void writeTo(OutputStream out) throws IOException {
    var whole = new ByteArrayOutputStream();
    whole.write(head.getBytes(ISO_8859_1));
    whole.write(body);
    out.write(whole.toByteArray());
    out.flush();
  }

  String method() {
    return word(0);
  }

  String path() {
    return word(1);
  }

  int status() {
    return Integer.parseInt(word(1));
  }

  String body() {
    return new String(body, UTF_8);
  }

  /** The value of a header, or nothing. */
  String header(String name) {
    return header(head, name);
  }

  private String word(int index) {
    return head.substring(0, head.indexOf("\r\n")).split(" ", -1)[index];
  }

  private static String header(String head, String name) {
    var prefix = name.toLowerCase(Locale.ROOT) + ":";
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip())
        .findFirst()
        .orElse("");
  }

  private static Optional<HttpMessage> read(InputStream in, boolean mayHaveBody)
      throws IOException {
    var head = head(in);
    if (head.isEmpty()) {
      return Optional.empty();
    }
    var bodyless =
        !mayHaveBody || head.startsWith("HTTP/1.1 204") || head.startsWith("HTTP/1.1 304");
    if (bodyless) {
      return Optional.of(new HttpMessage(head, new byte[0]));
    }
    if (header(head, "Transfer-Encoding").equalsIgnoreCase("chunked")) {
      return Optional.of(new HttpMessage(head, chunks(in)));
    }
    var length = header(head, "Content-Length");
    return Optional.of(
        new HttpMessage(head, exactly(in, length.isEmpty() ? 0 : Integer.parseInt(length))));
  }

  private static String head(InputStream in) throws IOException {
    var lines = new StringBuilder();
    while (true) {
      var line = line(in);
      if (line.isEmpty() && lines.isEmpty()) {
        return "";
      }
      lines.append(line);
      if (line.equals("\r\n")) {
        return lines.toString();
      }
      if (!line.endsWith("\r\n") || lines.length() > HEAD_BYTES_MAX) {
        throw new EOFException("a head without an end");
      }
    }
  }

  /** With its line break; without one at the end of the connection. */
  private static String line(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    int next;
    while (bytes.size() <= HEAD_BYTES_MAX && (next = in.read()) >= 0) {
      bytes.write(next);
      if (next == '\n') {
        break;
      }
    }
    return bytes.toString(ISO_8859_1);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    var all = new ByteArrayOutputStream();
    while (true) {
      var line = line(in);
      all.write(line.getBytes(ISO_8859_1));
      var size = Integer.parseInt(line.strip(), 16);
      all.write(exactly(in, size + 2));
      if (size == 0) {
        return all.toByteArray();
      }
    }
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    if (length > BODY_BYTES_MAX) {
      throw new IOException("a body of " + length + " bytes");
    }
    var bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("a body that ended early");
    }
    return bytes;
  }
}
