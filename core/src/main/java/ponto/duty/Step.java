package ponto.duty;

import java.time.Duration;
import java.time.Instant;

/**
 * A machine's clock was set.
 *
 * @param before what it would have shown
 * @param adjusted what it showed instead
 */
public record Step(Instant before, Instant adjusted) {
  /** How far it went, backwards below zero. */
  Duration shift() {
    return Duration.between(before, adjusted);
  }
}
