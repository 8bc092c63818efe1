package ponto.bench;

import java.util.ArrayList;
import java.util.List;
import ponto.api.Json;

/**
 * What the reports took on a database of one size.
 *
 * @param peaks the JVM's resident memory at its peak, in MiB, while files of so many lines were
 *     read
 * @param alone the seed's load by itself, 99th percentiles in milliseconds
 * @param beside the same while somebody reads one report after the other
 * @param readBeside how many reports were read meanwhile
 */
record ReportFigures(
    long punches,
    List<Timed> timed,
    List<Peak> peaks,
    Runs alone,
    Runs beside,
    long readBeside,
    List<String> faults) {
  /** What the issue asks for. */
  static final double LOAD_RATIO_MAX = 2;

  /** Where memory is constant, a file seven times as long takes hardly more. */
  static final double PEAK_RATIO_MAX = 1.15;

  ReportFigures {
    timed = List.copyOf(timed);
    peaks = List.copyOf(peaks);
    faults = List.copyOf(faults);
  }

  /** One report, several times, warm. */
  record Timed(String name, Runs millis, double maxMillis, long lines) {
    boolean met() {
      return millis.median() <= maxMillis;
    }
  }

  /** The most that the server held while files of so many lines were read. */
  record Peak(long lines, double mebibytes) {}

  double loadRatio() {
    return beside.median() / alone.median();
  }

  double peakRatio() {
    return peaks.getLast().mebibytes() / peaks.getFirst().mebibytes();
  }

  boolean right() {
    return faults.isEmpty();
  }

  /** The rows for the table. */
  List<List<String>> rows() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("%,d punches".formatted(punches), "median", "least", "most", "wanted", ""));
    for (var one : timed) {
      rows.add(row(one.name() + ", ms", one.millis(), one.maxMillis(), one.met()));
    }
    for (var peak : peaks) {
      var held = Report.figure(peak.mebibytes());
      rows.add(List.of("MiB, file of %,d lines".formatted(peak.lines()), held, "", "", "", ""));
    }
    rows.add(ratio("  ratio", peakRatio(), PEAK_RATIO_MAX));
    rows.add(row("load alone, p99 ms", alone, 0, true));
    rows.add(row("load beside %d reports, p99 ms".formatted(readBeside), beside, 0, true));
    rows.add(ratio("  ratio", loadRatio(), LOAD_RATIO_MAX));
    return rows;
  }

  private static List<String> row(String name, Runs runs, double max, boolean met) {
    return List.of(
        name,
        Report.figure(runs.median()),
        Report.figure(runs.min()),
        Report.figure(runs.max()),
        max == 0 ? "" : Report.figure(max),
        verdict(met));
  }

  private static List<String> ratio(String name, double ratio, double max) {
    return List.of(name, Report.figure(ratio), "", "", Report.figure(max), verdict(ratio <= max));
  }

  private static String verdict(boolean met) {
    return met ? "" : "MISSED";
  }

  void write(Json json) {
    json.number("punches", punches)
        .objects(
            "reports",
            timed,
            (inner, one) -> {
              inner.text("report", one.name()).number("lines", one.lines());
              one.millis().write(inner, "millis");
              inner.number("wantedMillis", one.maxMillis()).flag("met", one.met());
            })
        .objects(
            "peaks",
            peaks,
            (inner, peak) ->
                inner
                    .number("lines", peak.lines())
                    .number("jvmPeakMiB", Report.round(peak.mebibytes())))
        .number("peakRatio", Report.round(peakRatio()));
    alone.write(json, "loadAloneP99Millis");
    beside.write(json, "loadBesideP99Millis");
    json.number("reportsReadBeside", readBeside)
        .number("loadRatio", Report.round(loadRatio()))
        .number("wantedLoadRatio", LOAD_RATIO_MAX)
        .texts("faults", faults);
  }
}
