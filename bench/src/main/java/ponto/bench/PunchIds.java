package ponto.bench;

import java.util.SplittableRandom;
import java.util.UUID;

/** Fresh UUIDs of version 7, the same ones for the same seed and the same instants. */
final class PunchIds {
  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final SplittableRandom random;

  PunchIds(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** The next id, of this Unix time in milliseconds. */
  UUID next(long epochMillis) {
    return new UUID(
        epochMillis << 16 | VERSION | random.nextLong() >>> 52, VARIANT | random.nextLong() >>> 2);
  }
}
