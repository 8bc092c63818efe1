package ponto.api;

import java.time.InstantSource;
import java.util.Map;

/** What time it is here, so that a device knows how far its own clock is off. */
public final class ClockOperations {
  private final InstantSource clock;

  public ClockOperations(InstantSource clock) {
    this.clock = clock;
  }

  /** The operation by its operationId. */
  public Map<String, Operation> table() {
    return Map.of("getClock", _ -> tell());
  }

  private Response tell() {
    // Read as late as can be: whatever comes between is the asking device's error.
    var body = Json.object(json -> json.number("epochMillis", clock.millis()));
    return new Response(200, Map.of("Cache-Control", "no-store"), "application/json", body);
  }
}
