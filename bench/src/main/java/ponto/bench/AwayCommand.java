package ponto.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.api.Json;

/** The database is killed under load, 20,000 punches come meanwhile, then it is started again. */
@Command(
    name = "away",
    header = "Take the database away under load, and bring it back.",
    description =
        "Kills the database under load, lets everybody punch while it is away, starts it again, and "
            + "waits until all that was answered 202 is recorded; then checks the books.",
    mixinStandardHelpOptions = true)
final class AwayCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  // The load that the database is killed under goes on for a while on both sides of the kill.
  private static final Duration KILL_AFTER = Duration.ofMillis(1_500);
  private static final Duration KILL_LOAD = Duration.ofSeconds(3);

  @Option(names = "--workers", defaultValue = "200", description = "default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(
      names = "--requests",
      defaultValue = "100",
      description = "requests of each worker while it is away; default: ${DEFAULT-VALUE}")
  private int requests;

  private final Report report;
  private final InstantSource clock;

  AwayCommand(Report report, InstantSource clock) {
    this.report = report;
    this.clock = clock;
  }

  @Override
  public Integer call() throws Exception {
    WarmUp.client(workers, clock);
    try (var site = new Site(Repository.own(), "away", report);
        var postgres = new OwnPostgres(site.folder());
        var server =
            site.start(
                List.of("--demo-workers", Integer.toString(workers)), postgres.environment())) {
      server.awaitReady();
      report.say("signing in " + workers + " workers");
      var crew = Crew.signIn(site.address(), workers);
      var result = measure(site, postgres, crew);
      report.result(result::write);
      if (result.isRight()) {
        site.finished();
      }
      return result.isRight() ? 0 : 1;
    }
  }

  private Result measure(Site site, OwnPostgres postgres, Crew crew)
      throws IOException, InterruptedException, SQLException {
    long numbers;
    try (var connection = site.connect()) {
      numbers = new Books(connection).lastNsrs();
    }
    try (var load = Load.connect(site.address(), workers)) {
      var during = burst(site, crew, new Burst.Shape(Integer.MAX_VALUE, 1, KILL_LOAD, false, 1));
      var running = load.start(during, PATIENCE);
      LockSupport.parkNanos(KILL_AFTER.toNanos());
      postgres.kill();
      report.say("database killed under load");
      running.await();
      report.say(line("around the kill", during.outcome()));

      var away = burst(site, crew, new Burst.Shape(requests, 1, PATIENCE, false, 2));
      load.run(away, PATIENCE);
      report.say(line("while it is away", away.outcome()));

      long begun = System.nanoTime();
      postgres.start();
      long up = System.nanoTime();
      long accepted = during.acceptedPunches() + away.acceptedPunches();
      try (var connection = site.connect()) {
        var books = new Books(connection);
        var faults = new ArrayList<String>();
        long all = up;
        try {
          all = books.awaitNsrs(numbers + accepted, PATIENCE);
        } catch (SQLException e) {
          faults.add(e.getMessage());
        }
        faults.addAll(books.faults());
        var result =
            new Result(
                during.outcome(),
                away.outcome(),
                millis(up - begun),
                millis(all - begun),
                books.sums(),
                faults);
        report.say(result.line());
        return result;
      }
    }
  }

  private Burst burst(Site site, Crew crew, Burst.Shape shape) {
    return new Burst(site.address(), crew, shape, clock);
  }

  private static String line(String when, Burst.Outcome outcome) {
    return "%s: %d of %d answered 202, %s req/s, p99 %s ms"
        .formatted(
            when,
            outcome.acceptedPunches(),
            outcome.requests(),
            Report.figure(outcome.perSecond()),
            Report.figure(outcome.latency().p99()));
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  /** What was accepted and what became of it. */
  private record Result(
      Burst.Outcome aroundTheKill,
      Burst.Outcome whileAway,
      long databaseUpMillis,
      long allRowsMillis,
      Books.Sums books,
      List<String> faults) {
    boolean isRight() {
      long accepted = aroundTheKill.acceptedPunches() + whileAway.acceptedPunches();
      return faults.isEmpty()
          && whileAway.acceptedPunches() == whileAway.requests()
          && aroundTheKill.acceptedPunches() == aroundTheKill.requests()
          && books.punchRows() == accepted;
    }

    String line() {
      return "database up after %d ms, all %d rows %d ms after its start was asked for, %s"
          .formatted(
              databaseUpMillis,
              books.punchRows(),
              allRowsMillis,
              isRight() ? "books right" : "BOOKS WRONG " + faults);
    }

    void write(Json json) {
      json.text("command", "away")
          .flag("right", isRight())
          .object("aroundTheKill", aroundTheKill::write)
          .object("whileAway", whileAway::write)
          .number("databaseUpMillis", databaseUpMillis)
          .number("allRowsAfterMillis", allRowsMillis)
          .object("books", books::write)
          .texts("faults", faults);
    }
  }
}
