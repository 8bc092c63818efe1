package ponto.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A crowd's load against a server that answers by script. */
class BurstTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T11:00:00Z"));
  private static final Crew CREW = new Crew(Collections.nCopies(10, "token"));

  @Test
  void workers_punch_then_ask_once_and_everything_is_counted() throws Exception {
    var recorded =
        """
        {"items":[{"status":"recorded","nsr":1},{"status":"recorded","nsr":2}],"nextCursor":null}\
        """;
    try (var server =
            new Answerer(n -> n < 5 ? Answerer.answer(202, "{}") : Answerer.answer(200, recorded));
        var load = Load.connect(server.address(), CREW.size())) {
      var burst = new Burst(server.address(), CREW, shape(5, true), CLOCK);
      var running = load.start(burst, PATIENCE);
      running.await(burst.lastPunch());
      assertThat(burst.acceptedPunches()).isEqualTo(100);
      running.await();
      var outcome = burst.outcome();
      assertThat(outcome.requests()).isEqualTo(50);
      assertThat(outcome.acceptedPunches()).isEqualTo(100);
      assertThat(outcome.latency().count()).isEqualTo(50);
      assertThat(outcome.known()).isEqualTo(Map.of("recorded", 20L));
      assertThat(outcome.asked().orElseThrow().count()).isEqualTo(10);
    }
  }

  @Test
  void a_refusal_is_counted_by_its_status_and_not_as_accepted() throws Exception {
    try (var server = new Answerer(n -> Answerer.answer(n == 1 ? 503 : 202, "{}"));
        var load = Load.connect(server.address(), CREW.size())) {
      var burst = new Burst(server.address(), CREW, shape(3, false), CLOCK);
      load.run(burst, PATIENCE);
      var outcome = burst.outcome();
      assertThat(outcome.statuses()).isEqualTo(Map.of(202, 20L, 503, 10L));
      assertThat(outcome.acceptedPunches()).isEqualTo(40);
    }
  }

  private static Burst.Shape shape(int requestsEach, boolean asks) {
    return new Burst.Shape(requestsEach, 2, PATIENCE, asks, 1);
  }
}
