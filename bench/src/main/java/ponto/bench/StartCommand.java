package ponto.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.api.Json;

/** How long the clock takes from the start of its process to the first punch it accepts. */
@Command(
    name = "start",
    header = "Time the starts, to the first punch accepted.",
    description =
        "Starts the clock again and again on the same data and sends a punch, with a token from an "
            + "earlier start, until it is answered 202; with and without the start-up cache, by turns.",
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  // The start is known as finely as this.
  private static final Duration TRY_AGAIN = Duration.ofMillis(2);
  private static final Map<String, String> NO_CACHE = Map.of("PONTO_JVM_FLAGS", "-XX:AOTMode=off");

  @Option(names = "--runs", defaultValue = "5", description = "default: ${DEFAULT-VALUE}")
  private int runs;

  private final Report report;
  private final InstantSource clock;

  StartCommand(Report report, InstantSource clock) {
    this.report = report;
    this.clock = clock;
  }

  @Override
  public Integer call() throws Exception {
    var cached = new ArrayList<Start>();
    var plain = new ArrayList<Start>();
    long firstMillis;
    try (var site = new Site(Repository.own(), "start", report)) {
      String token;
      try (var server = site.start(List.of(), Map.of())) {
        firstMillis = server.awaitReady().toMillis();
        report.say("first start, empty data: ready after " + firstMillis + " ms");
        token = Crew.signIn(site.address(), 1).tokens().getFirst();
      }
      for (int run = 0; run < runs; run++) {
        cached.add(start(site, token, Map.of(), run));
        report.say("start with cache: " + cached.getLast().line());
        plain.add(start(site, token, NO_CACHE, run + runs));
        report.say("start without: " + plain.getLast().line());
      }
      site.finished();
    }
    report.table(
        List.of(
            List.of("median ms of " + runs, "first 202", "ready", "recorded", "stop"),
            row("with cache", cached),
            row("without", plain)));
    report.result(json ->
        json.text("command", "start")
            .number("runs", runs)
            .number("firstStartReadyMillis", firstMillis)
            .object("withCache", inner -> write(inner, cached))
            .object("withoutCache", inner -> write(inner, plain)));
    return 0;
  }

  private Start start(Site site, String token, Map<String, String> environment, int run)
      throws Exception {
    try (var server = site.start(List.of(), environment);
        var load = new Load(site.address(), 1, TRY_AGAIN)) {
      var script = new FirstPunch(new PunchRequest(site.address(), token, 1), run);
      load.run(script, PATIENCE);
      return new Start(
          Duration.ofNanos(script.acceptedNanos - server.startedNanos()),
          server.awaitReady(),
          awaitRecorded(site, server),
          server.stop());
    }
  }

  private static Duration awaitRecorded(Site site, ServerProcess server)
      throws IOException, InterruptedException {
    try (var api = new Api(site.address())) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (api.metric("ponto_punches_recorded_total") < 1) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("the first punch was not recorded within " + PATIENCE);
        }
        LockSupport.parkNanos(TRY_AGAIN.toNanos());
      }
      return Duration.ofNanos(System.nanoTime() - server.startedNanos());
    }
  }

  private List<String> row(String name, List<Start> starts) {
    return List.of(
        name,
        Report.figure(median(starts, Start::accepted).median()),
        Report.figure(median(starts, Start::ready).median()),
        Report.figure(median(starts, Start::recorded).median()),
        Report.figure(median(starts, Start::stop).median()));
  }

  private void write(Json json, List<Start> starts) {
    median(starts, Start::accepted).write(json, "first202Millis");
    median(starts, Start::ready).write(json, "readyMillis");
    median(starts, Start::recorded).write(json, "firstRowMillis");
    median(starts, Start::stop).write(json, "stopMillis");
  }

  private static Runs median(List<Start> starts, Function<Start, Duration> figure) {
    return Runs.of(starts.stream().map(start -> figure.apply(start).toNanos() / 1e6).toList());
  }

  /** One start: from the process's start to each of these, and how long the stop took. */
  private record Start(Duration accepted, Duration ready, Duration recorded, Duration stop) {
    String line() {
      return "first 202 after %d ms, ready after %d ms, first row after %d ms, stopped in %d ms"
          .formatted(accepted.toMillis(), ready.toMillis(), recorded.toMillis(), stop.toMillis());
    }
  }

  /** One worker who sends one punch until it is accepted. */
  private final class FirstPunch implements Script {
    private final ByteBuffer bytes;
    private long acceptedNanos;
    private boolean accepted;

    FirstPunch(PunchRequest request, int run) {
      var now = clock.instant();
      bytes = request.with(List.of(new PunchIds(run).next(now.toEpochMilli())), now);
    }

    @Override
    public Optional<Turn> next(int worker) {
      bytes.rewind();
      long dueNanos = System.nanoTime() + TRY_AGAIN.toNanos();
      return accepted ? Optional.empty() : Optional.of(new Turn(bytes, dueNanos, false));
    }

    @Override
    public void answered(int worker, Answer answer, long nanos) {
      accepted = answer.accepted();
      acceptedNanos = System.nanoTime();
    }

    @Override
    public void broke(int worker, IOException reason) {
      accepted = false; // It is not there yet.
    }
  }
}
