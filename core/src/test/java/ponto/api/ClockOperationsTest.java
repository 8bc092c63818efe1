package ponto.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import ponto.testing.SettableClock;

/** The clock that devices compare theirs with. */
class ClockOperationsTest {
  private final SettableClock clock = new SettableClock();

  private Response ask() throws Exception {
    var operation = requireNonNull(new ClockOperations(clock).table().get("getClock"));
    return operation.answer(new Request(null, Map.of(), Map.of(), Map.of(), "", ""));
  }

  @Test
  void it_tells_the_milliseconds_of_the_clock_it_was_given() throws Exception {
    assertThat(ask().body())
        .isEqualTo("{\"epochMillis\":" + SettableClock.MORNING.toEpochMilli() + "}");

    clock.advance(Duration.ofMillis(1));

    assertThat(ask().body())
        .isEqualTo("{\"epochMillis\":" + (SettableClock.MORNING.toEpochMilli() + 1) + "}");
  }

  @Test
  void no_cache_may_keep_the_time() throws Exception {
    assertThat(ask().headers()).containsEntry("Cache-Control", "no-store");
    assertThat(ask().status()).isEqualTo(200);
  }
}
