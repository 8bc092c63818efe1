package ponto.punch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import ponto.punch.Evidence.ClockSample;
import ponto.punch.Evidence.Place;
import ponto.punch.Reading.Illegible;
import ponto.punch.Reading.Legible;
import ponto.punch.Shape.Malformed;
import ponto.punch.Shape.WellFormed;

class LetterReaderTest {
  private static final UUID ID = UUID.fromString("0199a6f3-5b1c-7d2e-8f00-0123456789ab");

  @Test
  void a_minimal_punch_is_read() {
    assertThat(LetterReader.read(Samples.letter(Samples.MINIMAL)))
        .containsExactly(
            new Legible(
                0,
                new Punch(
                    ID,
                    Instant.parse("2026-11-22T11:01:37.123Z"),
                    -180,
                    ZoneId.of("America/Sao_Paulo"),
                    Collector.BROWSER,
                    false,
                    new Named.Nobody(),
                    Evidence.NONE),
                Samples.MINIMAL));
  }

  @Test
  void every_field_of_a_full_punch_is_read() {
    var punch = punch(Samples.letter(Samples.FULL));
    assertThat(punch.id()).isEqualTo(ID);
    assertThat(punch.at()).isEqualTo(Instant.parse("2026-11-22T11:01:37.123Z"));
    assertThat(punch.collector()).isEqualTo(Collector.KIOSK);
    assertThat(punch.offline()).isTrue();
    assertThat(punch.named()).isEqualTo(new Named.Several());
    assertThat(punch.evidence())
        .isEqualTo(
            new Evidence(
                new Place(-23.55, -46.63, 12.5),
                new ClockSample(-1200, 60000.5, 60000.0),
                "tablet-1",
                "1.0.0"));
  }

  @Test
  void a_person_is_named_by_one_number_by_several_or_not_at_all() {
    assertThat(punch(Samples.with("worker", "\"52998224725\"")).named())
        .isEqualTo(new Named.One(Named.Kind.WORKER, "52998224725"));
    assertThat(punch(Samples.with("badge", "\" B\\u0031 \"")).named())
        .isEqualTo(new Named.One(Named.Kind.BADGE, " B1 "));
    assertThat(punch(Samples.with("registration", "\"1\"")).named())
        .isEqualTo(new Named.One(Named.Kind.REGISTRATION, "1"));
    var two = Samples.item(Map.of("registration", "\"1\"", "badge", "\"1\""));
    assertThat(punch(Samples.letter(two)).named()).isEqualTo(new Named.Several());
  }

  @Test
  void evidence_may_be_empty_or_partial() {
    assertThat(punch(Samples.with("evidence", "{}")).evidence()).isEqualTo(Evidence.NONE);
    assertThat(punch(Samples.with("evidence", "{\"clock\":{\"offsetMillis\":1e3}}")).evidence())
        .isEqualTo(new Evidence(null, new ClockSample(1000, null, null), null, null));
  }

  @Test
  void the_device_s_offset_may_differ_from_its_zone_s() {
    assertThat(punch(Samples.letter(Samples.MINIMAL)).offsetDiffers()).isFalse();
    var punch = punch(Samples.with("at", "\"2026-11-22T12:01:37.123+01:00\""));
    assertThat(punch.at()).isEqualTo(Instant.parse("2026-11-22T11:01:37.123Z"));
    assertThat(punch.offsetDiffers()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          at     | 2026-02-30T08:00:00Z               | INVALID_INSTANT
          at     | 2026-11-22T24:00:00Z               | INVALID_INSTANT
          at     | 2026-11-22T23:59:60Z               | INVALID_INSTANT
          at     | 2026-13-01T08:00:00Z               | INVALID_INSTANT
          at     | 2026-11-22T08:00:00+19:00          | INVALID_INSTANT
          at     | 1970-01-01T00:00:00Z               | INSTANT_OUT_OF_RANGE
          at     | 1999-12-31T23:59:59.999999999Z     | INSTANT_OUT_OF_RANGE
          at     | 2100-01-01T00:00:00Z               | INSTANT_OUT_OF_RANGE
          at     | 2100-01-01T02:00:00+01:00          | INSTANT_OUT_OF_RANGE
          zone   | America/Atlantis                   | UNKNOWN_ZONE
          zone   | america/sao_paulo                  | UNKNOWN_ZONE
          zone   | -03                                | UNKNOWN_ZONE
          """)
  void what_has_the_shape_but_cannot_be_right_is_named_and_spares_its_neighbours(
      String field, String value, Reason reason) {
    var wrong = Samples.item(Map.of(field, "\"" + value + "\""));
    var readings = LetterReader.read(Samples.letter(Samples.MINIMAL, wrong, Samples.MINIMAL));
    assertThat(readings).hasSize(3);
    assertThat(readings.get(0)).isInstanceOf(Legible.class);
    assertThat(readings.get(1)).isEqualTo(Illegible.of(1, ID, wrong, reason));
    assertThat(readings.get(2)).isInstanceOf(Legible.class);
  }

  @Test
  void the_edges_of_what_can_be_are_read() {
    for (var at :
        List.of("2000-01-01T00:00:00Z", "2099-12-31T23:59:59.999Z", "2100-01-01T00:30:00+01:00")) {
      assertThat(LetterReader.read(Samples.with("at", "\"" + at + "\"")).getFirst())
          .isInstanceOf(Legible.class);
    }
    var leap = punch(Samples.with("at", "\"2028-02-29T00:00:00.0009-00:00\""));
    assertThat(leap.at()).isEqualTo(Instant.parse("2028-02-29T00:00:00Z"));
  }

  @Test
  void a_key_that_stands_twice_at_any_depth_costs_its_own_punch_only() {
    for (var twice :
        List.of(
            Samples.FULL.replace("\"zone\"", "\"zone\":\"UTC\",\"zone\""),
            Samples.FULL.replace("\"zone\"", "\"zon\\u0065\":{},\"zone\""),
            Samples.FULL.replace("\"latitude\"", "\"latitude\":1,\"latitude\""),
            Samples.FULL.replace("\"evidence\"", "\"evidence\":[{\"x\":{}}],\"evidence\""),
            Samples.FULL.replace("\"clock\"", "\"clock\":{\"x\":{\"x\":1}},\"clock\""))) {
      assertThat(LetterReader.read(Samples.letter(twice, Samples.MINIMAL)))
          .containsExactly(
              Illegible.of(0, ID, twice, Reason.DUPLICATE_KEY),
              LetterReader.read(Samples.letter("{}", Samples.MINIMAL).replace("{},", "")).stream()
                  .map(first -> new Legible(1, ((Legible) first).punch(), first.raw()))
                  .findFirst()
                  .orElseThrow());
    }
  }

  @Test
  void an_id_that_stands_twice_is_no_id() {
    for (var first : List.of("7", "\"f81d4fae-7dec-41d0-a765-00a0c91e6bf6\"", "\"" + ID + "\"")) {
      var twice = Samples.MINIMAL.replace("\"id\"", "\"id\":" + first + ",\"id\"");
      assertThat(LetterReader.read(Samples.letter(twice)))
          .containsExactly(Illegible.of(0, null, twice, Reason.DUPLICATE_KEY));
    }
  }

  @Test
  void a_key_that_stands_twice_at_the_top_costs_the_letter() {
    for (var first : List.of("1", "[]", "[1,{}]", "[" + Samples.MINIMAL + "]", "{\"a\":[]}")) {
      var body = "{\"punches\":" + first + ",\"punches\":[" + Samples.MINIMAL + "]}";
      assertThat(LetterReader.read(body))
          .containsExactly(Illegible.of(Reading.WHOLE_LETTER, null, body, Reason.DUPLICATE_KEY));
    }
  }

  @ParameterizedTest
  @MethodSource("ponto.punch.Samples#refused")
  void a_body_without_the_shape_is_set_aside_whole(String body) {
    assertThat(LetterReader.read(body))
        .singleElement()
        .isInstanceOfSatisfying(
            Illegible.class,
            illegible -> {
              assertThat(illegible.index()).isEqualTo(Reading.WHOLE_LETTER);
              assertThat(illegible.raw()).isEqualTo(body);
              assertThat(illegible.reason()).isEqualTo(Reason.MALFORMED);
              assertThat(illegible.detail()).isNotEmpty();
            });
  }

  @Test
  void the_detail_says_where_and_what() {
    var letter = Samples.letter(Samples.MINIMAL, Samples.MINIMAL.replace("browser", "tv"));
    assertThat(((Illegible) LetterReader.read(letter).getFirst()).detail())
        .isEqualTo("/punches/1/collector must be one of app, browser, desktop, kiosk, api.");
  }

  @Test
  void raw_is_the_exact_source_text() {
    var odd =
        """
        { "id" :\t"0199a6f3-5b1c-7d2e-8f00-0123456789ab",
          "\\u0061t": "2026-11-22T08:01:37-03:00", "zone":"Etc\\/GMT+3",
          "badge": "}]\\"{[,", "collector":"api", "evidence": {"place" : { "latitude": -0.5e+1,
          "longitude" :1 } , "device":"é" } }\
        """
            .replace("é", "\\u0065");
    var readings =
        LetterReader.read("\n{ \"punches\" : [ " + odd + "\r\n,\t" + Samples.FULL + "] } ");
    assertThat(readings).extracting(Reading::raw).containsExactly(odd, Samples.FULL);
    assertThat(readings.getFirst()).isInstanceOf(Legible.class);
  }

  @Test
  void a_full_letter_is_read_in_order() {
    var items =
        IntStream.range(0, ShapeReader.PUNCHES_MAX)
            .mapToObj(i -> Samples.item(Map.of("registration", "\"" + i + "\"")))
            .toArray(String[]::new);
    var readings = LetterReader.read(Samples.letter(items));
    assertThat(readings).hasSize(ShapeReader.PUNCHES_MAX);
    for (var i = 0; i < items.length; i++) {
      assertThat(readings.get(i)).isInstanceOf(Legible.class);
      assertThat(readings.get(i).index()).isEqualTo(i);
      assertThat(readings.get(i).raw()).isEqualTo(items[i]);
    }
  }

  @Test
  @Timeout(10)
  void a_long_name_over_many_members_costs_no_more_than_its_length() {
    var name = "n".repeat(400_000);
    var members = "\"a\":1,".repeat(80_000);
    var hidden = "\"evidence\":{\"" + name + "\":{" + members + "\"b\":1}},\"evidence\"";
    var item = Samples.FULL.replace("\"evidence\"", hidden);
    assertThat(LetterReader.read(Samples.letter(item, Samples.MINIMAL)))
        .extracting(Reading::index)
        .containsExactly(0, 1);
  }

  @RepeatedTest(20) // The repetition is the seed.
  void no_body_makes_it_throw_and_every_item_is_answered(RepetitionInfo run) {
    var bodies = new Bodies(1_000 + run.getCurrentRepetition());
    for (var i = 0; i < 400; i++) {
      check(bodies.wellFormed());
      check(bodies.bent());
      check(bodies.broken());
    }
  }

  @RepeatedTest(10) // The repetition is the seed.
  void no_bytes_make_it_throw(RepetitionInfo run) {
    var random = new SplittableRandom(run.getCurrentRepetition());
    for (var i = 0; i < 2_000; i++) {
      var bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      StrictUtf8.decode(bytes).ifPresent(LetterReaderTest::check);
    }
  }

  private static void check(String body) {
    var readings = LetterReader.read(body);
    switch (ShapeReader.check(body)) {
      case Malformed _ -> assertWholeLetter(body, readings);
      case WellFormed(var count) -> {
        if (readings.getFirst().index() == Reading.WHOLE_LETTER) {
          assertWholeLetter(body, readings);
        } else {
          assertThat(readings).hasSize(count);
          for (var i = 0; i < count; i += 1 + i / 3) { // Of a long letter a few will do.
            assertAlone(i, readings.get(i));
          }
        }
      }
    }
  }

  private static void assertWholeLetter(String body, List<Reading> readings) {
    assertThat(readings).hasSize(1);
    assertThat(readings.getFirst()).isInstanceOf(Illegible.class);
    assertThat(readings.getFirst().index()).isEqualTo(Reading.WHOLE_LETTER);
    assertThat(readings.getFirst().raw()).isEqualTo(body);
  }

  /** Its raw text alone in a letter reads the same; so the text was cut rightly. */
  private static void assertAlone(int index, Reading reading) {
    assertThat(reading.index()).isEqualTo(index);
    var alone = LetterReader.read(Samples.letter(reading.raw()));
    switch (reading) {
      case Legible(_, var punch, var raw) ->
          assertThat(alone).containsExactly(new Legible(0, punch, raw));
      case Illegible(_, var id, var raw, var reason, var detail) ->
          assertThat(alone).containsExactly(new Illegible(0, id, raw, reason, detail));
    }
  }

  private static Punch punch(String body) {
    return ((Legible) LetterReader.read(body).getFirst()).punch();
  }
}
