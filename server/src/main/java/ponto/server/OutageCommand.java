package ponto.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import ponto.duty.Lease;
import ponto.postgres.Database;

/**
 * Tells the ledgers that punches cannot be taken, and that they can be again: where no process
 * stays that would tell it by its start and its end, as in the cloud.
 */
@Command(
    name = "outage",
    description = "Tell the ledgers that the service is unavailable, and available again.",
    mixinStandardHelpOptions = true,
    subcommands = {OutageCommand.Begin.class, OutageCommand.End.class})
final class OutageCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new Refusal("say which: outage begin or end");
  }

  /** Writes event 08. */
  @Command(
      name = "begin",
      description = "Write event 08 into each ledger that says the contrary; print how many.",
      mixinStandardHelpOptions = true)
  static final class Begin implements Callable<Integer> {
    @Mixin private Ledgers ledgers = new Ledgers();

    @Override
    public Integer call() {
      return ledgers.tell(Lease::beginOutage);
    }
  }

  /** Writes event 07. */
  @Command(
      name = "end",
      description = "Write event 07 into each ledger that says the contrary; print how many.",
      mixinStandardHelpOptions = true)
  static final class End implements Callable<Integer> {
    @Mixin private Ledgers ledgers = new Ledgers();

    @Override
    public Integer call() {
      return ledgers.tell(Lease::endOutage);
    }
  }

  /** What the ledgers are told. */
  @FunctionalInterface
  private interface Telling {
    int with(Lease lease, Connection connection) throws SQLException;
  }

  /** The ledgers of one database. */
  private static final class Ledgers {
    @Option(
        names = "--database",
        required = true,
        description = "The clock's JDBC URL, user and password in it.")
    private @Nullable String database;

    int tell(Telling telling) {
      JsonLog.install(LogLevels.read("warning"));
      if (database == null || !database.startsWith("jdbc:postgresql://")) {
        throw new Refusal("--database is not a JDBC URL that begins with jdbc:postgresql://");
      }
      try (var connection = new Database(database, "", "").connectAs("ponto_duty")) {
        System.out.println("told: " + telling.with(new Lease(Main.CLOCK), connection));
        return 0;
      } catch (SQLException e) {
        throw new Refusal("no ledger was told: " + e.getMessage());
      }
    }
  }
}
