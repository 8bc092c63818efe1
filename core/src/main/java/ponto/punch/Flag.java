package ponto.punch;

import java.util.Locale;
import java.util.Optional;

/** A doubt beside a recorded punch: it refuses nothing and changes nothing, hr may look at it. */
public enum Flag {
  /** The worker was assigned to no establishment at that instant; the nearest before counts. */
  OUTSIDE_ASSIGNMENT,
  /** The worker had been dismissed before the day of that instant. */
  AFTER_DISMISSAL,
  /** The device wrote another offset than its zone has. */
  OFFSET_DIFFERS,
  /** The same worker has another punch within a minute or so. */
  NEAR_ANOTHER,
  /** The instant lies after the punch's arrival. */
  FUTURE,
  /** The device's clock was set between its last sample, the press and the sending. */
  CLOCK_JUMPED,
  /** The device's clock samples lead out of 2000 to 2100; its bare clock counts. */
  CORRECTION_IGNORED,
  /**
   * The server's own clock was more than half a minute from the legal time when it was recorded.
   */
  SERVER_CLOCK_OFF;

  /** The name on the wire and in the database. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The flag with this wire name; empty when there is none. */
  public static Optional<Flag> of(String wire) {
    for (var flag : values()) {
      if (flag.wire().equals(wire)) {
        return Optional.of(flag);
      }
    }
    return Optional.empty();
  }
}
