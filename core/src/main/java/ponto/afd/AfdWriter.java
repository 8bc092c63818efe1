package ponto.afd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes one AFD of layout 004 from its header to its signature line, a line at a time, keeping
 * nothing but counts. Not thread-safe.
 *
 * <pre>{@code
 * var afd = new AfdWriter(out, header);
 * afd.add(new EventLine(1, recordedAt, EventLine.Event.AVAILABLE));
 * afd.finish();
 * }</pre>
 */
public final class AfdWriter {
  /** What stands in the last line: the signature is a file of its own beside this one. */
  private static final String SIGNATURE = "ASSINATURA_DIGITAL_EM_ARQUIVO_P7S";

  private static final byte[] END_OF_LINE = {'\r', '\n'};

  private final OutputStream out;
  private final long[] counts = new long[8];
  private long lastNsr;

  /** Writes the header; the stream is the caller's, who gives a buffered one and closes it. */
  public AfdWriter(OutputStream out, AfdHeader header) throws IOException {
    this.out = out;
    write(header.text());
  }

  /** Prints a record and adds it. */
  public void add(AfdLine line) throws IOException {
    add(line.nsr(), line.type(), line.text());
  }

  /** Adds a line that was printed when its fact was recorded. */
  public void add(long nsr, int type, String line) throws IOException {
    if (nsr <= lastNsr) {
      throw new IllegalArgumentException("NSR " + nsr + " after " + lastNsr);
    }
    if (type < 2 || type > 7) {
      throw new IllegalArgumentException("a record of type " + type + " has no NSR");
    }
    lastNsr = nsr;
    counts[type]++;
    write(line);
  }

  /** Writes the trailer and the signature line. */
  public void finish() throws IOException {
    var trailer = new Columns(64).number(999_999_999, 9);
    for (var type = 2; type <= 7; type++) {
      trailer.number(counts[type], 9);
    }
    write(trailer.number(9, 1).line());
    write(new Columns(100).text(SIGNATURE, 100).line());
  }

  private void write(String line) throws IOException {
    out.write(line.getBytes(ISO_8859_1));
    out.write(END_OF_LINE);
  }
}
