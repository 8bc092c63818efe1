package ponto.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.api.Json;

/** The seed's load through the loopback cloud, undisturbed or disturbed. */
@Command(
    name = "cloud",
    header = "The seed's load through the loopback cloud.",
    description =
        "Starts ./ponto cloud on the synthesised template, with the values that are shipped; 200"
            + " workers make 100 requests of one punch each, all at once. Right is: every request"
            + " 202, a row for each, dead letters none, books balanced, never more recorder"
            + " connections than the template's concurrency. The latencies are this machine's, not"
            + " AWS's.",
    mixinStandardHelpOptions = true)
final class CloudCommand implements Callable<Integer> {
  private static final Duration LOAD_PATIENCE = Duration.ofMinutes(10);

  /** A letter that failed comes again after the queue's visibility timeout, which is 6 minutes. */
  private static final Duration ROWS_PATIENCE = Duration.ofMinutes(20);

  private static final Duration ASK_PATIENCE = Duration.ofSeconds(60);

  @Option(names = "--workers", defaultValue = "200", description = "default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(
      names = "--requests",
      defaultValue = "100",
      description = "requests of each worker; default: ${DEFAULT-VALUE}")
  private int requests;

  @Option(
      names = "--away-seconds",
      defaultValue = "0",
      description =
          "stop the database under load for so long; default: ${DEFAULT-VALUE}, not at all")
  private int awaySeconds;

  @Option(names = "--kill", description = "kill every process of the function once, under load")
  private boolean kill;

  private final Report report;
  private final InstantSource clock;

  CloudCommand(Report report, InstantSource clock) {
    this.report = report;
    this.clock = clock;
  }

  @Override
  public Integer call() throws Exception {
    var repository = Repository.own();
    var folder = repository.newFolder("cloud");
    var address = ServerProcess.freeAddress();
    WarmUp.client(workers, clock);
    report.say("building the loopback cloud");
    repository.build("cloud");
    try (var cloud =
        ServerProcess.start(
            command(repository, folder, address), Map.of(), address, folder.resolve("log"))) {
      cloud.awaitReady();
      var result = measure(cloud, new Crew(Files.readAllLines(folder.resolve("tokens"))));
      report.say(result.line());
      report.result(result::write);
      if (!result.isRight()) {
        report.say("data and log are kept in " + folder);
        return 1;
      }
    }
    Repository.delete(folder);
    return 0;
  }

  private List<String> command(Repository repository, Path folder, InetSocketAddress address) {
    return List.of(
        repository.launcher().toString(),
        "cloud",
        "--folder",
        folder.toString(),
        "--port",
        Integer.toString(address.getPort()),
        "--workers",
        Integer.toString(workers));
  }

  private Result measure(ServerProcess cloud, Crew crew)
      throws IOException, InterruptedException, SQLException {
    long numbers;
    try (var connection = connect(cloud)) {
      numbers = new Books(connection).lastNsrs();
    }
    var burst =
        new Burst(
            cloud.address(), crew, new Burst.Shape(requests, 1, LOAD_PATIENCE, false, 1), clock);
    long lastPunch;
    try (var load = Load.connect(cloud.address(), workers)) {
      var running = load.start(burst, LOAD_PATIENCE);
      disturb(cloud);
      lastPunch = running.await(burst.lastPunch());
      running.await();
    }
    try (var connection = connect(cloud)) {
      var books = new Books(connection);
      var faults = new ArrayList<String>();
      var lastRow = lastPunch;
      try {
        lastRow = books.awaitNsrs(numbers + burst.acceptedPunches(), ROWS_PATIENCE);
      } catch (SQLException e) {
        faults.add(e.getMessage());
      }
      faults.addAll(books.faults());
      return new Result(
          burst.outcome(), (lastRow - lastPunch) / 1e6, books.sums(), faults, settled(cloud));
    }
  }

  private void disturb(ServerProcess cloud) throws IOException, InterruptedException {
    if (kill || awaySeconds > 0) {
      awaitWork(cloud);
    }
    if (kill) {
      report.say(cloud.ask("kill", ASK_PATIENCE) + " processes of the function under load");
    }
    if (awaySeconds > 0) {
      report.say("database " + cloud.ask("database stop", ASK_PATIENCE));
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(awaySeconds));
      report.say("database " + cloud.ask("database start", ASK_PATIENCE));
    }
  }

  /** Until every process that the throttle allows was started: then all of them are at work. */
  private static void awaitWork(ServerProcess cloud) throws IOException, InterruptedException {
    var deadline = System.nanoTime() + LOAD_PATIENCE.toNanos();
    var status = Cloud.of(cloud.ask("status", ASK_PATIENCE));
    while (status.recorderConnectionsMost() < status.concurrency()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the functions never were all at work: " + status);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      status = Cloud.of(cloud.ask("status", ASK_PATIENCE));
    }
  }

  private static Connection connect(ServerProcess cloud)
      throws IOException, InterruptedException, SQLException {
    return Site.database(cloud.ask("reports", ASK_PATIENCE)).connect();
  }

  /** What the cloud says of itself, when its queue is empty or its patience is over. */
  private static Cloud settled(ServerProcess cloud) throws IOException, InterruptedException {
    var deadline = System.nanoTime() + ROWS_PATIENCE.toNanos();
    var status = Cloud.of(cloud.ask("status", ASK_PATIENCE));
    while (status.inQueue() > 0 && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      status = Cloud.of(cloud.ask("status", ASK_PATIENCE));
    }
    return status;
  }

  /** What the loopback cloud says of itself. */
  private record Cloud(
      long inQueue,
      long deadLetters,
      long batches,
      long failedBatches,
      long redelivered,
      long concurrency,
      long environmentsStarted,
      long recorderConnectionsMost) {
    static Cloud of(String status) throws IOException {
      return new Cloud(
          number(status, "inQueue"),
          number(status, "deadLetters"),
          number(status, "batches"),
          number(status, "failedBatches"),
          number(status, "redelivered"),
          number(status, "concurrency"),
          number(status, "environmentsStarted"),
          number(status, "recorderConnectionsMost"));
    }

    private static long number(String status, String name) throws IOException {
      var found = java.util.regex.Pattern.compile("\"" + name + "\":(\\d+)").matcher(status);
      if (!found.find()) {
        throw new IOException("the cloud's status has no " + name + ": " + status);
      }
      return Long.parseLong(found.group(1));
    }

    void write(Json json) {
      json.number("inQueue", inQueue)
          .number("deadLetters", deadLetters)
          .number("batches", batches)
          .number("failedBatches", failedBatches)
          .number("redelivered", redelivered)
          .number("concurrency", concurrency)
          .number("environmentsStarted", environmentsStarted)
          .number("recorderConnectionsMost", recorderConnectionsMost);
    }
  }

  /** The load, what came of it in the database, and what the cloud saw. */
  private record Result(
      Burst.Outcome outcome,
      double lastRowMillis,
      Books.Sums books,
      List<String> faults,
      Cloud cloud) {
    boolean isRight() {
      return faults.isEmpty()
          && outcome.acceptedPunches() == outcome.requests()
          && books.punchRows() == outcome.requests()
          && cloud.inQueue() == 0
          && cloud.deadLetters() == 0
          && cloud.recorderConnectionsMost() <= cloud.concurrency();
    }

    String line() {
      return "%d of %d answered 202, %s req/s, p99 %s ms; %d rows, the last %s ms later; %d dead, %d of %d connections; %s"
          .formatted(
              outcome.acceptedPunches(),
              outcome.requests(),
              Report.figure(outcome.perSecond()),
              Report.figure(outcome.latency().p99()),
              books.punchRows(),
              Report.figure(lastRowMillis),
              cloud.deadLetters(),
              cloud.recorderConnectionsMost(),
              cloud.concurrency(),
              isRight() ? "books right" : "WRONG " + faults);
    }

    void write(Json json) {
      json.text("command", "cloud").flag("right", isRight());
      json.object("load", outcome::write);
      json.number("lastRowMillis", Report.round(lastRowMillis));
      json.object("books", books::write);
      json.texts("faults", faults);
      json.object("cloud", cloud::write);
    }
  }
}
