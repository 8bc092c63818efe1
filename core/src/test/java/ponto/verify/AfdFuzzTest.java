package ponto.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Whatever comes: an answer, in little time, and never an exception. */
class AfdFuzzTest {
  private static final int RUNS = 4_000;

  /** Seeds of the files that are spoilt: each kind of clock, each norm. */
  private static List<byte[]> seeds() throws IOException {
    try (var in = AfdFuzzTest.class.getResourceAsStream("/afd/" + Heard.NAME)) {
      var golden = Objects.requireNonNull(in).readAllBytes();
      return List.of(
          golden,
          new String(golden, ISO_8859_1).getBytes(UTF_8),
          new AfdText('C').header("003").employer().clockPunch(3).adjustment(4).trailer().bytes(),
          AfdText.join(OldAfd.lines(false)),
          AfdText.join(OldAfd.lines(true)));
    }
  }

  private static void read(IntFunction<byte[]> made) throws IOException {
    for (var run = 0; run < RUNS; run++) {
      var bytes = made.apply(run);
      var name = run % 2 == 0 ? Heard.NAME : "x.txt";
      var told = new long[1];
      var verdict =
          AfdVerifier.read(
              new ByteArrayInputStream(bytes),
              name,
              finding -> {
                told[0]++;
                assertThat(finding.said()).isNotBlank();
              });
      assertThat(verdict.findings()).as("run %s", run).isEqualTo(told[0]);
    }
  }

  @Test
  void files_with_many_changed_bytes() throws IOException {
    var seeds = seeds();
    read(run -> {
      var random = new SplittableRandom(run);
      var bytes = seeds.get(run % seeds.size()).clone();
      for (var change = random.nextInt(1, 40); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      return bytes;
    });
  }

  @Test
  void files_cut_and_pieced_together() throws IOException {
    var seeds = seeds();
    read(run -> {
      var random = new SplittableRandom(run);
      var head = seeds.get(random.nextInt(seeds.size()));
      var tail = seeds.get(random.nextInt(seeds.size()));
      var cut = random.nextInt(head.length + 1);
      var from = random.nextInt(tail.length + 1);
      var bytes = Arrays.copyOf(head, cut + tail.length - from);
      System.arraycopy(tail, from, bytes, cut, tail.length - from);
      return bytes;
    });
  }

  @Test
  void files_whose_lines_are_in_any_order() throws IOException {
    var seeds = seeds();
    read(run -> {
      var random = new SplittableRandom(run);
      var lines = new String(seeds.get(run % seeds.size()), ISO_8859_1).split("(?<=\n)");
      for (var at = lines.length - 1; at > 0; at--) {
        var other = random.nextInt(at + 1);
        var kept = lines[at];
        lines[at] = lines[other];
        lines[other] = kept;
      }
      return String.join("", lines).getBytes(ISO_8859_1);
    });
  }

  @Test
  void bytes_without_any_sense() throws IOException {
    read(run -> {
      var random = new SplittableRandom(run);
      var bytes = new byte[random.nextInt(2_000)];
      random.nextBytes(bytes);
      if (run % 3 == 0) {
        // Digits, letters and line ends only: these come further in.
        for (var at = 0; at < bytes.length; at++) {
          bytes[at] = (byte) "0123456789\r\n ATZ-+:".charAt((bytes[at] & 0xff) % 19);
        }
      }
      return bytes;
    });
  }

  @Test
  void a_line_without_an_end_and_a_stream_that_comes_byte_by_byte() throws IOException {
    assertThat(Heard.of(new byte[40_000_000]).places()).contains("1:0:line-end");
    for (var seed : seeds()) {
      var whole = Heard.of(seed, "x.txt");
      var drops =
          new InputStream() {
            private int at;

            @Override
            public int read() {
              return at < seed.length ? seed[at++] & 0xff : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
              var value = read();
              if (value < 0) {
                return -1;
              }
              into[offset] = (byte) value;
              return 1;
            }
          };
      var findings = new ArrayList<Finding>();
      assertThat(AfdVerifier.read(drops, "x.txt", findings::add)).isEqualTo(whole.verdict());
      assertThat(findings).isEqualTo(whole.findings());
    }
  }
}
