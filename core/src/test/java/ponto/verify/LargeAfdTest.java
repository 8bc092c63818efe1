package ponto.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeAfdTest {
  /** 55 MB: nothing of it but the line at hand fits into the memory below. */
  private static final int PUNCHES = 400_000;

  private static final String HEAP = "-Xmx16m";

  @TempDir Path folder;

  @Test
  void a_file_far_larger_than_the_memory_is_read_without_a_finding() throws Exception {
    var file = folder.resolve("large.txt");
    LargeAfd.write(file, PUNCHES);
    var reader =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LargeAfd.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    try {
      var said = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(reader.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(said).startsWith((PUNCHES + 1) + " records, 0 findings");
    } finally {
      reader.destroyForcibly();
    }
  }
}
