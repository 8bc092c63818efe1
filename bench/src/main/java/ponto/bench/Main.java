package ponto.bench;

import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./ponto bench}: puts a load on a clock and prints the figures. */
@Command(
    name = "bench",
    description =
        "Puts a load on a clock and prints the figures: one JSON object on stdout, progress and a"
            + " table on stderr. All loads are closed loops: a worker sends its next request when"
            + " the last one was answered, so a stall holds back requests that an open crowd would"
            + " have sent; the corrected percentiles add them. The load shares the processors with"
            + " the server.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The machine's clock; the only place that asks it. */
  static final InstantSource CLOCK = InstantSource.system();

  private Main() {}

  @Override
  public void run() {
    spec.commandLine().usage(System.err);
  }

  /** Runs one command; the status is not 0 when it failed or found the books wrong. */
  public static void main(String[] arguments) {
    System.exit(commandLine(CLOCK).execute(arguments));
  }

  static CommandLine commandLine(InstantSource clock) {
    var report = new Report(System.out, System.err);
    return new CommandLine(new Main())
        .addSubcommand(new SeedCommand(report, clock))
        .addSubcommand(new CompareCommand(report, clock))
        .addSubcommand(new BatchCommand(report, clock))
        .addSubcommand(new CrashCommand(report, clock))
        .addSubcommand(new AwayCommand(report, clock))
        .addSubcommand(new BackupCommand(report, clock))
        .addSubcommand(new StartCommand(report, clock))
        .addSubcommand(new MemoryCommand(report, clock))
        .addSubcommand(new CloudCommand(report, clock))
        .addSubcommand(new ImportCommand(report))
        .addSubcommand(new LambdaCommand())
        .addSubcommand(new LegalCommand(report, clock))
        .addSubcommand(new ReceiptsCommand(report, clock))
        .addSubcommand(new YearCommand(report, clock))
        .addSubcommand(new ReportsCommand(report, clock, ReportsCommand::launcher));
  }
}
