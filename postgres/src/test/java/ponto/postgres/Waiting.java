package ponto.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do and nobody announces. */
final class Waiting {
  private static final Duration POLL = Duration.ofMillis(10);

  private Waiting() {}

  /** Answers how long it took. */
  static Duration until(Duration patience, BooleanSupplier condition) throws InterruptedException {
    var start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(patience);
      Thread.sleep(POLL);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
