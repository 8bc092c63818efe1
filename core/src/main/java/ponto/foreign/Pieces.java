package ponto.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a file of any length into pieces of whole lines, in constant memory. */
public final class Pieces {
  /** More than the reader keeps of a line, so that it sees that one is too long. */
  private static final int LINE_BYTES_MAX = 2_048;

  private static final int READ_BYTES = 64 * 1024;

  private final byte[] piece;
  private final Taker to;
  private int length;
  private int lineStart;
  private long lines;

  private Pieces(int bytesMax, Taker to) {
    piece = new byte[bytesMax];
    this.to = to;
  }

  /** Takes one piece. */
  @FunctionalInterface
  public interface Taker {
    void take(long firstLine, byte[] text, boolean last) throws IOException;
  }

  /** Hands out all pieces in their order; the last may be empty. */
  public static void cut(InputStream in, int bytesMax, Taker to) throws IOException {
    if (bytesMax < 2 * LINE_BYTES_MAX) {
      throw new IllegalArgumentException("pieces of " + bytesMax + " bytes hold no lines");
    }
    new Pieces(bytesMax, to).all(in);
  }

  private void all(InputStream in) throws IOException {
    var buffer = new byte[READ_BYTES];
    var wholeLines = 0L;
    for (int read; (read = in.read(buffer)) >= 0; ) {
      for (var i = 0; i < read; i++) {
        var value = buffer[i];
        if (value != '\n' && length - lineStart >= LINE_BYTES_MAX) {
          continue;
        }
        if (length == piece.length) {
          hand(wholeLines);
        }
        piece[length++] = value;
        if (value == '\n') {
          wholeLines++;
          lineStart = length;
        }
      }
    }
    to.take(lines + 1, Arrays.copyOf(piece, length), true);
  }

  /** All whole lines go; the begun one stays. */
  private void hand(long wholeLines) throws IOException {
    to.take(lines + 1, Arrays.copyOf(piece, lineStart), false);
    System.arraycopy(piece, lineStart, piece, 0, length - lineStart);
    length -= lineStart;
    lineStart = 0;
    lines = wholeLines;
  }
}
