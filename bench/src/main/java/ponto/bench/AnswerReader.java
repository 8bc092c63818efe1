package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Reads HTTP/1.1 answers off one connection, as much as came each time: the status and the length,
 * and the body only when somebody wants it.
 */
final class AnswerReader {
  // A line longer than this is no header that any server of ours sends.
  private static final int LINE_MAX = 8 * 1024;
  private static final String LENGTH = "content-length:";

  private final StringBuilder line = new StringBuilder(128);
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private boolean wantsBody;
  private int status;
  private long bodyLeft;
  private boolean inBody;

  /** Begins a new answer; without {@code wantsBody} its body is counted and thrown away. */
  void begin(boolean wantsBody) {
    this.wantsBody = wantsBody;
    line.setLength(0);
    body.reset();
    status = 0;
    bodyLeft = -1;
    inBody = false;
  }

  /** Takes what is there; answers whether the answer is now whole. */
  boolean read(ByteBuffer bytes) throws ProtocolException {
    while (!inBody && bytes.hasRemaining()) {
      int b = bytes.get();
      if (b == '\n') {
        endOfLine();
      } else if (b != '\r') {
        if (line.length() == LINE_MAX) {
          throw new ProtocolException("a header line is longer than " + LINE_MAX + " bytes");
        }
        line.append((char) (b & 0xff));
      }
    }
    return inBody && readBody(bytes);
  }

  /** The answer that was read. */
  Answer answer() {
    return new Answer(status, wantsBody ? body.toString(UTF_8) : "");
  }

  private void endOfLine() throws ProtocolException {
    if (line.isEmpty()) {
      endOfHeaders();
    } else if (status == 0) {
      status = readStatus();
    } else if (isLength()) {
      bodyLeft = Long.parseLong(line, LENGTH.length() + spaces(), line.length(), 10);
    }
    line.setLength(0);
  }

  private int readStatus() throws ProtocolException {
    if (line.length() < 12 || !line.substring(0, 9).equals("HTTP/1.1 ")) {
      throw new ProtocolException("not an HTTP/1.1 answer: " + line);
    }
    return Integer.parseInt(line, 9, 12, 10);
  }

  private boolean isLength() {
    if (line.length() < LENGTH.length()) {
      return false;
    }
    for (int i = 0; i < LENGTH.length(); i++) {
      if (Character.toLowerCase(line.charAt(i)) != LENGTH.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int spaces() {
    int spaces = 0;
    while (LENGTH.length() + spaces < line.length()
        && line.charAt(LENGTH.length() + spaces) == ' ') {
      spaces++;
    }
    return spaces;
  }

  private void endOfHeaders() throws ProtocolException {
    if (status == 0) {
      return; // A blank line before the answer, which HTTP tells clients to forgive.
    }
    if (bodyLeft < 0) {
      if (status != 204) {
        throw new ProtocolException("an answer of " + status + " without Content-Length");
      }
      bodyLeft = 0;
    }
    inBody = true;
  }

  private boolean readBody(ByteBuffer bytes) {
    int take = (int) Math.min(bodyLeft, bytes.remaining());
    if (wantsBody) {
      for (int i = 0; i < take; i++) {
        body.write(bytes.get());
      }
    } else {
      bytes.position(bytes.position() + take);
    }
    bodyLeft -= take;
    return bodyLeft == 0;
  }
}
