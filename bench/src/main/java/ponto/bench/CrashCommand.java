package ponto.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.api.Json;

/** Kills everything under load, again and again, and checks the books after each time. */
@Command(
    name = "crash",
    header = "Kill everything under load, again and again; check the books.",
    description =
        "Starts the clock under load, kills the JVM and its database with SIGKILL at a random moment, "
            + "starts it again on the same data, lets the workers send again what was not answered, and "
            + "checks: every punch answered 202 has exactly one row, numbers without gaps, hash chain whole.",
    mixinStandardHelpOptions = true)
final class CrashCommand implements Callable<Integer> {
  private static final Duration LOAD_PATIENCE = Duration.ofMinutes(5);
  private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(2);
  // Long enough for some tens of thousands of punches, so that a kill finds the server amid its
  // work.
  private static final int KILL_AFTER_MIN_MILLIS = 50;
  private static final int KILL_AFTER_MAX_MILLIS = 2_500;
  // A server that recovers is ready after about a second: such a kill mostly comes before.
  private static final int KILL_AGAIN_MAX_MILLIS = 1_000;
  private static final double KILL_AGAIN_ODDS = 0.25;

  @Option(names = "--kills", defaultValue = "20", description = "default: ${DEFAULT-VALUE}")
  private int kills;

  @Option(names = "--workers", defaultValue = "50", description = "default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "decides the moments; default: ${DEFAULT-VALUE}")
  private long seed;

  private final Report report;
  private final InstantSource clock;
  private final List<Kill> done = new ArrayList<>();

  CrashCommand(Report report, InstantSource clock) {
    this.report = report;
    this.clock = clock;
  }

  @Override
  public Integer call() throws Exception {
    try (var site = new Site(Repository.own(), "crash", report)) {
      crash(site);
      if (isRight()) {
        site.finished();
      }
    }
    report.result(json ->
        json.text("command", "crash")
            .number("seed", seed)
            .number("kills", done.size())
            .flag("allRight", isRight())
            .objects("each", done, (inner, kill) -> kill.write(inner)));
    return isRight() ? 0 : 1;
  }

  private boolean isRight() {
    return done.stream().allMatch(Kill::isRight);
  }

  private void crash(Site site) throws Exception {
    var server = start(site);
    try {
      server.awaitReady();
      report.say("signing in " + workers + " workers");
      var crew = Crew.signIn(site.address(), workers);
      long numbersBefore;
      try (var connection = site.connect()) {
        numbersBefore = new Books(connection).lastNsrs();
      }
      var random = new SplittableRandom(seed);
      var script = new Stubborn(site.address(), crew, seed, clock);
      try (var load = Load.connect(site.address(), workers)) {
        while (done.size() < kills) {
          script.resume();
          var running = load.start(script, LOAD_PATIENCE);
          int killAfter = random.nextInt(KILL_AFTER_MIN_MILLIS, KILL_AFTER_MAX_MILLIS);
          server = killAndStart(server, site, killAfter);
          int again = -1;
          if (random.nextDouble() < KILL_AGAIN_ODDS) {
            again = random.nextInt(KILL_AGAIN_MAX_MILLIS);
            server = killAndStart(server, site, again);
          }
          long upAgainMillis = server.awaitReady().toMillis();
          script.finish();
          running.await();
          var kill = check(site, script, numbersBefore, killAfter, again, upAgainMillis);
          done.add(kill);
          report.say(kill.line(done.size(), kills));
        }
      }
    } finally {
      server.close();
    }
  }

  private ServerProcess start(Site site) throws IOException {
    return site.start(List.of("--demo-workers", Integer.toString(workers)), Map.of());
  }

  private ServerProcess killAndStart(ServerProcess server, Site site, int afterMillis)
      throws IOException {
    // The moment is random on purpose: there is nothing to wait for.
    long moment = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(afterMillis);
    while (System.nanoTime() - moment < 0) {
      LockSupport.parkNanos(moment - System.nanoTime());
    }
    server.killEverything();
    server.close();
    return start(site);
  }

  private Kill check(
      Site site, Stubborn script, long numbersBefore, int killAfter, int again, long upAgainMillis)
      throws IOException, InterruptedException, SQLException {
    try (var connection = site.connect()) {
      var books = new Books(connection);
      var faults = new ArrayList<String>();
      try {
        books.awaitNsrs(numbersBefore + script.accepted().size(), DRAIN_PATIENCE);
      } catch (SQLException e) {
        faults.add(e.getMessage());
      }
      faults.addAll(books.faults());
      return new Kill(
          killAfter,
          again,
          upAgainMillis,
          script.accepted().size(),
          script.sentAgain(),
          books.missing(script.accepted()).size(),
          books.doubled() + Math.max(0, books.sums().punchRows() - script.accepted().size()),
          books.sums().repeated(),
          faults);
    }
  }

  /** One kill and what was found after it; counts are of the whole run up to then. */
  private record Kill(
      int afterMillis,
      int againAfterMillis,
      long upAgainMillis,
      long accepted,
      long sentAgain,
      long lost,
      long doubled,
      long repeated,
      List<String> faults) {
    boolean isRight() {
      return lost == 0 && doubled == 0 && faults.isEmpty();
    }

    String line(int number, int of) {
      return "kill %d of %d after %d ms%s, ready again after %d ms: %d accepted, %d sent again, %d lost, %d doubled, %d repeats absorbed, %s"
          .formatted(
              number,
              of,
              afterMillis,
              againAfterMillis < 0 ? "" : " and again " + againAfterMillis + " ms into the start",
              upAgainMillis,
              accepted,
              sentAgain,
              lost,
              doubled,
              repeated,
              faults.isEmpty() ? "numbers gapless, chain whole" : "FAULTS " + faults);
    }

    void write(Json json) {
      json.number("afterMillis", afterMillis);
      if (againAfterMillis >= 0) {
        json.number("againAfterMillis", againAfterMillis);
      }
      json.number("upAgainMillis", upAgainMillis)
          .number("accepted", accepted)
          .number("sentAgain", sentAgain)
          .number("lost", lost)
          .number("doubled", doubled)
          .number("repeatsAbsorbed", repeated)
          .texts("faults", faults);
    }
  }
}
