package ponto.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;

/** Makes the load's own code warm, so that a cold run is the server's coldness alone. */
final class WarmUp {
  // By then the load takes no less of the processor any more.
  private static final Duration LASTS = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ACCEPTED = Answerer.answer(202, "{\"status\":\"accepted\"}");

  private WarmUp() {}

  /** Runs the load against something that only answers. */
  static void client(int workers, InstantSource clock) throws IOException {
    var crew = new Crew(Collections.nCopies(workers, "nobody"));
    var shape = new Burst.Shape(Integer.MAX_VALUE, 1, LASTS, true, 0);
    try (var answerer = new Answerer(_ -> ACCEPTED);
        var load = Load.connect(answerer.address(), workers)) {
      load.run(new Burst(answerer.address(), crew, shape, clock), PATIENCE);
    }
  }
}
