package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.lambda.RuntimeApi;

/** How the recording function does under the real runtime client, beside common samples' design. */
@Command(
    name = "lambda",
    header = "How the cloud's recording function does, beside common samples' design.",
    description =
        "Runs the function's zip in fresh processes of the real Lambda runtime client, with the "
            + "managed runtime's flags, on a PostgreSQL of this machine: no network between them, and no "
            + "limit of memory or processor. Beside it, the same way, a function that opens a connection "
            + "for each invocation and inserts row by row into a bare table. A fresh process each run.",
    mixinStandardHelpOptions = true)
final class LambdaCommand implements Callable<Integer> {
  /** What the issue asks for. */
  private static final Map<String, Double> TARGETS =
      Map.of(
          "initMillis", 150.0,
          "firstBatchMillis", 150.0,
          "warmMillis", 5.0,
          "rowsPerSecond", 20_000.0,
          "rssMegabytes", 96.0);

  private static final String RECORDING = "ponto.lambda.RecordHandler::handleRequest";
  private static final String ROW_BY_ROW = "ponto.lambda.RowByRowHandler::handleRequest";

  private static final int SMALL = 10;
  private static final int LARGE = 1_000;

  /** Before the warm figures: what a function has done after some seconds of a burst. */
  private static final int WARM_UP = 300;

  private static final int SMALL_MEASURED = 200;

  @Option(names = "--runs", defaultValue = "5", description = "default: ${DEFAULT-VALUE}")
  private int runs;

  @Option(
      names = "--batches",
      defaultValue = "30",
      description = "warm batches of 1,000 records each run; default: ${DEFAULT-VALUE}")
  private int batches;

  private final Report report;

  LambdaCommand(Report report) {
    this.report = report;
  }

  @Override
  public Integer call() throws Exception {
    var repository = Repository.own();
    var zip = repository.root().resolve("lambda/target/recording.zip");
    if (!Files.exists(zip)) {
      throw new IOException(
          zip + " is not there: the build makes it where npm is, which brings its certificates");
    }
    var folder = repository.newFolder("lambda");
    var recording = new ArrayList<Run>();
    var rowByRow = new ArrayList<Run>();
    try (var postgres = new OwnPostgres(folder)) {
      var shop = LambdaShop.open(postgres, folder);
      var sample = shop.sampleZip(zip, folder);
      for (var run = 0; run <= runs; run++) {
        var ours = run(shop, zip, RECORDING, batches);
        var theirs = run(shop, sample, ROW_BY_ROW, Math.max(1, batches / 10));
        report.say(
            "%s: %s | row by row: %s".formatted(run == 0 ? "cold" : "run " + run, ours, theirs));
        if (run > 0) {
          recording.add(ours);
          rowByRow.add(theirs);
        }
      }
      shop.requireBooks();
    }
    Repository.delete(folder);
    print(figures(recording), figures(rowByRow));
    report.result(json -> {
      json.text("command", "lambda").number("runs", runs);
      json.object(
          "recording", inner -> figures(recording).forEach((name, f) -> f.write(inner, name)));
      json.object(
          "rowByRow", inner -> figures(rowByRow).forEach((name, f) -> f.write(inner, name)));
      json.object("targets", inner -> TARGETS.forEach(inner::number));
    });
    return 0;
  }

  private static Run run(LambdaShop shop, Path zip, String handler, int batches) throws Exception {
    try (var function = RuntimeApi.start(zip, handler, shop.environment())) {
      var init = function.awaitInit().toNanos() / 1e6;
      var first = invoke(function, shop.event(SMALL)) / 1e6;
      for (var i = 0; i < WARM_UP; i++) {
        invoke(function, shop.event(SMALL));
      }
      var warm = new ArrayList<Double>();
      for (var i = 0; i < SMALL_MEASURED; i++) {
        warm.add(invoke(function, shop.event(SMALL)) / 1e6);
      }
      for (var i = 0; i < Math.ceilDiv(batches, 3); i++) {
        invoke(function, shop.event(LARGE));
      }
      var nanos = 0L;
      for (var i = 0; i < batches; i++) {
        nanos += invoke(function, shop.event(LARGE));
      }
      return new Run(
          init,
          first,
          Runs.of(warm).median(),
          1e9 * batches * LARGE / nanos,
          residentMegabytes(function.process().pid()));
    }
  }

  /** Answers how long it took; the event is made before. */
  private static long invoke(RuntimeApi function, byte[] event) throws Exception {
    var begun = System.nanoTime();
    var answer = function.invoke(event);
    var took = System.nanoTime() - begun;
    if (!new String(answer, UTF_8).equals("{\"batchItemFailures\":[]}")) {
      throw new IOException("the function did not record everything");
    }
    return took;
  }

  private static double residentMegabytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0)
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Runs> figures(List<Run> done) {
    var figures = new LinkedHashMap<String, Runs>();
    figures.put("initMillis", of(done, Run::init));
    figures.put("firstBatchMillis", of(done, Run::first));
    figures.put("warmMillis", of(done, Run::warm));
    figures.put("rowsPerSecond", of(done, Run::rows));
    figures.put("rssMegabytes", of(done, Run::rss));
    return figures;
  }

  private static Runs of(List<Run> done, ToDoubleFunction<Run> figure) {
    return Runs.of(done.stream().map(figure::applyAsDouble).toList());
  }

  private void print(Map<String, Runs> ours, Map<String, Runs> theirs) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("median of " + runs, "recording", "target", "row by row"));
    ours.forEach((name, figure) ->
        rows.add(
            List.of(
                name,
                figure.figure(),
                Report.figure(TARGETS.getOrDefault(name, 0.0)),
                theirs.getOrDefault(name, figure).figure())));
    report.table(rows);
  }

  /** What one process showed. */
  private record Run(double init, double first, double warm, double rows, double rss) {
    @Override
    public String toString() {
      return "init %s ms, first %s ms, warm %s ms, %s rows/s, %s MB"
          .formatted(
              Report.figure(init),
              Report.figure(first),
              Report.figure(warm),
              Report.figure(rows),
              Report.figure(rss));
    }
  }
}
