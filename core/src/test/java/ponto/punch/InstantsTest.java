package ponto.punch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ponto.punch.Evidence.ClockSample;
import ponto.punch.Instants.Decided;

class InstantsTest {
  private static final String DAY = "2026-11-22T";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # at     | offset s | monotonic s | wall s | sent at  | received |  punched | offline | trust         | flags
          # Nothing but the device's clock.
          08:00:00 |        - |           - |      - |        - | 08:00:01 | 08:00:01 | false   | CONFIRMED     | -
          08:00:00 |        - |           - |      - |        - | 08:01:00 | 08:01:00 | false   | CONFIRMED     | -
          08:00:00 |        - |           - |      - |        - | 08:01:01 | 08:00:00 | true    | DECLARED      | -
          08:01:00 |        - |           - |      - |        - | 08:00:00 | 08:00:00 | false   | CONFIRMED     | -
          08:01:01 |        - |           - |      - |        - | 08:00:00 | 08:01:01 | true    | CONTRADICTORY | FUTURE
          08:00:00 |        - |           - |      - |        - | 09:00:00 | 08:00:00 | true    | DECLARED      | -
          # The header gives the age of the press, whatever the device's clock shows.
          03:00:00 |        - |           - |      - | 03:00:02 | 08:00:02 | 08:00:02 | false   | CONFIRMED     | -
          08:00:00 |        - |           - |      - | 09:00:00 | 09:00:01 | 08:00:01 | true    | DERIVED       | -
          03:00:00 |        - |           - |      - | 04:00:00 | 09:00:00 | 08:00:00 | true    | DERIVED       | -
          11:00:00 |        - |           - |      - | 12:00:00 | 09:00:00 | 08:00:00 | true    | DERIVED       | -
          08:00:02 |        - |           - |      - | 08:00:00 | 08:00:00 | 08:00:00 | false   | CONFIRMED     | -
          03:00:02 |        - |           - |      - | 03:00:00 | 08:00:00 | 08:00:00 | false   | CONFIRMED     | -
          # Sent before it was pressed: the clock was set in between, the header says nothing.
          08:00:03 |        - |           - |      - | 08:00:00 | 08:00:00 | 08:00:00 | false   | CONFIRMED     | CLOCK_JUMPED
          08:00:00 |        - |           - |      - | 07:00:00 | 09:00:00 | 08:00:00 | true    | CONTRADICTORY | CLOCK_JUMPED
          09:30:00 |        - |           - |      - | 09:00:00 | 09:00:00 | 09:30:00 | true    | CONTRADICTORY | CLOCK_JUMPED FUTURE
          # A header that is no instant is none.
          08:00:00 |        - |           - |      - | rubbish  | 09:00:00 | 08:00:00 | true    | DECLARED      | -
          08:00:00 |        - |           - |      - | 24:00:00 | 09:00:00 | 08:00:00 | true    | DECLARED      | -
          # The last known offset sets the device's clock right.
          03:00:00 |    18000 |           - |      - |        - | 08:00:05 | 08:00:05 | false   | CONFIRMED     | -
          03:00:00 |    18000 |           - |      - |        - | 09:00:00 | 08:00:00 | true    | DERIVED       | -
          08:05:00 |     -300 |           - |      - |        - | 09:00:00 | 08:00:00 | true    | DERIVED       | -
          08:00:00 |        0 |           - |      - |        - | 07:00:00 | 08:00:00 | true    | CONTRADICTORY | FUTURE
          # One of the two spans alone cannot contradict.
          08:05:00 |     -300 |         600 |      - |        - | 09:00:00 | 08:00:00 | true    | DERIVED       | -
          08:05:00 |     -300 |           - |    600 |        - | 09:00:00 | 08:00:00 | true    | DERIVED       | -
          # Both spans: the clock was not set, was set back an hour, was set on an hour.
          08:05:00 |     -300 |         600 |    600 |        - | 09:00:00 | 08:00:00 | true    | DERIVED       | -
          08:05:00 |     -300 |         602 |    600 |        - | 09:00:00 | 08:00:02 | true    | DERIVED       | -
          08:05:00 |     -300 |         598 |    600 |        - | 09:00:00 | 07:59:58 | true    | DERIVED       | -
          08:05:00 |     -300 |         603 |    600 |        - | 09:00:00 | 08:00:03 | true    | CONTRADICTORY | CLOCK_JUMPED
          07:00:00 |        0 |        7200 |   3600 |        - | 10:00:00 | 08:00:00 | true    | CONTRADICTORY | CLOCK_JUMPED
          09:00:00 |        0 |        3600 |   7200 |        - | 10:00:00 | 08:00:00 | true    | CONTRADICTORY | CLOCK_JUMPED
          09:00:00 |        0 |        3600 |   7200 |        - | 08:00:30 | 08:00:30 | false   | CONFIRMED     | CLOCK_JUMPED
          07:00:00 |        0 |         600 |  -3000 |        - | 08:00:30 | 08:00:30 | false   | CONFIRMED     | CLOCK_JUMPED
          # The samples come before the header, which may still contradict.
          03:00:00 |    18000 |         600 |    600 | 07:59:00 | 09:00:00 | 08:00:00 | true    | CONTRADICTORY | CLOCK_JUMPED
          # Both agree within a minute: the samples count, unflagged.
          03:00:00 |    18000 |           - |      - | 04:00:00 | 09:01:00 | 08:00:00 | true    | DERIVED       | -
          # They part: the sample counts, flagged.
          03:00:00 |    18000 |           - |      - | 04:00:00 | 09:01:01 | 08:00:00 | true    | CONTRADICTORY | CLOCK_JUMPED
          08:00:00 |   -18000 |           - |      - | 08:30:00 | 08:30:01 | 03:00:00 | true    | CONTRADICTORY | CLOCK_JUMPED
          08:00:00 |   -18000 |           - |      - | 08:00:01 | 08:00:02 | 03:00:00 | true    | CONTRADICTORY | CLOCK_JUMPED
          08:00:00 |     3600 |         600 |    600 | 08:00:01 | 10:00:00 | 09:00:00 | true    | CONTRADICTORY | CLOCK_JUMPED
          08:00:00 | 9999999999 |         - |      - | 08:30:00 | 08:30:01 | 08:00:00 | true    | CONTRADICTORY | CLOCK_JUMPED CORRECTION_IGNORED
          08:05:00 |     -300 |         600 |    600 | 08:01:00 | 09:00:00 | 08:00:00 | true    | CONTRADICTORY | CLOCK_JUMPED
          # Samples that lead out of all that can be are not followed.
          08:00:00 |  9999999999 |        - |      - |        - | 09:00:00 | 08:00:00 | true    | CONTRADICTORY | CORRECTION_IGNORED
          08:00:00 | -9999999999 |        - |      - |        - | 08:00:10 | 08:00:10 | false   | CONFIRMED     | CORRECTION_IGNORED
          """)
  void the_instant_that_counts_follows_from_what_came_with_the_punch(
      String at,
      @Nullable Long offset,
      @Nullable Long monotonic,
      @Nullable Long wall,
      @Nullable String sentAt,
      String received,
      String punched,
      boolean offline,
      Trust trust,
      @Nullable String flags) {
    var clock =
        offset == null ? null : new ClockSample(offset * 1000.0, millis(monotonic), millis(wall));
    var header = sentAt == null ? null : DAY + sentAt + "Z";
    assertThat(Instants.decide(instant(at), clock, header, instant(received)))
        .isEqualTo(new Decided(instant(punched), offline, trust, flags(flags)));
  }

  @Test
  void the_header_may_have_any_offset() {
    var decided =
        Instants.decide(instant("08:00:00"), null, DAY + "05:30:00.500-03:00", instant("09:00:00"));
    assertThat(decided.punchedAt()).isEqualTo(Instant.parse(DAY + "08:29:59.500Z"));
  }

  @Test
  void an_age_that_leads_out_of_all_that_can_be_is_not_followed() {
    var decided =
        Instants.decide(instant("08:00:00"), null, "9999-01-01T00:00:00Z", instant("09:00:00"));
    assertThat(decided)
        .isEqualTo(
            new Decided(
                instant("08:00:00"), true, Trust.CONTRADICTORY, Set.of(Flag.CORRECTION_IGNORED)));
  }

  @RepeatedTest(20) // The repetition is the seed.
  void every_decision_is_possible_and_on_line_exactly_when_it_is_the_servers_own(
      RepetitionInfo run) {
    var random = new SplittableRandom(run.getCurrentRepetition());
    for (var i = 0; i < 1_000; i++) {
      var at = Punch.EARLIEST.plusSeconds(random.nextLong(3_155_760_000L));
      var received =
          random.nextBoolean() ? at.plusSeconds(random.nextInt(-90, 90)) : instant("08:00:00");
      var clock =
          random.nextBoolean()
              ? null
              : new ClockSample(
                  random.nextDouble(-1e13, 1e13),
                  random.nextDouble(1e13),
                  random.nextDouble(-1e13, 1e13));
      var sentAt =
          random.nextBoolean() ? null : at.plusSeconds(random.nextInt(-9, 9999)).toString();
      var decided = Instants.decide(at, clock, sentAt, received);
      if (decided.offline()) {
        assertThat(Punch.isPossible(decided.punchedAt())).isTrue();
        assertThat(decided.trust()).isNotEqualTo(Trust.CONFIRMED);
        assertThat(decided.flags().isEmpty()).isEqualTo(decided.trust() != Trust.CONTRADICTORY);
      } else {
        assertThat(decided.punchedAt()).isEqualTo(received);
        assertThat(decided.trust()).isEqualTo(Trust.CONFIRMED);
      }
    }
  }

  private static Instant instant(String time) {
    return Instant.parse(DAY + time + "Z");
  }

  private static @Nullable Double millis(@Nullable Long seconds) {
    return seconds == null ? null : (Double) (seconds * 1000.0);
  }

  private static Set<Flag> flags(@Nullable String names) {
    return names == null
        ? Set.of()
        : Arrays.stream(names.split(" ", -1)).map(Flag::valueOf).collect(Collectors.toSet());
  }
}
