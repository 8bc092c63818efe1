package ponto.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.api.Json;

/** How fast the recorders drain a filled inbox, beside COPY of the same rows. */
@Command(
    name = "batch",
    header = "How fast the recorders drain a filled inbox, beside COPY.",
    description =
        "Fills the inbox with letters of 100 punches while the recorders are held at the "
            + "establishment's counter, lets them go, and times them until every row is there. Then COPY "
            + "writes the very same rows into identical tables (indexes, constraints, triggers; without "
            + "row-level security, which COPY cannot do) on as many connections: the limit. The first run "
            + "is cold and not counted.",
    mixinStandardHelpOptions = true)
final class BatchCommand implements Callable<Integer> {
  private static final int WORKERS = 20;
  private static final int LETTER_PUNCHES = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What the issue asks for, in percent of COPY. */
  private static final double TARGET_PERCENT = 40;

  @Option(
      names = "--letters",
      defaultValue = "2000",
      description = "letters of 100 punches; default: ${DEFAULT-VALUE}")
  private int letters;

  @Option(names = "--runs", defaultValue = "5", description = "default: ${DEFAULT-VALUE}")
  private int runs;

  @Option(
      names = "--recorders",
      defaultValue = "2",
      description = "recorders, and connections of COPY; default: ${DEFAULT-VALUE}")
  private int recorders;

  private final Report report;
  private final InstantSource clock;
  private final List<Run> done = new ArrayList<>();

  BatchCommand(Report report, InstantSource clock) {
    this.report = report;
    this.clock = clock;
  }

  @Override
  public Integer call() throws Exception {
    var faults = new ArrayList<String>();
    var options =
        List.of(
            "--demo-workers",
            Integer.toString(WORKERS),
            "--recorders",
            Integer.toString(recorders));
    try (var site = new Site(Repository.own(), "batch", report);
        var postgres = new OwnPostgres(site.folder());
        var server = site.start(options, postgres.environment())) {
      server.awaitReady();
      var crew = Crew.signIn(site.address(), WORKERS);
      var twins = new Twins(postgres, site.folder(), recorders);
      twins.create();
      try (var connection = site.connect()) {
        for (int run = 0; run <= runs; run++) {
          var result = run(site, postgres, crew, connection, twins);
          report.say((run == 0 ? "cold" : "run " + run + " of " + runs) + ": " + result.line());
          if (run > 0) {
            done.add(result);
          }
        }
        faults.addAll(new Books(connection).faults());
        if (faults.isEmpty()) {
          site.finished();
        }
      }
    }
    print(faults);
    report.result(json -> write(json, faults));
    return faults.isEmpty() ? 0 : 1;
  }

  private Run run(Site site, OwnPostgres postgres, Crew crew, Connection connection, Twins twins)
      throws IOException, InterruptedException, SQLException {
    var books = new Books(connection);
    long numbers = books.lastNsrs();
    long accepted;
    long released;
    postgres.settle();
    try (var holder = postgres.asSuperuser()) {
      holder.setAutoCommit(false);
      try (var statement = holder.createStatement()) {
        statement.execute("SELECT FROM counter FOR UPDATE");
      }
      accepted = fill(site, crew);
      released = System.nanoTime();
      holder.commit();
    }
    long recorded = books.awaitNsrs(numbers + accepted, PATIENCE);
    twins.export(numbers);
    postgres.settle();
    return new Run(accepted, (recorded - released) / 1e9, twins.copy() / 1e9);
  }

  private long fill(Site site, Crew crew) throws IOException {
    var shape =
        new Burst.Shape(
            Math.ceilDiv(letters, WORKERS), LETTER_PUNCHES, PATIENCE, false, done.size());
    try (var load = Load.connect(site.address(), WORKERS)) {
      var burst = new Burst(site.address(), crew, shape, clock);
      load.run(burst, PATIENCE);
      return burst.acceptedPunches();
    }
  }

  private Runs percent() {
    return Runs.of(done.stream().map(Run::percentOfCopy).toList());
  }

  private void print(List<String> faults) {
    report.table(
        List.of(
            List.of("median of " + done.size(), "rows/s", "seconds"),
            row("recorders", Run::recorderSeconds),
            row("COPY", Run::copySeconds)));
    report.say(
        "%s %% of COPY (%s to %s), target %s %%: %s"
            .formatted(
                Report.figure(percent().median()),
                Report.figure(percent().min()),
                Report.figure(percent().max()),
                Report.figure(TARGET_PERCENT),
                percent().median() >= TARGET_PERCENT ? "met" : "MISSED"));
    faults.forEach(fault -> report.say("FAULT " + fault));
  }

  private List<String> row(String name, ToDoubleFunction<Run> seconds) {
    return List.of(
        name,
        Report.figure(perSecond(seconds).median()),
        Report.figure(
            Runs.of(done.stream().map(run -> seconds.applyAsDouble(run)).toList()).median()));
  }

  private Runs perSecond(ToDoubleFunction<Run> seconds) {
    return Runs.of(done.stream().map(run -> run.punches() / seconds.applyAsDouble(run)).toList());
  }

  private void write(Json json, List<String> faults) {
    json.text("command", "batch")
        .number("letters", letters)
        .number("punchesEach", LETTER_PUNCHES)
        .number("recorders", recorders)
        .texts("faults", faults);
    perSecond(Run::recorderSeconds).write(json, "recorderRowsPerSecond");
    perSecond(Run::copySeconds).write(json, "copyRowsPerSecond");
    percent().write(json, "percentOfCopy");
    json.number("targetPercent", TARGET_PERCENT);
  }

  /** The same rows both ways. */
  private record Run(long punches, double recorderSeconds, double copySeconds) {
    double percentOfCopy() {
      return 100 * copySeconds / recorderSeconds;
    }

    String line() {
      return "%d punches recorded in %s s, copied in %s s: %s %%"
          .formatted(
              punches,
              Report.figure(recorderSeconds),
              Report.figure(copySeconds),
              Report.figure(percentOfCopy()));
    }
  }
}
