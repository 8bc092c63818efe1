package ponto.punch;

import java.util.Locale;
import java.util.Optional;

/** How well the instant of a punch is known, best first. */
public enum Trust {
  /** On-line: it is the server's own instant. */
  CONFIRMED,
  /** Off-line, but the device's clock could be set right. */
  DERIVED,
  /** Only the device's clock says so. */
  DECLARED,
  /** The device's clocks contradict each other or the server's. */
  CONTRADICTORY;

  /** The name on the wire and in the database. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The trust with this wire name; empty when there is none. */
  public static Optional<Trust> of(String wire) {
    for (var trust : values()) {
      if (trust.wire().equals(wire)) {
        return Optional.of(trust);
      }
    }
    return Optional.empty();
  }
}
