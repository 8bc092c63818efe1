package ponto.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.bench.Comparison.Measure;
import ponto.bench.Variant.Kind;

/** Storage-first beside its rivals: same machine, same door, same load, by turns. */
@Command(
    name = "compare",
    header = "Storage-first beside its rivals, by turns.",
    description =
        "Starts the product and its rivals side by side, each a process of its own with the same JVM "
            + "flags, on one PostgreSQL, and loads them by turns, round after round. Ratios are taken within "
            + "a round; medians over the rounds are printed. Added database time is a sleep inside every "
            + "transaction, before its commit, for all of them alike.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
  /** As many as in the seed's load, and as many senders in process. */
  static final int WORKERS = 200;

  private static final Duration RUN_IN = Duration.ofSeconds(1);
  // The slowest rival answers its last request some seconds after the time is over.
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  // Tokens live for 30 minutes, and a round takes less than half of that.
  private static final Duration TOKENS_GOOD = Duration.ofMinutes(12);

  @Option(names = "--rounds", defaultValue = "5", description = "default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "how long each is measured in a round; default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      description = "seconds of load on each before the first round; default: ${DEFAULT-VALUE}")
  private int warmUpSeconds;

  @Option(
      names = "--added-millis",
      split = ",",
      defaultValue = "0,5,20",
      description = "added database times; default: ${DEFAULT-VALUE}")
  private List<Integer> addedMillis = List.of();

  private final Report report;
  private final InstantSource clock;
  private long bursts;

  CompareCommand(Report report, InstantSource clock) {
    this.report = report;
    this.clock = clock;
  }

  @Override
  public Integer call() throws Exception {
    WarmUp.client(WORKERS, clock);
    var comparison = new Comparison();
    try (var site = new Site(Repository.own(), "compare", report);
        var postgres = new OwnPostgres(site.folder());
        var server =
            site.start(
                List.of("--demo-workers", Integer.toString(WORKERS)), postgres.environment())) {
      server.awaitReady();
      report.say("signing in " + WORKERS + " workers");
      var field = new Field(site, postgres, server);
      try {
        for (var kind : Kind.values()) {
          field.rivals.put(kind, rival(field, kind));
        }
        warmUp(field);
        for (int round = 1; round <= rounds; round++) {
          report.say("round " + round + " of " + rounds);
          field.renewTokens();
          comparison.add(round(field));
        }
        comparison.addFaults(field.faults());
        if (comparison.isRight()) {
          site.finished();
        }
      } finally {
        field.rivals.values().forEach(ServerProcess::close);
      }
    }
    comparison.print(report);
    report.result(comparison::write);
    return comparison.isRight() ? 0 : 1;
  }

  private ServerProcess rival(Field field, Kind kind) throws Exception {
    var address = ServerProcess.freeAddress();
    var command = new ArrayList<String>();
    command.add(field.server.jvm().info().command().orElseThrow());
    command.addAll(JvmFlags.of(field.server.jvm()));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Variant.class.getName(),
            kind.name(),
            Integer.toString(address.getPort()),
            field.site.data().toString(),
            field.site.folder().resolve(kind.schema()).toString()));
    var rival =
        ServerProcess.start(command, field.postgres.environment(), address, field.site.log());
    rival.awaitReady();
    return rival;
  }

  private void warmUp(Field field) throws Exception {
    var lasts = Duration.ofSeconds(warmUpSeconds);
    if (lasts.isZero()) {
      return;
    }
    report.say("warming up the product");
    product(field, lasts);
    for (var kind : Kind.values()) {
      report.say("warming up: " + kind.label);
      measure(field, kind, lasts);
    }
  }

  /** Everything once, in the same order in every round. */
  private Map<String, Measure> round(Field field) throws Exception {
    var lasts = Duration.ofSeconds(seconds);
    var round = new LinkedHashMap<String, Measure>();
    for (var kind : List.of(Kind.DOOR_ALONE, Kind.RAW_SENDS, Kind.INBOX_SENDS)) {
      keep(round, kind.label, measure(field, kind, lasts));
    }
    for (int added : addedMillis) {
      field.addTime(added);
      keep(round, Comparison.product(added), product(field, lasts));
      for (var kind : Kind.values()) {
        if (kind.connections > 0) {
          keep(round, Comparison.rival(kind, added), measure(field, kind, lasts));
        }
      }
    }
    field.addTime(0);
    return round;
  }

  private void keep(Map<String, Measure> round, String name, Measure measure) {
    round.put(name, measure);
    report.say("  " + name + ": " + measure.line());
  }

  private Measure product(Field field, Duration lasts)
      throws IOException, InterruptedException, SQLException {
    field.postgres.settle();
    try (var connection = field.site.connect()) {
      var books = new Books(connection);
      long numbers = books.lastNsrs();
      try (var load = Load.connect(field.site.address(), WORKERS)) {
        var runIn = load(load, field.server, field.crew, RUN_IN);
        long afterRunIn = numbers + runIn.acceptedPunches();
        books.awaitNsrs(afterRunIn, PATIENCE);
        long begun = System.nanoTime();
        var processor = field.processor(field.server);
        var outcome = load(load, field.server, field.crew, lasts);
        long recorded = books.awaitNsrs(afterRunIn + outcome.acceptedPunches(), PATIENCE);
        var each = field.processor(field.server).since(processor, outcome.requests());
        return Measure.of(outcome, outcome.acceptedPunches() * 1e9 / (recorded - begun), each);
      }
    }
  }

  private Measure measure(Field field, Kind kind, Duration lasts)
      throws IOException, InterruptedException, SQLException {
    var rival = field.rival(kind);
    if (kind.isInProcess()) {
      rival.ask("run " + RUN_IN.toMillis(), PATIENCE);
      var processor = field.processor(rival);
      var sent = Senders.Sent.of(rival.ask("run " + lasts.toMillis(), PATIENCE));
      return Measure.of(sent, field.processor(rival).since(processor, sent.count()));
    }
    field.postgres.settle();
    try (var load = Load.connect(rival.address(), WORKERS)) {
      field.accepted.merge(
          kind, load(load, rival, field.crew, RUN_IN).acceptedPunches(), Long::sum);
      var processor = field.processor(rival);
      var outcome = load(load, rival, field.crew, lasts);
      var each = field.processor(rival).since(processor, outcome.requests());
      field.accepted.merge(kind, outcome.acceptedPunches(), Long::sum);
      return Measure.of(outcome, outcome.perSecond(), each);
    }
  }

  private Burst.Outcome load(Load load, ServerProcess server, Crew crew, Duration lasts)
      throws IOException {
    var shape = new Burst.Shape(Integer.MAX_VALUE, 1, lasts, false, bursts++);
    var burst = new Burst(server.address(), crew, shape, clock);
    load.run(burst, lasts.plus(PATIENCE));
    return burst.outcome();
  }

  /** Everything that stands side by side. */
  private static final class Field {
    private final Site site;
    private final OwnPostgres postgres;
    private final ServerProcess server;
    private final Map<Kind, ServerProcess> rivals = new EnumMap<>(Kind.class);
    private final Map<Kind, Long> accepted = new EnumMap<>(Kind.class);
    private Crew crew;
    private long signedInNanos = System.nanoTime();

    Field(Site site, OwnPostgres postgres, ServerProcess server)
        throws IOException, InterruptedException {
      this.site = site;
      this.postgres = postgres;
      this.server = server;
      this.crew = Crew.signIn(site.address(), WORKERS);
    }

    /** Signs everybody in again before a round would meet the end of the tokens' life. */
    void renewTokens() throws IOException, InterruptedException {
      if (System.nanoTime() - signedInNanos > TOKENS_GOOD.toNanos()) {
        crew = Crew.signIn(site.address(), WORKERS);
        signedInNanos = System.nanoTime();
      }
    }

    ServerProcess rival(Kind kind) {
      var rival = rivals.get(kind);
      if (rival == null) {
        throw new IllegalStateException(kind + " was not started");
      }
      return rival;
    }

    CpuTime processor(ServerProcess of) {
      return CpuTime.of(of.jvm(), postgres.processes());
    }

    /** One sleep in each transaction, the product's and the rivals'. */
    void addTime(int millis) throws SQLException {
      try (var connection = postgres.asOwner()) {
        AddedTime.set(connection, "letter", millis);
        for (var kind : Kind.values()) {
          if (kind.connections > 0) {
            connection.setSchema(kind.schema());
            AddedTime.set(connection, "punch", millis);
          }
        }
      }
    }

    /** What the rows say against what was answered 202. */
    List<String> faults() throws SQLException, IOException, InterruptedException {
      var faults = new ArrayList<String>();
      try (var connection = site.connect()) {
        faults.addAll(new Books(connection).faults());
      }
      try (var connection = postgres.asOwner();
          var statement = connection.createStatement()) {
        for (var entry : accepted.entrySet()) {
          if (entry.getKey().connections > 0) {
            var rows =
                statement.executeQuery(
                    "SELECT count(*) FROM " + entry.getKey().schema() + ".punch");
            rows.next();
            if (rows.getLong(1) != entry.getValue()) {
              faults.add(
                  "%s: %d rows for %d answered 202"
                      .formatted(entry.getKey(), rows.getLong(1), entry.getValue()));
            }
          }
        }
      }
      return faults;
    }
  }
}
