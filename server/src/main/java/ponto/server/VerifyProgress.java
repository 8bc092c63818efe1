package ponto.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says on stderr how far a long reading has come, and at its end how fast it was. */
final class VerifyProgress {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int MEGABYTE = 1_000_000;

  private final PrintStream out;
  private final long begun = System.nanoTime();
  private long said = begun;
  private long bytes;
  private long records;

  VerifyProgress(PrintStream out) {
    this.out = out;
  }

  /** The stream, its bytes counted. */
  InputStream counting(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        var value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        var count = super.read(into, offset, length);
        count(Math.max(0, count));
        return count;
      }
    };
  }

  /** So many more records were read. */
  void records(long count) {
    records += count;
    tick();
  }

  void end() {
    var millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    out.printf(
        Locale.ROOT,
        "ponto: %d records read in %d ms, %d a second%n",
        records,
        millis,
        records * 1000 / millis);
  }

  private void count(int more) {
    bytes += more;
    tick();
  }

  private void tick() {
    var now = System.nanoTime();
    if (now - said >= EVERY_NANOS) {
      said = now;
      out.printf(Locale.ROOT, "ponto: %d MB, %d records read ...%n", bytes / MEGABYTE, records);
    }
  }
}
