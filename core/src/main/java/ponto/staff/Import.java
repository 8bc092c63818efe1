package ponto.staff;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ponto.staff.Staff.Asked;
import ponto.staff.WorkerForm.Reading;

/** Takes a piece of a file of workers: all of its lines in one transaction, or none. */
public final class Import {
  /**
   * The piece locks the employer's ledgers for some tens of milliseconds; larger ones would delay
   * punches.
   */
  public static final int LINES_MAX = 1_000;

  private final Staff staff;

  public Import(Staff staff) {
    this.staff = staff;
  }

  /** A line and its number in the file. */
  public record Line(long number, String text) {}

  /**
   * What becomes of a line.
   *
   * @param name as the line says it; null where it says none or cannot be read
   */
  public record Result(long number, Outcome outcome, @Nullable String name) {}

  /** What becomes of all of them. */
  public record Report(boolean written, List<Result> results) {}

  private record Asking(Line line, WorkerForm form) {}

  /** Admits and changes what the lines say; writes nothing when one of them cannot be. */
  public Report take(Connection connection, Asked asked, CsvText csv, List<Line> lines)
      throws SQLException {
    var results = new ArrayList<Result>();
    var asking = new ArrayList<Asking>();
    for (var line : lines) {
      switch (csv.row(line.text())) {
        case CsvText.Row.Torn(var fault) -> results.add(refused(line, fault));
        case CsvText.Row.Cells cells -> {
          switch (WorkerForm.read(cells::field)) {
            case Reading.Unread(var fault) -> results.add(refused(line, fault));
            case Reading.Read(var form) -> asking.add(new Asking(line, form));
          }
        }
      }
    }
    // The others are judged all the same: whoever corrects a file wants to see everything at once.
    var judged = new Asked(asked.by(), asked.dryRun() || !results.isEmpty());
    var outcomes = staff.take(connection, judged, asking.stream().map(Asking::form).toList());
    for (var i = 0; i < outcomes.size(); i++) {
      var one = asking.get(i);
      results.add(new Result(one.line().number(), outcomes.get(i), one.form().name()));
    }
    results.sort((a, b) -> Long.compare(a.number(), b.number()));
    var refused = results.stream().anyMatch(result -> result.outcome() instanceof Outcome.Refused);
    return new Report(!asked.dryRun() && !refused, results);
  }

  private static Result refused(Line line, Fault fault) {
    return new Result(line.number(), new Outcome.Refused(fault), null);
  }
}
