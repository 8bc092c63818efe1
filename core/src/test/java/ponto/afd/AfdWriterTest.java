package ponto.afd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import ponto.afd.EventLine.Event;

class AfdWriterTest {
  private static final OffsetDateTime AT = OffsetDateTime.parse("2026-10-01T07:32:59.9-03:00");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static AfdHeader header(String employer, String developer) {
    return new AfdHeader(
        new AfdHeader.Employer(employer, "", "Ana Fictícia"),
        "512026001234",
        LocalDate.of(2026, 10, 1),
        LocalDate.of(2026, 10, 2),
        AT,
        new AfdHeader.Developer(developer));
  }

  @Test
  void a_cpf_and_a_cnpj_with_letters_are_each_written_with_their_kind() {
    var line = header("52998224725", "12ABC34501DE35").text();
    assertThat(line).hasSize(302);
    assertThat(line.substring(9, 25)).isEqualTo("1" + "2" + "52998224725   ");
    assertThat(line.substring(253, 268)).isEqualTo("1" + "12ABC34501DE35");
    assertThat(line.substring(189, 206)).isEqualTo("512026001234     ");
    assertThat(line.substring(226, 250)).isEqualTo("2026-10-01T07:32:00-0300");
  }

  @Test
  void the_name_joins_registration_and_employer() {
    assertThat(header("12ABC34501DE35", "52998224725").fileName())
        .isEqualTo("AFD51202600123412ABC34501DE35REP_P.txt");
  }

  @Test
  void a_file_without_records_has_a_header_a_trailer_of_zeros_and_the_signature_line()
      throws IOException {
    new AfdWriter(out, header("11222333000181", "11222333000181")).finish();
    var lines = out.toString(ISO_8859_1).split("\r\n", -1);
    assertThat(lines).hasSize(4);
    assertThat(lines[1]).isEqualTo("999999999" + "0".repeat(54) + "9");
    assertThat(lines[2]).hasSize(100).startsWith("ASSINATURA_DIGITAL_EM_ARQUIVO_P7S ");
    assertThat(lines[3]).isEmpty();
  }

  @Test
  void a_line_out_of_order_or_of_no_records_type_is_refused() throws IOException {
    var afd = new AfdWriter(out, header("11222333000181", "11222333000181"));
    afd.add(new EventLine(7, AT, Event.POWER_RETURNED));
    assertThatThrownBy(() -> afd.add(new EventLine(7, AT, Event.AVAILABLE)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> afd.add(8, 1, "header")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> afd.add(8, 9, "trailer")).isInstanceOf(IllegalArgumentException.class);
    assertThat(out.toString(ISO_8859_1))
        .endsWith("\r\n0000000076" + "2026-10-01T07:32:00-030002\r\n");
  }
}
