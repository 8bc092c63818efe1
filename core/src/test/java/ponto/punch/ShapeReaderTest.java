package ponto.punch;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ponto.punch.Shape.Malformed;
import ponto.punch.Shape.WellFormed;

class ShapeReaderTest {
  private static final int BODIES_EACH = 400;
  private static final Schema SCHEMA = Contract.model("PunchBatch");

  @ParameterizedTest
  @MethodSource("ponto.punch.Samples#accepted")
  void what_the_contract_allows_is_well_formed(String body) {
    assertThat(schemaAccepts(body)).isTrue();
    assertThat(ShapeReader.check(body)).isInstanceOf(WellFormed.class);
  }

  @ParameterizedTest
  @MethodSource("ponto.punch.Samples#refused")
  void what_the_contract_forbids_is_malformed(String body) {
    assertThat(schemaAccepts(body)).isFalse();
    assertThat(ShapeReader.check(body)).isInstanceOf(Malformed.class);
  }

  @RepeatedTest(30) // The repetition is the seed.
  void the_reader_and_the_schema_agree_on_every_body(RepetitionInfo run) {
    var bodies = new Bodies(run.getCurrentRepetition());
    for (var i = 0; i < BODIES_EACH; i++) {
      assertThat(agreed(bodies.wellFormed())).isTrue();
      agreed(bodies.bent());
      agreed(bodies.broken());
    }
  }

  @Test
  void the_generator_reaches_both_verdicts_often() {
    var bodies = new Bodies(1);
    var accepted = 0;
    for (var i = 0; i < BODIES_EACH; i++) {
      accepted += ShapeReader.check(bodies.bent()) instanceof WellFormed ? 1 : 0;
    }
    assertThat(accepted).isBetween(BODIES_EACH / 20, BODIES_EACH * 19 / 20);
  }

  @Test
  void the_count_is_one_where_the_array_stands_twice_since_it_is_set_aside_whole() {
    var one = Samples.FULL;
    assertThat(ShapeReader.check("{\"punches\":[%s,%s,%s]}".formatted(one, one, one)))
        .isEqualTo(new WellFormed(3));
    assertThat(
            ShapeReader.check("{\"punches\":[%s,1],\"punches\":[%s,%s]}".formatted(one, one, one)))
        .isEqualTo(new WellFormed(1));
  }

  @Test
  void a_flaw_is_named_by_place_and_rule_and_never_repeats_the_value() {
    assertThat(ShapeReader.check(Samples.with("worker", "\"5299822472\"")))
        .isEqualTo(new Malformed("/punches/0/worker", "must be 11 digits"));
    assertThat(ShapeReader.check(Samples.with("evidence", "{\"place\":{\"latitude\":1}}")))
        .isEqualTo(new Malformed("/punches/0/evidence/place/longitude", "is missing"));
    assertThat(ShapeReader.check("{\"punches\":[],\"Maria\":1}"))
        .isEqualTo(new Malformed("", "must hold no field but punches"));
    assertThat(ShapeReader.check("{\"punches\":Maria}"))
        .isEqualTo(new Malformed("", "is not JSON, at character 11"));
  }

  @Test
  void a_body_longer_than_an_inbox_takes_is_malformed() {
    var letter = Samples.letter(Samples.MINIMAL);
    var space = " ".repeat(StrictJson.CHARS_MAX - letter.length());
    assertThat(ShapeReader.check(letter + space)).isEqualTo(new WellFormed(1));
    assertThat(ShapeReader.check(letter + space + " "))
        .isEqualTo(new Malformed("", "is longer than a letter can be"));
  }

  /** The verdict of both, which must be the same. */
  private static boolean agreed(String body) {
    var shape = ShapeReader.check(body);
    var accepted = shape instanceof WellFormed;
    try {
      assertThat(accepted).as("%s says %s", body, shape).isEqualTo(schemaAccepts(body));
    } catch (NumberFormatException e) {
      // No tree can hold an exponent beyond an int; the reader has to bear it all the same.
      assertThat(body).containsPattern("[eE][+-]?[0-9]{9}");
      return accepted;
    }
    if (shape instanceof WellFormed(var count)) {
      assertThat(Contract.tree(body).get("punches").size()).isEqualTo(count);
    }
    return accepted;
  }

  private static boolean schemaAccepts(String body) {
    return JsonGrammar.isOneValue(body, StrictJson.DEPTH_MAX)
        && SCHEMA.validate(Contract.tree(body)).isEmpty();
  }
}
