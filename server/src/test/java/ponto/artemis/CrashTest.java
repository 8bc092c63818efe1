package ponto.artemis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the inbox has promised holds when its process is killed in the middle of everything. */
@Timeout(180)
class CrashTest {
  private static final int KILLS = 2;
  private static final int PROMISES_BEFORE_KILL = 3_000;
  private static final Duration GLANCE = Duration.ofSeconds(1);

  @TempDir Path directory = Path.of("");
  private final Map<String, Set<String>> said = new HashMap<>();

  /** Once with all letters in the journal, once with most of them in paging files. */
  @ParameterizedTest
  @ValueSource(longs = {64 << 20, 256 << 10})
  void no_letter_is_lost_or_doubled_by_kill_9(long memoryBytesMax) throws Exception {
    for (var round = 0; round < KILLS; round++) {
      runUntilKilled(memoryBytesMax, "round" + round);
    }
    var found = drain();
    assertThat(found).doesNotHaveDuplicates();
    assertThat(found).doesNotContainAnyElementsOf(said("forgot"));
    var promised = said("put");
    promised.removeAll(said("forgets"));
    assertThat(promised).isNotEmpty();
    assertThat(found).containsAll(promised);
  }

  private void runUntilKilled(long memoryBytesMax, String prefix) throws Exception {
    var classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            CrashingSender.class.getName(),
            directory.toString(),
            Long.toString(memoryBytesMax),
            prefix);
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("CLASSPATH", classPath);
    var process = builder.start();
    try {
      listen(process);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Kills it after some promises; those that are still on their way out count as well. */
  private void listen(Process process) throws IOException {
    var heard = 0;
    try (var output = process.inputReader(UTF_8)) {
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        var words = line.split(" ", -1);
        if (words.length == CrashingSender.WORDS) {
          said(words[0]).add(words[1]);
        }
        heard++;
        if (heard == PROMISES_BEFORE_KILL) {
          // Not by the process itself: that would close its output, too.
          process.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(heard).isGreaterThanOrEqualTo(PROMISES_BEFORE_KILL);
  }

  private Set<String> said(String word) {
    return said.computeIfAbsent(word, _ -> new HashSet<>());
  }

  private List<String> drain() throws InterruptedException {
    var receipts = new ArrayList<String>();
    var settings = ArtemisInbox.Settings.in(directory);
    try (var inbox = new ArtemisInbox(settings, () -> Instant.EPOCH);
        var taker = inbox.taker()) {
      while (true) {
        var letters = taker.take(1000, Long.MAX_VALUE, GLANCE, Duration.ZERO);
        if (letters.isEmpty()) {
          assertThat(inbox.depth()).isZero();
          return receipts;
        }
        letters.forEach(letter -> receipts.add(letter.receipt()));
        taker.forget();
      }
    }
  }
}
