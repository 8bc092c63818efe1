package ponto.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.api.Json;

/** What the server's JVM holds under the seed's load, and whether it grows over a million. */
@Command(
    name = "memory",
    header = "What the server holds under load, and whether it grows.",
    description =
        "The seed's load, then 1,000,000 punches in requests of 10 without a pause for the recorders; "
            + "looks at the resident memory of the JVM, and of the database apart, as it goes.",
    mixinStandardHelpOptions = true)
final class MemoryCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int SEED_REQUESTS = 100;
  private static final int BATCH = 10;
  // Even, so that one look falls in the middle.
  private static final int LOOKS = 20;

  @Option(names = "--workers", defaultValue = "200", description = "default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(names = "--punches", defaultValue = "1000000", description = "default: ${DEFAULT-VALUE}")
  private int punches;

  private final Report report;
  private final InstantSource clock;
  private final List<Look> looks = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  MemoryCommand(Report report, InstantSource clock) {
    this.report = report;
    this.clock = clock;
  }

  @Override
  public Integer call() throws Exception {
    try (var site = new Site(Repository.own(), "memory", report);
        var server = site.start(List.of("--demo-workers", Integer.toString(workers)), Map.of())) {
      server.awaitReady();
      report.say("signing in " + workers + " workers");
      var crew = Crew.signIn(site.address(), workers);
      try (var connection = site.connect();
          var load = Load.connect(site.address(), workers)) {
        var books = new Books(connection);
        long numbers = books.lastNsrs();
        look(server, crew, load, new Burst.Shape(SEED_REQUESTS, 1, PATIENCE, true, 0));
        int requests = Math.ceilDiv(punches, LOOKS * BATCH * workers);
        for (int look = 1; look <= LOOKS; look++) {
          look(server, crew, load, new Burst.Shape(requests, BATCH, PATIENCE, false, look));
        }
        // Not before: what waits in the inbox is part of what the server holds.
        books.awaitNsrs(numbers + looks.getLast().accepted(), PATIENCE);
        faults.addAll(books.faults());
        if (faults.isEmpty()) {
          site.finished();
        }
      }
    }
    report.result(this::write);
    return faults.isEmpty() ? 0 : 1;
  }

  private void look(ServerProcess server, Crew crew, Load load, Burst.Shape shape)
      throws IOException {
    var burst = new Burst(server.address(), crew, shape, clock);
    load.run(burst, PATIENCE);
    var outcome = burst.outcome();
    if (outcome.requests() != outcome.statuses().getOrDefault(202, 0L)) {
      faults.add("not all were answered 202: " + outcome.statuses());
    }
    long before = looks.isEmpty() ? 0 : looks.getLast().accepted();
    looks.add(
        new Look(
            before + outcome.acceptedPunches(),
            outcome.acceptedPunches() / outcome.seconds(),
            Memory.of(server.jvm(), server.below())));
    report.say(looks.getLast().line());
  }

  private void write(Json json) {
    var middle = looks.get(LOOKS / 2).memory().jvmResident();
    var last = looks.get(LOOKS).memory().jvmResident();
    double growth = 100.0 * (last - middle) / middle;
    report.say("the second half grew the JVM by " + Report.figure(growth) + " %, target < 10 %");
    json.text("command", "memory")
        .object("underSeedLoad", looks.getFirst().memory()::write)
        .number("secondHalfGrowthPercent", Report.round(growth))
        .texts("faults", faults)
        .objects("looks", looks, (inner, look) -> look.write(inner));
  }

  /** The memory after so many punches. */
  private record Look(long accepted, double punchesPerSecond, Memory memory) {
    String line() {
      return "%d accepted: JVM %d MiB (peak %d), database %d MiB, %s punches/s"
          .formatted(
              accepted,
              memory.jvmResident() / 1024,
              memory.jvmPeak() / 1024,
              memory.database() / 1024,
              Report.figure(punchesPerSecond));
    }

    void write(Json json) {
      json.number("accepted", accepted)
          .number("punchesPerSecond", Report.round(punchesPerSecond))
          .object("memory", memory::write);
    }
  }
}
