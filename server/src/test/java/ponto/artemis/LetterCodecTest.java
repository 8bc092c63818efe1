package ponto.artemis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.artemis.LetterCodec.Opened;
import ponto.inbox.Letter;

/** A letter's bytes say all of it, and bytes that are no letter say so. */
class LetterCodecTest {
  private static final Instant AT = Instant.parse("2026-11-22T11:01:37.123Z");
  private static final Letter LETTER =
      new Letter(
          "receipt-ç",
          new Principal("sub", 7, Role.COLLECTOR, "12345678901", true),
          AT,
          "2026-11-22T08:01:37Z",
          "2001:db8::1",
          new Letter.Binding(9, "98765432100"),
          "{\"ã\":\"漢🕗\"}");

  @Test
  void a_letter_is_read_as_it_was_written() {
    assertThat(LetterCodec.decode(LetterCodec.encode(LETTER)))
        .isEqualTo(new Opened.Legible(LETTER));
  }

  @Test
  void a_letter_of_a_version_unknown_here_is_still_named() {
    var bytes = LetterCodec.encode(LETTER);
    bytes[0] = 2;
    assertThat(LetterCodec.decode(bytes))
        .isEqualTo(new Opened.Illegible("receipt-ç", AT, "letter version 2"));
  }

  @Test
  void a_letter_cut_short_before_its_body_is_illegible() {
    var bytes = LetterCodec.encode(LETTER);
    var bodyLength = 18;
    for (var length = 0; length < bytes.length - bodyLength; length++) {
      assertThat(LetterCodec.decode(Arrays.copyOf(bytes, length)))
          .as("cut to %d of %d bytes", length, bytes.length)
          .isInstanceOf(Opened.Illegible.class);
    }
  }

  @RepeatedTest(200) // The repetition is the seed.
  void damaged_bytes_never_throw(RepetitionInfo run) {
    var random = new SplittableRandom(run.getCurrentRepetition());
    var bytes = LetterCodec.encode(LETTER);
    for (var i = 0; i < 3; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    assertThat(LetterCodec.decode(bytes)).isNotNull();
  }
}
