package ponto.api;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.staff.CsvText;
import ponto.staff.Import;
import ponto.staff.Import.Line;
import ponto.staff.Outcome;
import ponto.staff.Staff;
import ponto.staff.Staff.Asked;
import ponto.staff.WorkerForm;

/** A file of workers, piece by piece: each piece is taken whole or not at all. */
public final class ImportOperations {
  /** More lines than any file of people has. */
  private static final long LINE_MAX = 100_000_000;

  private final Connections roster;
  private final Import imports;

  public ImportOperations(Connections roster, InstantSource clock) {
    this.roster = roster;
    this.imports = new Import(new Staff(clock));
  }

  /** The operation by its operationId. */
  public Map<String, Operation> table() {
    return Map.of("importWorkers", this::take);
  }

  private Response take(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.CHANGE_ROSTER);
    var body = Body.ofLong(request.body(), Set.of("dryRun", "firstLine", "csv"));
    var dryRun = body.flagOrFalse("dryRun");
    var first = body.says("firstLine") ? body.whole("firstLine", LINE_MAX) : 2;
    var rows = body.lines("csv").split("\r\n|\n|\r", -1);
    var csv =
        switch (CsvText.of(rows[0])) {
          case CsvText.Header.Good(var read) -> read;
          case CsvText.Header.Bad(var fault) ->
              throw Problem.wrong("/csv", fault.problem(), fault.remedy());
        };
    var lines = lines(rows, first);
    var asked = new Asked(by, dryRun);
    var report =
        Staffing.speaking(by, roster, connection -> imports.take(connection, asked, csv, lines));
    return Response.json(Json.object(json -> write(json, dryRun, report)));
  }

  private static List<Line> lines(String[] rows, long first) {
    var lines = new ArrayList<Line>();
    for (var i = 1; i < rows.length; i++) {
      if (!rows[i].isBlank()) {
        lines.add(new Line(first + i - 1, rows[i]));
      }
    }
    if (lines.size() > Import.LINES_MAX) {
      throw Problem.wrong(
          "/csv",
          "has " + lines.size() + " lines, at most " + Import.LINES_MAX,
          "Send it in pieces, each with the header, and say firstLine.");
    }
    return lines;
  }

  private static void write(Json json, boolean dryRun, Import.Report report) {
    json.flag("dryRun", dryRun).flag("written", report.written());
    for (var result : List.of("taken", "changed", "unchanged")) {
      json.number(result, count(report, result));
    }
    json.number("errors", count(report, "error"));
    json.objects("lines", report.results(), ImportOperations::write);
  }

  private static long count(Import.Report report, String result) {
    return report.results().stream().filter(one -> name(one.outcome()).equals(result)).count();
  }

  private static String name(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Taken _ -> "taken";
      case Outcome.Changed _ -> "changed";
      case Outcome.Unchanged _ -> "unchanged";
      case Outcome.Refused _ -> "error";
    };
  }

  private static void write(Json json, Import.Result result) {
    json.number("line", result.number()).text("result", name(result.outcome()));
    if (result.outcome() instanceof Outcome.Refused(var fault)) {
      json.text("column", fault.field())
          .text("problem", fault.problem())
          .text("remedy", fault.remedy());
    }
    var name = result.name();
    if (name != null && !WorkerForm.printed(name).equals(name)) {
      json.text("name", name).text("printedName", WorkerForm.printed(name));
    }
  }
}
