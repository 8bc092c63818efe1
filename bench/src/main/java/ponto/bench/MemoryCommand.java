package ponto.bench;

import java.io.IOException;
import java.sql.SQLException;
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
    description = {
      "The seed's load, then 1,000,000 punches in requests of 10; looks at the resident memory of",
      "the JVM, and of the database apart, as it goes."
    },
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

  MemoryCommand(Report report, InstantSource clock) {
    this.report = report;
    this.clock = clock;
  }

  @Override
  public Integer call() throws Exception {
    var looks = new ArrayList<Look>();
    var faults = new ArrayList<String>();
    try (var site = new Site(Repository.own(), "memory", report);
        var server = site.start(List.of("--demo-workers", Integer.toString(workers)), Map.of())) {
      server.awaitReady();
      report.say("signing in " + workers + " workers");
      var crew = Crew.signIn(site.address(), workers);
      try (var connection = site.connect();
          var load = Load.connect(site.address(), workers)) {
        var books = new Books(connection);
        looks.add(
            burst(server, crew, load, books, new Burst.Shape(SEED_REQUESTS, 1, PATIENCE, true, 0)));
        int requests = Math.ceilDiv(punches, LOOKS * BATCH * workers);
        for (int look = 1; look <= LOOKS; look++) {
          var shape = new Burst.Shape(requests, BATCH, PATIENCE, false, look);
          looks.add(burst(server, crew, load, books, shape));
        }
        faults.addAll(books.faults());
        if (faults.isEmpty()) {
          site.finished();
        }
      }
    }
    report.result(json -> write(json, looks, faults));
    return faults.isEmpty() ? 0 : 1;
  }

  private Look burst(ServerProcess server, Crew crew, Load load, Books books, Burst.Shape shape)
      throws IOException, SQLException {
    long numbers = books.lastNsrs();
    var burst = new Burst(server.address(), crew, shape, clock);
    load.run(burst, PATIENCE);
    books.awaitNsrs(numbers + burst.acceptedPunches(), PATIENCE);
    var look =
        new Look(
            books.lastNsrs(),
            burst.acceptedPunches() / burst.outcome().seconds(),
            Memory.of(server.jvm(), server.below()));
    report.say(look.line());
    return look;
  }

  private void write(Json json, List<Look> looks, List<String> faults) {
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

  /** The memory after so many records. */
  private record Look(long numbers, double punchesPerSecond, Memory memory) {
    String line() {
      return "%d records: JVM %d MiB (peak %d), database %d MiB, %s punches/s"
          .formatted(
              numbers,
              memory.jvmResident() / 1024,
              memory.jvmPeak() / 1024,
              memory.database() / 1024,
              Report.figure(punchesPerSecond));
    }

    void write(Json json) {
      json.number("records", numbers)
          .number("punchesPerSecond", Report.round(punchesPerSecond))
          .object("memory", memory::write);
    }
  }
}
