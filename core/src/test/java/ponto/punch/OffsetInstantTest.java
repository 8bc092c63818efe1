package ponto.punch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class OffsetInstantTest {
  private static final Pattern FORM =
      Pattern.compile(
          Contract.document()
              .at("/components/schemas/Punch/properties/at/pattern")
              .asString()
              .replace("$", "\\z"));

  @Test
  void an_instant_is_cut_to_milliseconds_and_keeps_its_offset() {
    assertThat(OffsetInstant.parse("2026-11-22T08:01:37.1239-03:30"))
        .contains(new OffsetInstant(Instant.parse("2026-11-22T11:31:37.123Z"), -210));
    assertThat(OffsetInstant.parse("1969-12-31T23:59:59.9999Z"))
        .contains(new OffsetInstant(Instant.ofEpochMilli(-1), 0));
    assertThat(OffsetInstant.parse("2026-11-22T08:01:37.1-00:00"))
        .contains(new OffsetInstant(Instant.parse("2026-11-22T08:01:37.100Z"), 0));
  }

  @RepeatedTest(10) // The repetition is the seed.
  void it_says_the_same_as_the_contract_and_the_jdk(RepetitionInfo run) {
    var random = new SplittableRandom(run.getCurrentRepetition());
    for (var i = 0; i < 5_000; i++) {
      var text = random.nextInt(4) == 0 ? bent(random) : text(random);
      assertThat(OffsetInstant.hasForm(text)).as(text).isEqualTo(FORM.matcher(text).matches());
      var instant = OffsetInstant.hasForm(text) ? jdk(text) : Optional.<OffsetInstant>empty();
      assertThat(OffsetInstant.parse(text)).as(text).isEqualTo(instant);
    }
  }

  @Test
  void an_offset_that_no_zone_has_is_none() {
    assertThatThrownBy(() -> new OffsetInstant(Instant.EPOCH, 1081))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Optional<OffsetInstant> jdk(String text) {
    try {
      var time = OffsetDateTime.parse(text);
      return text.substring(11, 13).equals("24") // The JDK takes 24:00 for the next midnight.
          ? Optional.empty()
          : Optional.of(
              new OffsetInstant(
                  time.toInstant().truncatedTo(ChronoUnit.MILLIS),
                  time.getOffset().getTotalSeconds() / 60));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String text(SplittableRandom random) {
    return "%04d-%02d-%02dT%02d:%02d:%02d%s%s"
        .formatted(
            random.nextInt(10_000),
            random.nextInt(14),
            random.nextInt(33),
            random.nextInt(26),
            random.nextInt(62),
            random.nextInt(62),
            random.nextBoolean() ? "" : "." + random.nextInt(1, 1 << random.nextInt(1, 30)),
            random.nextBoolean()
                ? "Z"
                : "%s%02d:%02d"
                    .formatted(
                        random.nextBoolean() ? "+" : "-", random.nextInt(20), random.nextInt(62)));
  }

  private static String bent(SplittableRandom random) {
    var text = new StringBuilder(text(random));
    var at = random.nextInt(text.length());
    switch (random.nextInt(3)) {
      case 0 -> text.deleteCharAt(at);
      case 1 -> text.insert(at, "0Z.:-+T \n".charAt(random.nextInt(9)));
      default -> text.setLength(at);
    }
    return text.toString();
  }
}
