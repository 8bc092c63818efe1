package ponto.ntp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import ponto.duty.TimeCheck;
import ponto.testing.SettableClock;

/** Time servers that say what they like, and what is believed of it. */
class LegalTimeTest {
  /** Long enough for the loopback of a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For those who will not answer. */
  private static final Duration SHORT = Duration.ofMillis(300);

  private final SettableClock clock = new SettableClock();
  private final List<TimeCheck> checks = new ArrayList<>();

  private LegalTime asking(Duration patience, Liar... liars) {
    return new LegalTime(Stream.of(liars).map(Liar::server).toList(), clock, checks::add, patience);
  }

  private Told told(Liar.Spoiling spoiling, Duration patience) {
    try (var liar = new Liar(clock, Duration.ZERO).spoiled(spoiling)) {
      return new Sntp(clock, patience).ask(liar.server());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_500, -1_500, 31_000, -86_400_000, 864_000_000_000L})
  void the_offset_is_what_the_servers_clock_is_ahead(long millis) {
    try (var liar = new Liar(clock, Duration.ofMillis(millis))) {
      assertThat(new Sntp(clock, PATIENCE).ask(liar.server()))
          .isInstanceOfSatisfying(
              Told.Offset.class,
              offset -> {
                // The clock in hand stands still while the question is under way: half of it is
                // lost.
                assertThat(offset.offset().toMillis())
                    .isCloseTo(millis, within(1 + offset.delay().toMillis()));
                assertThat(offset.stratum()).isEqualTo(2);
              });
    }
  }

  static Stream<Liar.Spoiling> lies() {
    return Stream.of(
        answer -> answer.put(0, (byte) 0x23), // A client's mode.
        answer -> answer.put(0, (byte) 0x25), // Broadcast.
        answer -> answer.put(0, (byte) 0x0c), // Version 1.
        answer -> answer.put(0, (byte) 0x3c), // Version 7.
        answer -> answer.put(0, (byte) 0xe4), // Its own clock is not synchronised.
        answer -> answer.put(1, (byte) 16),
        answer -> answer.put(1, (byte) 255),
        answer -> answer.putLong(32, 0),
        answer -> answer.putLong(40, 0),
        // Held for a day, and held for less than nothing.
        answer -> answer.putInt(40, answer.getInt(40) + 86_400),
        answer -> answer.putInt(40, answer.getInt(40) - 86_400));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void what_is_no_servers_answer_is_not_believed(Liar.Spoiling lie) {
    assertThat(told(lie, PATIENCE)).isInstanceOf(Told.Unusable.class);
  }

  @Test
  void what_does_not_answer_this_question_is_passed_over_until_the_patience_ends() {
    assertThat(told(answer -> answer.putLong(24, 4711), SHORT)).isInstanceOf(Told.Unusable.class);
    assertThat(told(answer -> answer.limit(47), SHORT)).isInstanceOf(Told.Unusable.class);
    assertThat(told(answer -> answer.put(new byte[] {1, 2, 3}).limit(3), SHORT))
        .isInstanceOf(Told.Unusable.class);
    assertThat(told(answer -> answer.limit(0), SHORT)).isInstanceOf(Told.Silent.class);
  }

  @Test
  void a_name_that_leads_nowhere_is_silent() {
    assertThat(new Sntp(clock, SHORT).ask(TimeServer.of("nowhere.invalid")))
        .isInstanceOf(Told.Silent.class);
  }

  @Test
  void who_does_not_want_to_be_asked_is_not_asked_again() {
    try (var liar =
            new Liar(clock, Duration.ZERO)
                .spoiled(answer -> answer.put(1, (byte) 0).put(12, "RATE".getBytes(US)));
        var honest = new Liar(clock, Duration.ZERO)) {
      var legalTime = asking(PATIENCE, liar, honest);
      assertThat(legalTime.measure()).isTrue();
      assertThat(legalTime.measure()).isTrue();
      assertThat(liar.asked()).isEqualTo(1);
      assertThat(honest.asked()).isEqualTo(2);
      assertThat(checks.getFirst().detail()).contains("does not want to be asked: RATE");
      assertThat(checks.getLast().answered()).isEqualTo(1);
    }
  }

  private static final java.nio.charset.Charset US = java.nio.charset.StandardCharsets.US_ASCII;

  @Test
  void one_liar_among_three_changes_nothing() {
    try (var one = new Liar(clock, Duration.ZERO);
        var liar = new Liar(clock, Duration.ofHours(3));
        var other = new Liar(clock, Duration.ofSeconds(1))) {
      var legalTime = asking(PATIENCE, one, liar, other);
      assertThat(legalTime.measure()).isTrue();
      assertThat(legalTime.offsetSeconds()).isCloseTo(1, within(.5));
      assertThat(legalTime.answered()).isEqualTo(3);
    }
  }

  @Test
  void a_clock_that_is_off_is_known_until_it_is_right_again_and_silence_changes_nothing() {
    try (var liar = new Liar(clock, Duration.ofSeconds(40))) {
      var legalTime = asking(PATIENCE, liar);
      assertThat(legalTime.clockIsOff()).isFalse();
      assertThat(legalTime.measure()).isFalse();
      assertThat(legalTime.clockIsOff()).isTrue();
      assertThat(asking(SHORT).measure()).isFalse();
      liar.ahead(Duration.ofSeconds(-20));
      assertThat(legalTime.measure()).isTrue();
      assertThat(legalTime.clockIsOff()).isFalse();
    }
  }

  @Test
  void silence_leaves_what_is_known_and_is_evidence_too() {
    try (var liar = new Liar(clock, Duration.ofSeconds(40))) {
      var legalTime = asking(SHORT, liar);
      while (!legalTime.clockIsOff()) {
        legalTime.measure();
      }
      liar.spoiled(answer -> answer.limit(0));
      assertThat(legalTime.measure()).isFalse();
      assertThat(legalTime.clockIsOff()).isTrue();
      assertThat(legalTime.answered()).isZero();
      assertThat(checks.getLast().offset()).isNull();
      assertThat(checks.getLast().asked()).isEqualTo(1);
    }
  }

  @Test
  void the_median_lies_between_two() {
    assertThat(LegalTime.median(List.of(Duration.ofSeconds(9), Duration.ofSeconds(1))))
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void the_second_era_of_ntp_is_after_2036() {
    clock.set(Instant.parse("2040-01-01T00:00:00Z"));
    try (var liar = new Liar(clock, Duration.ofSeconds(5))) {
      var legalTime = asking(PATIENCE, liar);
      legalTime.measure();
      assertThat(legalTime.offsetSeconds()).isCloseTo(5, within(1.0));
    }
  }

  @Test
  void servers_are_named_by_host_and_port() {
    assertThat(TimeServer.of("A.st1.ntp.br")).isEqualTo(new TimeServer("a.st1.ntp.br", 123));
    assertThat(TimeServer.of("[::1]:1123")).isEqualTo(new TimeServer("::1", 1123));
    assertThat(TimeServer.of("ntp:1123")).hasToString("ntp:1123");
    for (var wrong : List.of("", "a b", "a:0", "a:65536", "a:b", "http://a", "a:1:2")) {
      assertThatThrownBy(() -> TimeServer.of(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void nobody_to_ask_is_nothing_to_do() {
    var legalTime = asking(SHORT);
    legalTime.run();
    assertThat(checks).isEmpty();
    assertThat(legalTime.isOn()).isFalse();
  }
}
