package ponto.bench;

import org.HdrHistogram.Histogram;
import ponto.api.Json;

/**
 * How long answers took, in a histogram of microseconds.
 *
 * <p>The load is a closed loop: a worker sends its next request when the last one was answered, so
 * a server that stalls also holds back the requests that would have waited. The plain percentiles
 * are of the requests that were sent; the corrected ones add those held back, as though each worker
 * had meant to send one every median time.
 */
final class Latency {
  // Longer than any time-out here; a stall beyond it counts as this long.
  private static final long MICROS_MAX = 60_000_000;
  private static final int DIGITS = 3;

  private final Histogram micros = new Histogram(MICROS_MAX, DIGITS);

  /** One answer after so long. */
  void record(long nanos) {
    micros.recordValue(Math.min(MICROS_MAX, nanos / 1_000));
  }

  /** Everything that the other one saw as well. */
  void add(Latency other) {
    micros.add(other.micros);
  }

  /** What was measured. */
  Summary summary() {
    return summary(micros);
  }

  /** The same with the requests that a closed loop held back. */
  Summary corrected() {
    long expected = Math.max(1, micros.getValueAtPercentile(50));
    return summary(micros.copyCorrectedForCoordinatedOmission(expected));
  }

  private static Summary summary(Histogram of) {
    return new Summary(
        of.getTotalCount(),
        of.getMean() / 1e3,
        millis(of, 50),
        millis(of, 90),
        millis(of, 99),
        millis(of, 99.9),
        of.getMaxValue() / 1e3);
  }

  private static double millis(Histogram of, double percentile) {
    return of.getValueAtPercentile(percentile) / 1e3;
  }

  /** A histogram in seven figures, times in milliseconds. */
  record Summary(
      long count, double mean, double p50, double p90, double p99, double p999, double max) {
    void write(Json json) {
      json.number("count", count)
          .number("meanMillis", Report.round(mean))
          .number("p50Millis", Report.round(p50))
          .number("p90Millis", Report.round(p90))
          .number("p99Millis", Report.round(p99))
          .number("p999Millis", Report.round(p999))
          .number("maxMillis", Report.round(max));
    }
  }
}
