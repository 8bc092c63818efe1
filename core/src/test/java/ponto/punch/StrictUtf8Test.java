package ponto.punch;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictUtf8Test {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "São João", "😀", "a\uFFFDb", "\u0001", "a\uFEFF", "\uD7FF\uE000"})
  void utf_8_is_decoded(String text) {
    assertThat(StrictUtf8.decode(text.getBytes(UTF_8))).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EFBBBF7B7D", // a byte order mark
        "C080", // an overlong zero
        "E0809F", // overlong
        "F08080AF", // overlong
        "EDA080", // half of a surrogate pair
        "EDA080EDB080", // a surrogate pair, each half encoded
        "F4908080", // beyond Unicode
        "FF7B", // no UTF-8 at all
        "C3", // cut off
        "7BE282", // cut off
        "80", // a continuation of nothing
        "EFBFBDC3", // a replacement that was sent, then something cut off
        "7B007D00", // UTF-16
        "FEFF007B007D", // UTF-16 with its mark
        "FFFE7B007D00", // the other way round
        "0000007B", // UTF-32
        "0000FEFF0000007B" // UTF-32 with its mark
      })
  void anything_else_is_refused(String hex) {
    assertThat(StrictUtf8.decode(HexFormat.of().parseHex(hex))).isEmpty();
  }

  @Test
  void a_letter_in_another_encoding_is_refused() {
    var letter = Samples.letter(Samples.FULL);
    for (var charset :
        new Charset[] {
          UTF_16BE, UTF_16LE, Charset.forName("UTF-32BE"), Charset.forName("UTF-32LE")
        }) {
      assertThat(StrictUtf8.decode(letter.getBytes(charset))).isEmpty();
    }
  }

  @Test
  void a_buffer_is_read_from_where_it_stands_and_left_there() {
    var buffer = ByteBuffer.wrap("xx{}yy".getBytes(UTF_8), 2, 2).slice().asReadOnlyBuffer();
    assertThat(StrictUtf8.decode(buffer)).contains("{}");
    assertThat(buffer.remaining()).isEqualTo(2);
  }

  @RepeatedTest(10) // The repetition is the seed.
  void what_is_decoded_encodes_to_the_same_bytes(RepetitionInfo run) {
    var random = new SplittableRandom(run.getCurrentRepetition());
    for (var i = 0; i < 5_000; i++) {
      var bytes = new byte[random.nextInt(1, 8)];
      random.nextBytes(bytes);
      bytes[0] = random.nextBoolean() ? (byte) 0xEF : bytes[0];
      StrictUtf8.decode(bytes).ifPresent(text -> assertThat(text.getBytes(UTF_8)).isEqualTo(bytes));
    }
  }
}
