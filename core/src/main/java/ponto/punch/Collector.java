package ponto.punch;

import java.util.Optional;

/** What the worker pressed. */
public enum Collector {
  APP("app", 1),
  BROWSER("browser", 2),
  DESKTOP("desktop", 3),
  KIOSK("kiosk", 4),
  API("api", 5);

  private static final Collector[] ALL = values();

  private final String wire;
  private final int afdCode;

  Collector(String wire, int afdCode) {
    this.wire = wire;
    this.afdCode = afdCode;
  }

  /** The name on the wire and in the database. */
  public String wire() {
    return wire;
  }

  /** The number that the AFD prints, in two digits. */
  public int afdCode() {
    return afdCode;
  }

  /** The collector with this wire name; empty when there is none. */
  public static Optional<Collector> of(String wire) {
    for (var collector : ALL) {
      if (collector.wire.equals(wire)) {
        return Optional.of(collector);
      }
    }
    return Optional.empty();
  }
}
