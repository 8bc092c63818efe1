package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The reports' command on a company small enough for a test: real clock, real database. */
class ReportsCommandTest {
  /** Two hundred presses a day on 25 days, so that a month is not all there is. */
  private static final int PUNCHES = 5_000;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  @TempDir
  private Path folder;

  @Test
  void the_filled_books_are_right_and_every_report_is_measured() throws Exception {
    var answers = new ByteArrayOutputStream();
    var progress = new ByteArrayOutputStream();
    var report =
        new Report(new PrintStream(answers, true, UTF_8), new PrintStream(progress, true, UTF_8));
    var command =
        new CommandLine(new ReportsCommand(report, Main.CLOCK, ReportsCommandTest::clock));
    var status =
        command.execute(
            "--millions=0.005",
            "--workers=50",
            "--runs=1",
            "--senders=5",
            "--requests=2",
            "--keep=" + folder);
    assertThat(status).as(progress.toString(UTF_8)).isZero();
    var json = answers.toString(UTF_8);
    assertThat(JsonText.all(json, "punches")).containsExactly(Integer.toString(PUNCHES));
    assertThat(JsonText.all(json, "report")).hasSize(9);
    assertThat(JsonText.all(json, "wantedMillis")).contains("100.0", "20.0", "200.0", "15000.0");
    // The load's own punches beside those that were filled in; the chain goes over both.
    try (var postgres = new OwnPostgres(folder);
        var connection = postgres.asSuperuser()) {
      var books = new Books(connection);
      assertThat(books.faults()).isEmpty();
      var load = 5 * 2 * (5 + 3);
      assertThat(books.sums().punchRows()).isEqualTo(PUNCHES + load);
    }
  }

  /** The server on this test's class path: a launcher would build it first. */
  private static List<String> clock() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        "ponto.server.Main");
  }
}
