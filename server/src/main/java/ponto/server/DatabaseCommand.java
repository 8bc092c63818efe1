package ponto.server;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints where the reports can be read, as one URI that psql takes as it is. */
@Command(
    name = "database",
    description = "Print the address of the read-only reporting database, for psql.",
    mixinStandardHelpOptions = true)
final class DatabaseCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      defaultValue = "data",
      description = "The data folder of the clock (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data");

  @Override
  public Integer call() {
    var uri = DataDirectory.read(data, "database-uri");
    if (uri.isEmpty()) {
      throw new Refusal(
          "there is no database in "
              + data.toAbsolutePath().normalize()
              + " yet: start the clock with this --data first");
    }
    System.out.println(uri.get());
    return 0;
  }
}
