package ponto.verify;

import java.io.IOException;
import java.io.InputStream;

/** Cuts a stream into lines, in constant memory whatever comes. */
final class LineReader {
  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int limit;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** Whether the stream begins with these bytes, which are then taken away. */
  boolean skips(byte[] prefix) throws IOException {
    while (limit < prefix.length) {
      var count = in.read(buffer, limit, prefix.length - limit);
      if (count < 0) {
        return false;
      }
      limit += count;
    }
    for (var i = 0; i < prefix.length; i++) {
      if (buffer[i] != prefix[i]) {
        return false;
      }
    }
    at = prefix.length;
    return true;
  }

  /** Reads the next line; false at the end of the stream. */
  boolean next(Line line) throws IOException {
    if (at == limit && !fill()) {
      return false;
    }
    line.begin();
    var afterCr = false;
    do {
      var from = at;
      while (at < limit && buffer[at] != '\n') {
        at++;
      }
      line.append(buffer, from, at - from);
      afterCr = at > from ? buffer[at - 1] == '\r' : afterCr;
      if (at < limit) {
        at++;
        line.endWithLf(afterCr);
        return true;
      }
    } while (fill());
    return true;
  }

  private boolean fill() throws IOException {
    at = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    return limit > 0;
  }
}
