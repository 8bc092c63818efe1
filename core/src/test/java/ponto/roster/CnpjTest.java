package ponto.roster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CnpjTest {
  @ParameterizedTest
  @ValueSource(strings = {"11222333000181", "44555666000181", "12ABC34501DE35"})
  void right_check_digits_are_accepted_with_letters_too(String cnpj) {
    assertThat(Cnpj.isValid(cnpj)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11222333000180",
        "11222333000191",
        "12ABC34501DE36",
        "12abc34501de35",
        "12ABC34501DEA5",
        "00000000000000",
        "11111111111111",
        "",
        "1122233300018",
        "112223330001811",
        "11.222.333/0001-81",
        "1122233300018é",
        "é1222333000181"
      })
  void anything_else_is_refused(String cnpj) {
    assertThat(Cnpj.isValid(cnpj)).isFalse();
  }
}
