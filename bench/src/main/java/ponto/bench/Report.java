package ponto.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import ponto.api.Json;

/** Where results go: one JSON object to the answer's stream, progress and tables to the other. */
final class Report {
  private final PrintStream answers;
  private final PrintStream progress;

  Report(PrintStream answers, PrintStream progress) {
    this.answers = answers;
    this.progress = progress;
  }

  /** The result of the whole command, once. */
  void result(Consumer<Json> fields) {
    answers.println(Json.object(fields));
    answers.flush();
  }

  /** A line for the person who waits. */
  void say(String line) {
    progress.println(line);
    progress.flush();
  }

  /** A table, first row the heads; columns as wide as they need, numbers to the right. */
  void table(List<List<String>> rows) {
    var widths = new ArrayList<Integer>();
    for (var row : rows) {
      for (int i = 0; i < row.size(); i++) {
        if (i == widths.size()) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        var pad = " ".repeat(widths.get(i) - row.get(i).length());
        line.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
      }
      say(line.toString().stripTrailing());
    }
  }

  /** A figure with as many digits as the measurement can bear. */
  static double round(double value) {
    return Math.abs(value) >= 100 ? Math.rint(value) : Math.rint(value * 1_000) / 1_000;
  }

  /** A figure for the table. */
  static String figure(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.2f", value);
  }
}
