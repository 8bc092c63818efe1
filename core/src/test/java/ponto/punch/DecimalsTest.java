package ponto.punch;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DecimalsTest {
  private static final List<Long> BOUNDS =
      List.of(
          -10_000_000_000_000L,
          -180L,
          -90L,
          -1L,
          0L,
          1L,
          90L,
          99L,
          1_000_000L,
          10_000_000_000_000L);

  @RepeatedTest(20) // The repetition is the seed.
  void it_says_the_same_as_exact_arithmetic(RepetitionInfo run) {
    var random = new SplittableRandom(run.getCurrentRepetition());
    for (var i = 0; i < 5_000; i++) {
      var number = number(random);
      var min = BOUNDS.get(random.nextInt(BOUNDS.size()));
      var max = BOUNDS.get(random.nextInt(BOUNDS.size()));
      var exact = new BigDecimal(number);
      assertThat(Decimals.isWithin(number, min, max))
          .as("%s from %d to %d", number, min, max)
          .isEqualTo(
              exact.compareTo(BigDecimal.valueOf(min)) >= 0
                  && exact.compareTo(BigDecimal.valueOf(max)) <= 0);
    }
  }

  @Test
  @Timeout(10)
  void no_number_is_too_long_or_too_large() {
    var digits = "9".repeat(1_000_000);
    assertThat(Decimals.isWithin(digits, 0, 90)).isFalse();
    assertThat(Decimals.isWithin("0." + digits, 0, 90)).isTrue();
    assertThat(Decimals.isWithin(digits + "e-1000000", 0, 1)).isTrue();
    assertThat(Decimals.isWithin("1e" + digits, 0, 90)).isFalse();
    assertThat(Decimals.isWithin("1e-" + digits, 0, 90)).isTrue();
    assertThat(Decimals.isWithin("-1e-" + digits, 0, 90)).isFalse();
    assertThat(Decimals.isWithin("0e" + digits, 0, 90)).isTrue();
  }

  private static String number(SplittableRandom random) {
    var text = new StringBuilder(random.nextBoolean() ? "-" : "");
    if (random.nextInt(4) == 0) {
      text.append(Math.abs(BOUNDS.get(random.nextInt(BOUNDS.size()))));
    } else {
      text.append(random.nextInt(3) == 0 ? 0L : random.nextLong(1L << random.nextInt(1, 50)));
    }
    if (random.nextBoolean()) {
      text.append('.').append("0".repeat(random.nextInt(3))).append(random.nextInt(100));
    }
    if (random.nextInt(3) == 0) {
      text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextBoolean() ? "-" : "+");
      text.append(random.nextInt(20));
    }
    return text.toString();
  }
}
