package ponto.duty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Milliseconds that passed on this machine, also while it slept where it tells so. */
public final class Elapsed implements LongSupplier {
  // The JVM's own clock stands still while Linux sleeps: a lid that was shut for a night would look
  // like a clock that was set.
  private static final Path UPTIME = Path.of("/proc/uptime");

  private final boolean uptime = Files.isReadable(UPTIME);

  @Override
  public long getAsLong() {
    if (!uptime) {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
    try {
      var text = Files.readString(UPTIME);
      return Math.round(1000 * Double.parseDouble(text.substring(0, text.indexOf(' '))));
    } catch (IOException e) {
      throw new IllegalStateException(UPTIME + " was readable before", e);
    }
  }
}
