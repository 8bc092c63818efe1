package ponto.punch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import ponto.punch.Reading.Legible;

class ContentTest {
  private static final Content CONTENT =
      new Content(
          UUID.fromString("0199a6f3-5b1c-7d2e-8f00-0123456789ab"),
          new Named.One(Named.Kind.WORKER, "52998224725"),
          Instant.parse("2026-11-22T11:01:37.123Z"),
          -180,
          ZoneId.of("America/Sao_Paulo"),
          Collector.BROWSER);

  @Test
  void the_hashes_are_fixed_for_ever() {
    assertThat(CONTENT.hash())
        .isEqualTo("41aed9d6e397560f3972a70ef2e6ae5ace590cb237abcbfcb278ac99696b9172");
    assertThat(
            new Content(
                    CONTENT.id(),
                    new Named.One(Named.Kind.BADGE, "B 1"),
                    CONTENT.at(),
                    -180,
                    CONTENT.zone(),
                    Collector.KIOSK)
                .hash())
        .isEqualTo("78607c8e2a59216f480b884f450f1887dd31032f91f6f90a234ff35bbc4ae575");
    assertThat(
            new Content(
                    UUID.fromString("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"),
                    new Named.One(Named.Kind.REGISTRATION, "000123"),
                    Punch.EARLIEST,
                    0,
                    ZoneId.of("UTC"),
                    Collector.API)
                .hash())
        .isEqualTo("ef21c693adaf52bc1002d29fabc9910633ecb44d1a35611aca7fe4d2acfbc7d2");
  }

  @Test
  void the_canonical_form_is_eight_lines() {
    assertThat(CONTENT.canonical())
        .isEqualTo(
            """
            ponto-content-1
            0199a6f3-5b1c-7d2e-8f00-0123456789ab
            worker
            52998224725
            1795345297123
            -180
            America/Sao_Paulo
            browser\
            """);
  }

  @Test
  void how_a_punch_is_written_changes_nothing() {
    assertThat(hash(Samples.letter(Samples.MINIMAL)))
        .isEqualTo(CONTENT.hash())
        .isEqualTo(hash(Samples.with("id", "\"0199A6F3-5B1C-7D2E-8F00-0123456789AB\"")))
        .isEqualTo(hash(Samples.with("at", "\"2026-11-22T08:01:37.123999-03:00\"")))
        .isEqualTo(hash(Samples.with("offline", "true")))
        .isEqualTo(hash(Samples.with("evidence", "{\"app\":\"2\"}")));
  }

  @Test
  void another_instant_offset_zone_collector_or_person_is_another_content() {
    assertThat(CONTENT.hash())
        .isNotEqualTo(hash(Samples.with("at", "\"2026-11-22T08:01:37.124-03:00\"")))
        .isNotEqualTo(hash(Samples.with("at", "\"2026-11-22T11:01:37.123Z\"")))
        .isNotEqualTo(hash(Samples.with("zone", "\"America/Bahia\"")))
        .isNotEqualTo(hash(Samples.with("collector", "\"app\"")))
        .isNotEqualTo(hash(Samples.with("id", "\"0199a6f3-5b1c-7d2e-8f00-0123456789ac\"")));
    var badge = new Named.One(Named.Kind.BADGE, "52998224725");
    assertThat(Content.of(punch(Samples.letter(Samples.MINIMAL)), badge).hash())
        .isNotEqualTo(CONTENT.hash());
  }

  @Test
  void a_person_that_could_blur_the_lines_cannot_be_named() {
    assertThatThrownBy(() -> new Named.One(Named.Kind.BADGE, "1\n-180"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Named.One(Named.Kind.WORKER, "529982247251"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String hash(String body) {
    return Content.of(punch(body), CONTENT.person()).hash();
  }

  private static Punch punch(String body) {
    return ((Legible) LetterReader.read(body).getFirst()).punch();
  }
}
