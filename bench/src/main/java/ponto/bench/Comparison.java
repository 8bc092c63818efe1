package ponto.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import ponto.api.Json;
import ponto.bench.Variant.Kind;

/** All rounds of a comparison, and what they say of the targets. */
final class Comparison {
  private static final List<Target> TARGETS =
      List.of(
          new Target("the lower of door alone and raw sends", 0, 0.5),
          new Target(Kind.PLAIN_20.label, 0, 1.3),
          new Target(Kind.PLAIN_20.label, 5, 2.5),
          new Target(Kind.PLAIN_20.label, 20, 8),
          new Target(Kind.CHAINED_20.label, 0, 3),
          new Target(Kind.CHAINED_20.label, 5, 20),
          new Target(Kind.CHAINED_20.label, 20, 80));

  private final List<Map<String, Measure>> rounds = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  static String product(int addedMillis) {
    return "storage-first, +" + addedMillis + " ms";
  }

  static String rival(Kind kind, int addedMillis) {
    return kind.label + ", +" + addedMillis + " ms";
  }

  void add(Map<String, Measure> round) {
    rounds.add(round);
  }

  void addFaults(List<String> found) {
    faults.addAll(found);
  }

  /** Whether every answer was 202 and every 202 has its row. */
  boolean isRight() {
    return faults.isEmpty()
        && rounds.stream().flatMap(round -> round.values().stream()).allMatch(Measure::allAccepted);
  }

  void print(Report report) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "median of " + rounds.size(),
            "per s",
            "min",
            "max",
            "p50 ms",
            "p99 ms",
            "jvm us",
            "db us",
            "count"));
    for (var name : names()) {
      var perSecond = figures(name, Measure::perSecond);
      rows.add(
          List.of(
              name,
              Report.figure(perSecond.median()),
              Report.figure(perSecond.min()),
              Report.figure(perSecond.max()),
              latency(name, Latency.Summary::p50).map(Runs::figure).orElse("-"),
              latency(name, Latency.Summary::p99).map(Runs::figure).orElse("-"),
              figures(name, measure -> measure.processor().jvm()).figure(),
              figures(name, measure -> measure.processor().database()).figure(),
              figures(name, measure -> measure.count()).figure()));
    }
    report.table(rows);
    var ratios = new ArrayList<List<String>>();
    ratios.add(List.of("storage-first against", "ratio", "min", "max", "target", ""));
    for (var target : TARGETS) {
      ratios(target)
          .ifPresent(runs ->
              ratios.add(
                  List.of(
                      target.line(),
                      Report.figure(runs.median()),
                      Report.figure(runs.min()),
                      Report.figure(runs.max()),
                      Report.figure(target.least()),
                      runs.median() >= target.least() ? "met" : "MISSED")));
    }
    report.table(ratios);
    faults.forEach(fault -> report.say("FAULT " + fault));
  }

  void write(Json json) {
    json.text("command", "compare").number("rounds", rounds.size()).flag("right", isRight());
    json.texts("faults", faults);
    json.objects(
        "measured",
        names(),
        (inner, name) -> {
          inner.text("name", name);
          figures(name, Measure::perSecond).write(inner, "perSecond");
          figures(name, Measure::recordedPerSecond).write(inner, "untilAllStoredPerSecond");
          latency(name, Latency.Summary::p50).ifPresent(runs -> runs.write(inner, "p50Millis"));
          latency(name, Latency.Summary::p99).ifPresent(runs -> runs.write(inner, "p99Millis"));
          figures(name, measure -> measure.processor().jvm()).write(inner, "jvmMicrosEach");
          figures(name, measure -> measure.processor().database())
              .write(inner, "databaseMicrosEach");
          figures(name, measure -> measure.count()).write(inner, "count");
        });
    var reached = TARGETS.stream().filter(target -> ratios(target).isPresent()).toList();
    json.objects(
        "ratios",
        reached,
        (inner, target) -> {
          inner.text("against", target.line()).number("target", target.least());
          ratios(target).orElseThrow().write(inner, "ratio");
        });
  }

  private List<String> names() {
    return rounds.isEmpty() ? List.of() : List.copyOf(rounds.getFirst().keySet());
  }

  private Runs figures(String name, ToDoubleFunction<Measure> figure) {
    return Runs.of(
        rounds.stream().map(round -> figure.applyAsDouble(measure(round, name))).toList());
  }

  private Optional<Runs> latency(String name, ToDoubleFunction<Latency.Summary> figure) {
    var values =
        rounds.stream()
            .flatMap(round -> measure(round, name).latency().stream())
            .map(figure::applyAsDouble)
            .toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(Runs.of(values));
  }

  /** Within each round, since a round's measurements lie closest together in time. */
  private Optional<Runs> ratios(Target target) {
    if (!names().contains(product(target.addedMillis()))) {
      return Optional.empty();
    }
    return Optional.of(
        Runs.of(
            rounds.stream()
                .map(round ->
                    measure(round, product(target.addedMillis())).perSecond()
                        / against(round, target))
                .toList()));
  }

  private static double against(Map<String, Measure> round, Target target) {
    return target.isCeiling()
        ? Math.min(
            measure(round, Kind.DOOR_ALONE.label).perSecond(),
            measure(round, Kind.RAW_SENDS.label).perSecond())
        : measure(round, target.rival() + ", +" + target.addedMillis() + " ms").perSecond();
  }

  private static Measure measure(Map<String, Measure> round, String name) {
    var measure = round.get(name);
    if (measure == null) {
      throw new IllegalStateException("not measured: " + name);
    }
    return measure;
  }

  /** How many times faster than what storage-first is to be, at least. */
  private record Target(String rival, int addedMillis, double least) {
    boolean isCeiling() {
      return least < 1;
    }

    String line() {
      return isCeiling() ? rival : rival + ", +" + addedMillis + " ms";
    }
  }

  /**
   * One variant in one round.
   *
   * @param recordedPerSecond the same count until the last of it was a row
   * @param latency none where there is no door
   */
  record Measure(
      long count,
      double perSecond,
      double recordedPerSecond,
      Optional<Latency.Summary> latency,
      CpuTime.Each processor,
      boolean allAccepted) {
    static Measure of(Burst.Outcome outcome, double recordedPerSecond, CpuTime.Each processor) {
      return new Measure(
          outcome.requests(),
          outcome.perSecond(),
          recordedPerSecond,
          Optional.of(outcome.latency()),
          processor,
          outcome.acceptedPunches() == outcome.requests());
    }

    static Measure of(Senders.Sent sent, CpuTime.Each processor) {
      return new Measure(
          sent.count(), sent.perSecond(), sent.perSecond(), Optional.empty(), processor, true);
    }

    String line() {
      return "%s/s (%d)%s%s"
          .formatted(
              Report.figure(perSecond),
              count,
              latency.map(of -> ", p99 " + Report.figure(of.p99()) + " ms").orElse(""),
              recordedPerSecond < perSecond * 0.99
                  ? ", " + Report.figure(recordedPerSecond) + "/s until all were rows"
                  : "");
    }
  }
}
