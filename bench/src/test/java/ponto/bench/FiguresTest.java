package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The arithmetic of medians and percentiles, and how they are printed. */
class FiguresTest {
  @Test
  void the_median_is_the_middle_run_or_the_mean_of_the_middle_two() {
    assertThat(Runs.of(List.of(9.0, 1.0, 5.0))).isEqualTo(new Runs(5, 1, 9, 3));
    assertThat(Runs.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(new Runs(3, 1, 9, 4));
    assertThatThrownBy(() -> Runs.of(List.of())).hasMessageContaining("no runs");
  }

  @Test
  void percentiles_are_those_of_the_recorded_times() {
    var latency = new Latency();
    for (int millis = 1; millis <= 1_000; millis++) {
      latency.record(TimeUnit.MILLISECONDS.toNanos(millis));
    }
    var summary = latency.summary();
    assertThat(summary.count()).isEqualTo(1_000);
    assertThat(summary.p50()).isCloseTo(500, within(0.5));
    assertThat(summary.p99()).isCloseTo(990, within(1.0));
    assertThat(summary.max()).isCloseTo(1_000, within(1.0));
    assertThat(summary.mean()).isCloseTo(500.5, within(0.5));
  }

  @Test
  void a_stall_counts_for_the_requests_it_held_back_once_corrected() {
    var latency = new Latency();
    for (int i = 0; i < 999; i++) {
      latency.record(TimeUnit.MILLISECONDS.toNanos(1));
    }
    latency.record(TimeUnit.MILLISECONDS.toNanos(1_000));
    assertThat(latency.summary().p99()).isCloseTo(1, within(0.01));
    assertThat(latency.corrected().count()).isBetween(1_990L, 2_010L);
    assertThat(latency.corrected().p99()).isCloseTo(980, within(5.0));
  }

  @Test
  void the_table_aligns_its_columns_whatever_the_locale() {
    var out = new ByteArrayOutputStream();
    var report = new Report(System.out, new PrintStream(out, true, UTF_8));
    report.table(
        List.of(List.of("run", "p99"), List.of("cold", "151.2"), List.of("2", Report.figure(7.5))));
    assertThat(out.toString(UTF_8)).isEqualTo("run     p99\ncold  151.2\n2      7.50\n");
  }
}
