package ponto.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a file of workers takes, the first and the second time. */
@Command(
    name = "import",
    header = "Import a file of workers, twice.",
    description =
        "Runs ./ponto workers import on a file as hr would, dry run and all, and then once more: the second "
            + "time nothing may change. Seconds are of the whole command, the start of its JVM included.",
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  /** Far above the demo's own people. */
  private static final int FIRST_NUMBER = 100_000_000;

  private static final long CHECK_MODULUS = 11;

  @Option(names = "--lines", defaultValue = "10000", description = "default: ${DEFAULT-VALUE}")
  private int lines;

  private final Report report;

  ImportCommand(Report report) {
    this.report = report;
  }

  @Override
  public Integer call() throws Exception {
    try (var site = new Site(Repository.own(), "import", report);
        var server = site.start(List.of(), Map.of())) {
      server.awaitReady();
      var file = write(site.folder().resolve("workers.csv"));
      try (var connection = site.connect()) {
        var before = People.of(connection);
        var first = run(site, file);
        var between = People.of(connection);
        var second = run(site, file);
        var after = People.of(connection);
        var right =
            between.workers() - before.workers() == lines
                && between.records() - before.records() == lines
                && after.equals(between);
        report.table(
            List.of(
                List.of(lines + " lines", "seconds"),
                List.of("first import", Report.figure(first)),
                List.of("second import", Report.figure(second))));
        report.result(json ->
            json.text("command", "import")
                .number("lines", lines)
                .number("firstSeconds", Report.round(first))
                .number("secondSeconds", Report.round(second))
                .number("workersAdded", between.workers() - before.workers())
                .number("recordsAdded", between.records() - before.records())
                .number("recordsAddedBySecond", after.records() - between.records())
                .flag("right", right));
        if (right) {
          site.finished();
        }
        return right ? 0 : 1;
      }
    }
  }

  private double run(Site site, Path file) throws IOException, InterruptedException {
    var begun = System.nanoTime();
    var builder =
        new ProcessBuilder(
                Repository.own().launcher().toString(),
                "workers",
                "import",
                file.toString(),
                "--login",
                "rh",
                "--data",
                site.data().toString())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(site.log().toFile()))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("PONTO_PASSWORD", "ponto-demo");
    var status = builder.start().waitFor();
    if (status != 0) {
      throw new IOException("./ponto workers import ended with " + status);
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  private Path write(Path file) throws IOException {
    var rows =
        IntStream.range(0, lines)
            .mapToObj(i ->
                "%s;Pessoa Fictícia da Conceição %d;IM%05d;IC%05d;;Padeiro;%s"
                    .formatted(cpf(FIRST_NUMBER + i), i, i, i, "05/01/2026"))
            .toList();
    Files.writeString(file, "cpf;nome;matrícula;crachá;pis;cargo;admissão\n");
    Files.write(file, rows, StandardOpenOption.APPEND);
    return file;
  }

  /** A CPF whose check digits fit; it only spells a number. */
  static String cpf(int number) {
    var stem = Integer.toString(number);
    var first = stem + digit(stem);
    return first + digit(first);
  }

  private static long digit(String digits) {
    var sum =
        IntStream.range(0, digits.length())
            .map(i -> (digits.charAt(i) - '0') * (digits.length() + 1 - i))
            .sum();
    var rest = sum % CHECK_MODULUS;
    return rest < 2 ? 0 : CHECK_MODULUS - rest;
  }

  /** What the database holds of people. */
  private record People(long workers, long records) {
    static People of(Connection connection) throws SQLException {
      try (var statement = connection.createStatement();
          var rows =
              statement.executeQuery(
                  """
                  SELECT (SELECT count(*) FROM worker) AS workers,
                         (SELECT count(*) FROM ledger WHERE type = 5) AS records
                  """)) {
        rows.next();
        return new People(rows.getLong("workers"), rows.getLong("records"));
      }
    }
  }
}
