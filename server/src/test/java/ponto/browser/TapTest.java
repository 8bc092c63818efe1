package ponto.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long a thumb waits, on loopback; prints the medians that docs/performance.md quotes. */
@ExtendWith(OneBed.class)
class TapTest {
  private static final int TAPS = 20;

  /** What is promised, as medians on a quiet machine. */
  private static final double STORED_MILLIS = 50;

  private static final double RECORDED_MILLIS = 500;

  /** Two busy cores must not fail a build. */
  private static final int GENEROUS = 3;

  private final Bed bed;

  TapTest(Bed bed) {
    this.bed = bed;
  }

  @Test
  void a_tap_is_stored_and_recorded_before_a_thumb_is_lifted_twice() {
    var steps = List.of("stored", "accepted", "recorded");
    var millis = new double[steps.size()][TAPS];
    try (var phone = bed.phone().open().signIn(bed.somebody()).installed()) {
      phone.becomes(phone.press(), "recorded");
      for (var tap = 0; tap < TAPS; tap++) {
        var id = phone.press();
        phone.becomes(id, "recorded");
        for (var step = 0; step < steps.size(); step++) {
          millis[step][tap] = phone.millisTo(steps.get(step), id);
        }
      }
    }
    var lines = new ArrayList<String>();
    for (var step = 0; step < steps.size(); step++) {
      Arrays.sort(millis[step]);
      lines.add(
          String.format(
              Locale.ROOT,
              "tap to %s: median %.0f ms, worst %.0f ms of %d",
              steps.get(step),
              median(millis[step]),
              millis[step][TAPS - 1],
              TAPS));
    }
    System.out.println(String.join(System.lineSeparator(), lines));
    assertThat(median(millis[0])).as(lines.get(0)).isLessThan(GENEROUS * STORED_MILLIS);
    assertThat(median(millis[2])).as(lines.get(2)).isLessThan(GENEROUS * RECORDED_MILLIS);
  }

  private static double median(double[] sorted) {
    return (sorted[TAPS / 2 - 1] + sorted[TAPS / 2]) / 2;
  }
}
