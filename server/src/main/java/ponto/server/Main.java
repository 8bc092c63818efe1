package ponto.server;

import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line: one class a command. */
@Command(
    name = "ponto",
    description = "A time clock that never loses a punch.",
    mixinStandardHelpOptions = true,
    subcommands = {
      StartCommand.class,
      InitCommand.class,
      DatabaseCommand.class,
      SetAsideCommand.class,
      DeadCommand.class,
      EvidenceCommand.class,
      HandInCommand.class,
      WorkersCommand.class,
      ImportCommand.class,
      AfdCommand.class,
      AttestationCommand.class,
      OutageCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      VerifyCommand.class,
      SmokeCommand.class,
      TrainCommand.class
    })
public final class Main implements Runnable {
  /** As sysexits.h has it: the command was used wrongly. */
  private static final int USAGE = 64;

  /** As sysexits.h has it: something that is needed is not there. */
  private static final int UNAVAILABLE = 69;

  /** The machine's clock; the only place that asks it. */
  static final InstantSource CLOCK = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(System.err);
  }

  public static void main(String[] arguments) {
    var line = new CommandLine(new Main());
    var environment = new EnvironmentDefaults(System.getenv());
    var given = List.of(arguments);
    line.setDefaultValueProvider(environment);
    line.setExecutionExceptionHandler((failure, _, _) -> {
      if (failure instanceof Refusal) {
        System.err.println(
            "ponto: " + environment.named(String.valueOf(failure.getMessage()), given));
        return UNAVAILABLE;
      }
      throw failure;
    });
    line.setParameterExceptionHandler((wrong, _) -> {
      System.err.println("ponto: " + environment.named(String.valueOf(wrong.getMessage()), given));
      System.err.println(
          "ponto: see ./ponto " + wrong.getCommandLine().getCommandName() + " --help");
      return USAGE;
    });
    System.exit(line.execute(arguments));
  }
}
