package ponto.lambda.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Letter;
import ponto.ledger.Tally;

/** The line that CloudWatch reads. */
class FiguresTest {
  private static final Instant NOW = Instant.parse("2026-01-15T11:00:00Z");

  private static Letter letter(long millisBefore) {
    var sender = new Principal("s", 1, Role.WORKER, null, false);
    return new Letter("r", sender, NOW.minusMillis(millisBefore), null, "a", null, "");
  }

  private static String printed(Figures figures) {
    var bytes = new ByteArrayOutputStream();
    figures.print(new PrintStream(bytes, true, UTF_8), "demo", NOW, 7);
    return bytes.toString(UTF_8);
  }

  @Test
  void every_figure_has_its_name_and_is_declared() {
    var figures = new Figures();
    figures.add(new Tally(List.of(letter(12), letter(30)), 3, 4, 5, 2, 6, 0, NOW));
    figures.addFailed(1);
    assertThat(printed(figures))
        .isEqualTo(
            "{\"_aws\":{\"Timestamp\":1768474800000,\"CloudWatchMetrics\":[{\"Namespace\":\"Ponto\","
                + "\"Dimensions\":[[\"Stage\"]],\"Metrics\":["
                + "{\"Name\":\"LettersRecorded\",\"Unit\":\"Count\"},"
                + "{\"Name\":\"LettersRedelivered\",\"Unit\":\"Count\"},"
                + "{\"Name\":\"LettersFailed\",\"Unit\":\"Count\"},"
                + "{\"Name\":\"PunchesRecorded\",\"Unit\":\"Count\"},"
                + "{\"Name\":\"PunchesRepeated\",\"Unit\":\"Count\"},"
                + "{\"Name\":\"PunchesSetAside\",\"Unit\":\"Count\"},"
                + "{\"Name\":\"Conflicts\",\"Unit\":\"Count\"},"
                + "{\"Name\":\"InvocationTime\",\"Unit\":\"Milliseconds\"},"
                + "{\"Name\":\"RecordingLag\",\"Unit\":\"Milliseconds\"}]}]},\"Stage\":\"demo\","
                + "\"LettersRecorded\":2,\"LettersRedelivered\":6,\"LettersFailed\":1,"
                + "\"PunchesRecorded\":3,\"PunchesRepeated\":4,\"PunchesSetAside\":5,\"Conflicts\":2,"
                + "\"InvocationTime\":7,\"RecordingLag\":[12,30]}\n");
  }

  @Test
  void of_many_lags_a_hundred_are_told_and_the_longest_is_among_them() {
    var figures = new Figures();
    var letters = IntStream.rangeClosed(1, 1_000).mapToObj(FiguresTest::letter).toList();
    figures.add(new Tally(letters, 1_000, 0, 0, 0, 0, 0, NOW));
    var line = printed(figures);
    var lags = line.substring(line.indexOf('[', line.indexOf("\"RecordingLag\":"))).split(",", -1);
    assertThat(lags).hasSize(100);
    assertThat(lags[0]).isEqualTo("[10");
    assertThat(lags[99]).startsWith("1000]");
  }
}
