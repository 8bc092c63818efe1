package ponto.bench;

import java.util.Collection;
import ponto.api.Json;

/** One figure over several runs: the middle one, and how far the others lie from it. */
record Runs(double median, double min, double max, int count) {
  /** The median of an even number of runs is the mean of the middle two. */
  static Runs of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no runs");
    }
    var sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Runs(median, sorted.getFirst(), sorted.getLast(), sorted.size());
  }

  /** The median for the table. */
  String figure() {
    return Report.figure(median);
  }

  void write(Json json, String name) {
    json.object(
        name,
        inner ->
            inner
                .number("median", Report.round(median))
                .number("min", Report.round(min))
                .number("max", Report.round(max)));
  }
}
