package ponto.punch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpfTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"52998224725", "11144477735", "12345678909", "00000000191", "99999999808"})
  void right_check_digits_are_accepted(String cpf) {
    assertThat(Cpf.isValid(cpf)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "52998224726",
        "52998224735",
        "00000000000",
        "99999999999",
        "",
        "5299822472",
        "529982247255",
        "529.982.247-25",
        "5299822472X",
        "٥2998224725"
      })
  void anything_else_is_refused(String cpf) {
    assertThat(Cpf.isValid(cpf)).isFalse();
  }

  @Test
  void exactly_one_of_a_hundred_endings_is_right() {
    for (var stem = 0; stem < 1_000; stem++) {
      var right = 0;
      for (var ending = 0; ending < 100; ending++) {
        right +=
            Cpf.isValid(String.format(Locale.ROOT, "%09d%02d", stem * 997 + 1, ending)) ? 1 : 0;
      }
      assertThat(right).isEqualTo(1);
    }
  }
}
