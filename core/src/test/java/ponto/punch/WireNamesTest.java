package ponto.punch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names that stand in other people's data may never change; the machine's language is Turkish. */
class WireNamesTest {
  @Test
  void reasons_keep_their_names() {
    assertThat(wire(Reason.values(), Reason::wire))
        .containsExactly(
            "malformed",
            "duplicate-key",
            "invalid-cpf",
            "invalid-instant",
            "instant-out-of-range",
            "unknown-zone",
            "unknown-worker",
            "not-permitted",
            "conflict");
    assertThat(Stream.of(Reason.values())).allMatch(r -> Reason.of(r.wire()).orElseThrow() == r);
    assertThat(Stream.of(Reason.values())).allMatch(r -> r.sentence().endsWith("."));
    assertThat(Reason.of("MALFORMED")).isEmpty();
  }

  @Test
  void flags_keep_their_names() {
    assertThat(wire(Flag.values(), Flag::wire))
        .containsExactly(
            "outside-assignment",
            "after-dismissal",
            "offset-differs",
            "near-another",
            "future",
            "clock-jumped",
            "correction-ignored",
            "server-clock-off");
    assertThat(Stream.of(Flag.values())).allMatch(f -> Flag.of(f.wire()).orElseThrow() == f);
    assertThat(Flag.of("")).isEmpty();
  }

  @Test
  void trust_keeps_its_names_which_are_those_of_the_contract() {
    assertThat(wire(Trust.values(), Trust::wire))
        .isEqualTo(contract("PunchState", "trust"))
        .containsExactly("confirmed", "derived", "declared", "contradictory");
    assertThat(Stream.of(Trust.values())).allMatch(t -> Trust.of(t.wire()).orElseThrow() == t);
    assertThat(Trust.of("certain")).isEmpty();
  }

  @Test
  void collectors_keep_their_names_and_codes() {
    assertThat(wire(Collector.values(), Collector::wire))
        .isEqualTo(contract("Punch", "collector"))
        .isEqualTo(contract("PunchState", "collector"));
    assertThat(Stream.of(Collector.values()).map(Collector::afdCode))
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(Stream.of(Collector.values()))
        .allMatch(c -> Collector.of(c.wire()).orElseThrow() == c);
  }

  @Test
  void persons_are_named_as_in_the_contract() {
    assertThat(wire(Named.Kind.values(), Named.Kind::wire))
        .containsExactly("worker", "badge", "registration")
        .allMatch(Contract.document().at("/components/schemas/Punch/properties")::has);
    assertThat(Named.Kind.of("badge")).contains(Named.Kind.BADGE);
    assertThat(Named.Kind.of("cpf")).isEmpty();
  }

  private static <T> List<String> wire(T[] values, Function<T, String> wire) {
    return Arrays.stream(values).map(wire).toList();
  }

  private static List<String> contract(String model, String property) {
    return Contract.document()
        .at("/components/schemas/" + model + "/properties/" + property + "/enum")
        .valueStream()
        .map(name -> name.asString())
        .toList();
  }
}
