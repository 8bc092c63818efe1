package ponto.staff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ponto.afd.Latin1;
import ponto.roster.Pis;

/** What a field must be, and how a line of a file is read. */
class RulesTest {
  @Test
  void a_pis_is_checked_by_its_last_digit() {
    assertThat(List.of("17033259504", "12012132660")).allMatch(Pis::isValid);
    assertThat(List.of("17033259505", "1703325950", "00000000000", "1703325950A", ""))
        .noneMatch(Pis::isValid);
  }

  @Test
  void the_alphanumeric_cnpj_is_a_document_and_so_is_a_cpf() {
    assertThat(Rules.document("f", "12ABC34501DE35")).isEmpty();
    assertThat(Rules.document("f", "11144477735")).isEmpty();
    assertThat(Rules.document("f", "12abc34501de35")).isPresent();
    assertThat(Rules.document("f", "")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-02-29", "0026-01-05", "2100-01-01", "05/01/2026", "", "2026-1-5"})
  void what_is_no_day_is_refused(String text) {
    assertThat(Rules.date("f", text)).isPresent();
  }

  @Test
  void a_name_may_lose_its_accents_but_no_letter() {
    assertThat(
            List.of("Łukasz Żółć", "Đorđe", "D’Ávila", "Œuvre – Ltda", "São João & Cia?", "Ｆｕｌａｎａ"))
        .allSatisfy(name -> assertThat(Rules.printable("f", name, 150)).isEmpty());
    assertThat(Latin1.printable("Łukasz Żółć")).isEqualTo("Lukasz Zólc");
    assertThat(List.of("李小龙", "Ana 😀", "a\u0000b", "a\u202eb", " ", "x".repeat(151)))
        .allSatisfy(name -> assertThat(Rules.printable("f", name, 150)).isPresent());
  }

  @Test
  void a_name_is_printed_as_the_record_has_room_for_it() {
    assertThat(WorkerForm.printed("Ž".repeat(60))).isEqualTo("Z".repeat(52));
    assertThat(WorkerForm.printed("Ana")).isEqualTo("Ana");
  }

  @Test
  void spreadsheets_spellings_are_understood() {
    var header = CsvText.of("\"C.P.F.\";Data de Admissão;PIS/PASEP;Filial");
    assertThat(header).isInstanceOf(CsvText.Header.Good.class);
    var csv = ((CsvText.Header.Good) header).csv();
    var row = csv.row("111.444.777-35;05/01/2026;170.33259.50-4;12.abc.345/01de-35");
    assertThat(row).isInstanceOf(CsvText.Row.Cells.class);
    var cells = (CsvText.Row.Cells) row;
    Map.of(
            "cpf", "11144477735",
            "admission", "2026-01-05",
            "pis", "17033259504",
            "establishment", "12ABC34501DE35")
        .forEach((field, text) -> assertThat(cells.field(field)).isEqualTo(text));
    assertThat(cells.field("name")).isNull();
  }
}
