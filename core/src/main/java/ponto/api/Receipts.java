package ponto.api;

import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Makes receipts: UUIDs of version 7 (RFC 9562), which sort by time and so keep their index
 * compact.
 */
public final class Receipts implements Supplier<String> {
  private final InstantSource clock;

  public Receipts(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String get() {
    return next().toString();
  }

  /** The next id. */
  public UUID next() {
    var random = ThreadLocalRandom.current();
    var high = (clock.millis() << 16) | 0x7000L | random.nextLong(1 << 12);
    var low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }
}
