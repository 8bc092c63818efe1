package ponto.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.api.Json;

/** The seed's load: everybody punches in at once, then asks once what became of it. */
@Command(
    name = "seed",
    header = "The seed's load: everybody punches in at once.",
    description =
        "200 workers, each with its own token, make 100 requests of one punch each, all at once, and "
            + "ask once, 200-300 ms later, what became of them; then the books are checked. The first run "
            + "after each start of the server is cold; while the JVM still compiles, until the fifth, it "
            + "is warming; the later runs are warm.",
    mixinStandardHelpOptions = true)
final class SeedCommand implements Callable<Integer> {
  private static final Duration RUN_PATIENCE = Duration.ofMinutes(2);

  /** By then the JVM has compiled a punch's way: later runs no longer get faster one by one. */
  private static final int WARMING_RUNS = 5;

  private static final Duration ROWS_PATIENCE = Duration.ofMinutes(1);

  @Option(names = "--workers", defaultValue = "200", description = "default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(
      names = "--requests",
      defaultValue = "100",
      description = "requests of each worker; default: ${DEFAULT-VALUE}")
  private int requests;

  @Option(
      names = "--runs",
      defaultValue = "10",
      description = "runs after each start; default: ${DEFAULT-VALUE}")
  private int runs;

  @Option(
      names = "--starts",
      defaultValue = "5",
      description = "how often the server is started; default: ${DEFAULT-VALUE}")
  private int starts;

  @Option(
      names = "--jvm-flags",
      defaultValue = "",
      description = "added to the flags of the server's JVM, for a profiler")
  private String jvmFlags = "";

  private final Report report;
  private final InstantSource clock;
  private final List<Run> done = new ArrayList<>();

  SeedCommand(Report report, InstantSource clock) {
    this.report = report;
    this.clock = clock;
  }

  @Override
  public Integer call() throws Exception {
    try (var site = new Site(Repository.own(), "seed", report)) {
      measure(site);
      if (isRight()) {
        site.finished();
      }
    }
    table();
    report.result(this::write);
    return isRight() ? 0 : 1;
  }

  private boolean isRight() {
    return done.stream().allMatch(Run::isRight);
  }

  private void measure(Site site) throws Exception {
    WarmUp.client(workers, clock);
    Crew crew = null;
    for (int start = 1; start <= starts; start++) {
      try (var server =
          site.start(
              List.of("--demo-workers", Integer.toString(workers)),
              Map.of("PONTO_JVM_FLAGS", jvmFlags))) {
        report.say(
            "start %d of %d: ready after %d ms"
                .formatted(start, starts, server.awaitReady().toMillis()));
        if (crew == null) {
          report.say("signing in " + workers + " workers");
          crew = Crew.signIn(site.address(), workers);
        }
        try (var connection = site.connect()) {
          for (int run = 1; run <= runs; run++) {
            var result = run(server, crew, connection, run);
            done.add(result);
            report.say("  " + result.line());
          }
        }
      }
    }
  }

  private Run run(ServerProcess server, Crew crew, Connection connection, int run)
      throws IOException, SQLException {
    var books = new Books(connection);
    var before = books.sums();
    long numbers = books.lastNsrs();
    var processor = CpuTime.of(server.jvm(), server.below());
    try (var load = Load.connect(server.address(), workers)) {
      var burst =
          new Burst(
              server.address(),
              crew,
              new Burst.Shape(requests, 1, RUN_PATIENCE, true, done.size()),
              clock);
      var running = load.start(burst, RUN_PATIENCE);
      long lastPunch = running.await(burst.lastPunch());
      var accepted = burst.acceptedPunches();
      long lastRow = books.awaitNsrs(numbers + accepted, ROWS_PATIENCE);
      running.await();
      // Before the books are read, which costs the database more than it does here.
      var each = CpuTime.of(server.jvm(), server.below()).since(processor, accepted);
      return new Run(
          run,
          burst.outcome(),
          (lastRow - lastPunch) / 1e6,
          books.sums().since(before),
          books.faults(),
          each,
          Memory.of(server.jvm(), server.below()));
    }
  }

  private void table() {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "median of",
            "runs",
            "req/s",
            "p50 ms",
            "p99 ms",
            "max ms",
            "last row ms",
            "jvm us",
            "db us"));
    for (var warmth : Warmth.values()) {
      if (runs(warmth).isEmpty()) {
        continue;
      }
      rows.add(
          List.of(
              warmth.word(),
              Integer.toString(runs(warmth).size()),
              median(warmth, run -> run.outcome().perSecond()),
              median(warmth, run -> run.outcome().latency().p50()),
              median(warmth, run -> run.outcome().latency().p99()),
              median(warmth, run -> run.outcome().latency().max()),
              median(warmth, Run::lastRowMillis),
              median(warmth, run -> run.processor().jvm()),
              median(warmth, run -> run.processor().database())));
    }
    report.table(rows);
  }

  private String median(Warmth warmth, ToDoubleFunction<Run> figure) {
    return Report.figure(figures(warmth, figure).median());
  }

  private Runs figures(Warmth warmth, ToDoubleFunction<Run> figure) {
    return Runs.of(runs(warmth).stream().map(figure::applyAsDouble).toList());
  }

  private List<Run> runs(Warmth warmth) {
    return done.stream().filter(run -> run.warmth() == warmth).toList();
  }

  private void write(Json json) {
    json.text("command", "seed").number("workers", workers).number("requestsEach", requests);
    json.text("loop", "closed");
    for (var warmth : Warmth.values()) {
      if (!runs(warmth).isEmpty()) {
        json.object(warmth.word(), inner -> writeMedians(inner, warmth));
      }
    }
    json.flag("booksRight", isRight());
    json.objects("runs", done, (inner, run) -> run.write(inner));
  }

  private void writeMedians(Json json, Warmth warmth) {
    figures(warmth, run -> run.outcome().perSecond()).write(json, "requestsPerSecond");
    figures(warmth, run -> run.outcome().latency().p50()).write(json, "p50Millis");
    figures(warmth, run -> run.outcome().latency().p99()).write(json, "p99Millis");
    figures(warmth, run -> run.outcome().corrected().p99()).write(json, "p99CorrectedMillis");
    figures(warmth, run -> run.outcome().latency().max()).write(json, "maxMillis");
    figures(warmth, Run::lastRowMillis).write(json, "lastRowMillis");
    figures(warmth, run -> run.processor().jvm()).write(json, "jvmMicrosPerPunch");
    figures(warmth, run -> run.processor().database()).write(json, "databaseMicrosPerPunch");
    figures(warmth, run -> run.memory().jvmPeak() / 1024.0).write(json, "jvmPeakMiB");
  }

  /** How far the JVM has come with compiling. */
  private enum Warmth {
    COLD,
    WARMING,
    WARM;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One burst and what the books say of it. */
  private record Run(
      int afterStart,
      Burst.Outcome outcome,
      double lastRowMillis,
      Books.Sums rows,
      List<String> faults,
      CpuTime.Each processor,
      Memory memory) {
    Warmth warmth() {
      if (afterStart == 1) {
        return Warmth.COLD;
      }
      return afterStart <= WARMING_RUNS ? Warmth.WARMING : Warmth.WARM;
    }

    boolean isRight() {
      return faults.isEmpty()
          && outcome.requests() == outcome.statuses().getOrDefault(202, 0L)
          && rows.punches() == outcome.acceptedPunches()
          && rows.recorded() == outcome.acceptedPunches();
    }

    String line() {
      return "%s: %d of %d answered 202, %s req/s, p99 %s ms, %d rows, last row after %s ms, %s"
          .formatted(
              warmth().word(),
              outcome.statuses().getOrDefault(202, 0L),
              outcome.requests(),
              Report.figure(outcome.perSecond()),
              Report.figure(outcome.latency().p99()),
              rows.punchRows(),
              Report.figure(lastRowMillis),
              isRight() ? "books right" : "BOOKS WRONG " + faults);
    }

    void write(Json json) {
      json.text("warmth", warmth().word());
      outcome.write(json);
      json.number("lastRowMillis", Report.round(lastRowMillis));
      json.object("rows", rows::write);
      json.texts("faults", faults);
      json.object("processorPerPunch", processor::write);
      json.object("memory", memory::write);
    }
  }
}
