package ponto.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ponto.api.Json;

/** Who works here, for hr at the command line. */
@Command(
    name = "workers",
    description = "Import workers from a file.",
    mixinStandardHelpOptions = true,
    subcommands = {WorkersCommand.Import.class})
final class WorkersCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new Refusal("say what: workers import FILE");
  }

  /** Takes a file of workers, after a dry run of all of it found nothing wrong. */
  @Command(
      name = "import",
      description = {
        "Import workers from a CSV file: first a dry run of the whole file; when a line is wrong, it is "
            + "told with its remedy and nothing is written. The same file again changes nothing.",
        "The first line names the columns, separated by ; or , or tab: cpf, name (nome), registration "
            + "(matrícula), badge (crachá), pis, job (cargo), admission (admissão), establishment "
            + "(estabelecimento). UTF-8, or Windows-1252 as older spreadsheets save it."
      },
      mixinStandardHelpOptions = true)
  static final class Import implements Callable<Integer> {
    /** Something is wrong with the file. */
    private static final int WRONG = 1;

    /** Three screens; who has more to correct repeats it. */
    private static final int TOLD_MAX = 100;

    @Mixin private ApiClient api = new ApiClient();

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(names = "--dry-run", description = "Only say what would become of each line.")
    private boolean dryRun;

    private long taken;
    private long changed;
    private long unchanged;
    private long done;

    /** What is wrong, by the number of its line. */
    private final SortedMap<Long, List<String>> wrong = new TreeMap<>();

    @Override
    public Integer call() {
      var workers = WorkersFile.open(file);
      note(file.getFileName() + ": " + workers.lines() + " lines, " + workers.charset().name());
      run(workers, true);
      if (!wrong.isEmpty()) {
        var told = wrong.values().stream().limit(TOLD_MAX).toList();
        told.forEach(problems -> problems.forEach(System.out::println));
        if (wrong.size() > told.size()) {
          System.out.println("and " + (wrong.size() - told.size()) + " more");
        }
        System.out.println(
            "wrong: " + wrong.size() + " of " + workers.lines() + " lines; nothing was written");
        return WRONG;
      }
      if (!dryRun) {
        run(workers, false);
        if (!wrong.isEmpty()) {
          throw new Refusal(
              "somebody changed workers meanwhile: what stands before line "
                  + done
                  + " is imported; run it again, what is there already is left alone");
        }
      }
      System.out.println(
          (dryRun ? "would be taken: " : "taken: ")
              + taken
              + ", changed: "
              + changed
              + ", unchanged: "
              + unchanged);
      return 0;
    }

    private void run(WorkersFile workers, boolean dry) {
      taken = 0;
      changed = 0;
      unchanged = 0;
      done = 0;
      for (var twice : dry ? workers.repeats() : List.<WorkersFile.Repeat>of()) {
        tell(twice.line(), "line " + twice.line() + ": " + twice.what());
      }
      workers.pieces((header, first, lines) -> {
        if (!wrong.isEmpty() && !dry) {
          return;
        }
        var csv = header + "\n" + String.join("\n", lines);
        var body =
            Json.object(
                json -> json.flag("dryRun", dry).number("firstLine", first).text("csv", csv));
        count(api.post("/v1/workers/import", body), dry);
        done += lines.size();
        note((dry ? "checked " : "imported ") + done + " of " + workers.lines() + " lines");
      });
    }

    private void count(Map<String, Object> report, boolean dry) {
      taken += number(report, "taken");
      changed += number(report, "changed");
      unchanged += number(report, "unchanged");
      for (var item : (List<?>) report.getOrDefault("lines", List.of())) {
        var line = JsonTree.object(item);
        if ("error".equals(line.get("result"))) {
          var number = number(line, "line");
          // A repeat that the file shows was told with the line that it repeats.
          if (wrong.containsKey(number)) {
            continue;
          }
          tell(
              number,
              "line "
                  + number
                  + ", "
                  + line.get("column")
                  + ": "
                  + line.get("problem")
                  + ". "
                  + line.get("remedy"));
        } else if (dry && line.containsKey("printedName")) {
          System.out.println(
              "line "
                  + line.get("line")
                  + ": the legal file will print "
                  + line.get("printedName")
                  + " for "
                  + line.get("name"));
        }
      }
    }

    private void tell(long line, String problem) {
      wrong.computeIfAbsent(line, _ -> new ArrayList<>()).add(problem);
    }

    private static long number(Map<String, Object> report, String field) {
      return report.get(field) instanceof Long number ? number : 0;
    }

    private static void note(String line) {
      System.err.println("ponto: " + line);
    }
  }
}
