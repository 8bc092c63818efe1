package ponto.duty;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Notices that the clock was set, by another clock of the machine that nobody can set. Not
 * thread-safe.
 */
public final class StepWatch {
  /** What the law lets the clock differ from the legal time; less is the work of every NTP. */
  static final Duration STEP_MIN = Duration.ofSeconds(30);

  /** A look at two clocks that took longer, in a pause of the machine, says nothing. */
  private static final long LOOK_MILLIS_MAX = 1_000;

  private final InstantSource clock;
  private final LongSupplier elapsedMillis;
  private long lastElapsed;
  private Instant last;

  /** {@code elapsedMillis} grows by what passes, also while the machine sleeps. */
  public StepWatch(InstantSource clock, LongSupplier elapsedMillis) {
    this.clock = clock;
    this.elapsedMillis = elapsedMillis;
    last = clock.instant();
    lastElapsed = elapsedMillis.getAsLong();
  }

  /** The step since the last look that said anything, where there was one. */
  Optional<Step> look() {
    var began = elapsedMillis.getAsLong();
    var now = clock.instant();
    var elapsed = elapsedMillis.getAsLong();
    if (elapsed - began > LOOK_MILLIS_MAX) {
      return Optional.empty();
    }
    var step = new Step(last.plusMillis(elapsed - lastElapsed), now);
    last = now;
    lastElapsed = elapsed;
    return step.shift().abs().compareTo(STEP_MIN) > 0 ? Optional.of(step) : Optional.empty();
  }
}
