package ponto.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long the reports take on a year of a large company, and what they cost the punches. */
@Command(
    name = "reports",
    header = "How long the reports take on millions of punches.",
    description =
        "Fills a database with the punches of a company, asks a real clock over HTTP for its reports, "
            + "then puts the seed's load on it, alone and while somebody reads one report after the "
            + "other; at one million punches and at as many as asked for. Every figure is a median of "
            + "warm runs. The database takes about 1 GiB a million and is deleted at the end.",
    mixinStandardHelpOptions = true)
final class ReportsCommand implements Callable<Integer> {
  private static final double MILLION = 1_000_000;
  private static final int DELETE_TRIES = 50;

  @Option(
      names = "--millions",
      defaultValue = "10",
      description = "how many million punches at the end; default: ${DEFAULT-VALUE}")
  private double millions;

  @Option(names = "--workers", defaultValue = "10000", description = "default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(
      names = "--runs",
      defaultValue = "7",
      description = "warm runs of each report and load; default: ${DEFAULT-VALUE}")
  private int runs;

  @Option(
      names = "--senders",
      defaultValue = "200",
      description = "workers of the load; default: ${DEFAULT-VALUE}")
  private int senders;

  @Option(
      names = "--requests",
      defaultValue = "100",
      description = "requests of each in a run of the load; default: ${DEFAULT-VALUE}")
  private int requests;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "decides the minutes of the punches; default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "keep the database in this folder, and go on with what is in it")
  private @Nullable Path keep;

  @Option(names = "--fill-only", description = "with --keep: fill, and measure nothing")
  private boolean fillOnly;

  private final Report report;
  private final InstantSource clock;
  private final Callable<List<String>> program;

  /** The clock is started with this program, as it is on this machine. */
  ReportsCommand(Report report, InstantSource clock, Callable<List<String>> program) {
    this.report = report;
    this.clock = clock;
    this.program = program;
  }

  /** The launcher of the checkout that this class was built from. */
  static List<String> launcher() throws IOException, InterruptedException {
    Repository.own().build();
    return List.of(Repository.own().launcher().toString());
  }

  @Override
  public Integer call() throws Exception {
    var command = program.call();
    var folder = keep == null ? Repository.own().newFolder("reports") : keep.toAbsolutePath();
    Files.createDirectories(folder);
    var figures = new ArrayList<ReportFigures>();
    try (var postgres = new OwnPostgres(folder)) {
      var onInterrupt = new Thread(() -> drop(postgres, folder));
      Runtime.getRuntime().addShutdownHook(onInterrupt);
      try {
        var company = new CompanyDays(workers, seed);
        for (double size :
            DoubleStream.of(1, millions).filter(size -> size <= millions).distinct().toArray()) {
          step(command, folder, postgres, company, Math.round(size * MILLION), figures);
        }
      } finally {
        drop(postgres, folder);
        Runtime.getRuntime().removeShutdownHook(onInterrupt);
      }
    }
    report.result(json ->
        json.text("command", "reports")
            .number("workers", workers)
            .number("seed", seed)
            .objects("sizes", figures, (inner, one) -> one.write(inner)));
    return figures.stream().allMatch(ReportFigures::right) ? 0 : 1;
  }

  private void step(
      List<String> command,
      Path folder,
      OwnPostgres postgres,
      CompanyDays company,
      long punches,
      List<ReportFigures> figures)
      throws Exception {
    int days = company.daysFor(punches);
    var filling = new DaysFilling(postgres, company, report);
    if (!Files.exists(folder.resolve("data"))) {
      try (var server = start(command, folder, postgres)) {
        server.awaitReady(); // Which enters the people.
      }
    } else if (filling.filled(days + 1) > days) {
      report.say("there are more than " + punches + " punches already: left out");
      return;
    }
    filling.fill(days);
    if (fillOnly) {
      return;
    }
    try (var server = start(command, folder, postgres)) {
      server.awaitReady();
      report.say("%,d punches".formatted(punches));
      var amount = new ReportMeasuring.Amount(runs, senders, requests);
      var measured =
          new ReportMeasuring(server, postgres, company, days, amount, report, clock).measure();
      figures.add(measured);
      report.table(measured.rows());
      measured.faults().forEach(fault -> report.say("FAULT " + fault));
    }
  }

  private ServerProcess start(List<String> command, Path folder, OwnPostgres postgres)
      throws IOException {
    var address = ServerProcess.freeAddress();
    var whole = new ArrayList<>(command);
    whole.addAll(
        List.of(
            "start",
            "--demo",
            "--demo-workers",
            Integer.toString(workers),
            "--data",
            folder.resolve("data").toString(),
            "--port",
            Integer.toString(address.getPort())));
    return ServerProcess.start(whole, postgres.environment(), address, folder.resolve("log"));
  }

  /** Gives the disk back, whatever happened: nobody wants to find ten gigabytes next month. */
  private void drop(OwnPostgres postgres, Path folder) {
    if (keep != null) {
      return;
    }
    postgres.kill();
    for (int tries = 1; Files.exists(folder); tries++) {
      try {
        Repository.delete(folder);
      } catch (IOException | UncheckedIOException e) {
        // What was just killed may still write a last file.
        if (tries == DELETE_TRIES) {
          report.say("could not delete " + folder + ": " + e.getMessage());
          return;
        }
      }
    }
  }
}
