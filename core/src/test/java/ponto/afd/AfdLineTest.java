package ponto.afd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines against the golden AFD file and the vectors of docs/law.md. */
class AfdLineTest {
  private static final String RESPONSIBLE = "11144477735";

  @Test
  void an_employer_line_is_the_golden_files_nsr_1() throws IOException {
    var line =
        new EmployerLine(
            1,
            at("2026-10-01T07:30:00-03:00"),
            RESPONSIBLE,
            1,
            "11222333000181",
            "",
            "PADARIA SÃO JOÃO FICTÍCIA LTDA",
            "RUA DAS FLORES, 100 - CENTRO - SÃO PAULO/SP");
    assertThat(line.text()).isEqualTo(golden().get(1)).endsWith("8678");
  }

  @Test
  void worker_lines_are_the_golden_files_nsr_2_3_and_13() throws IOException {
    var included = WorkerLine.Operation.INCLUDED;
    var at = at("2026-10-01T07:31:00-03:00");
    var changed = WorkerLine.Operation.CHANGED;
    assertThat(
            List.of(
                new WorkerLine(2, at, included, "52998224725", "JOSÉ DA CONCEIÇÃO", RESPONSIBLE)
                    .text(),
                new WorkerLine(3, at, included, "39053344705", "MARIA DE ARAÚJO", RESPONSIBLE)
                    .text(),
                new WorkerLine(
                        13,
                        at("2026-10-02T09:00:00-03:00"),
                        changed,
                        "39053344705",
                        "MARIA DE ARAÚJO SOUZA",
                        RESPONSIBLE)
                    .text()))
        .containsExactly(golden().get(2), golden().get(3), golden().get(13));
  }

  @Test
  void punch_lines_chain_as_the_golden_file_does() throws IOException {
    var previous = PunchLine.GENESIS;
    for (var nsr : List.of(5, 6, 9, 11, 12)) {
      var golden = golden().get(nsr);
      var punchedAt = at(golden.substring(10, 34).replace("-0300", "-03:00")).plusSeconds(59);
      var recordedAt = at(golden.substring(46, 70).replace("-0300", "-03:00")).plusSeconds(1);
      var collector = Integer.parseInt(golden.substring(70, 72));
      var offline = golden.charAt(72) == '1';
      var cpf = golden.substring(35, 46);
      var printed =
          new PunchLine(nsr, punchedAt, cpf, recordedAt, collector, offline, previous).print();
      assertThat(printed.text()).isEqualTo(golden);
      previous = printed.hash();
    }
  }

  @Test
  void the_two_hash_vectors_of_the_law_hold() {
    var first =
        punch(
            1,
            "2026-10-01T08:00:00-03:00",
            "11122233344",
            "2026-10-01T08:00:00-03:00",
            false,
            PunchLine.GENESIS);
    var second =
        punch(
            2,
            "2026-10-01T12:00:00-03:00",
            "11122233344",
            "2026-10-01T12:00:00-03:00",
            false,
            first.hash());
    assertThat(first.hash())
        .isEqualTo("66b3207ad70ad16c6b62b7f2b4f03291e407d1dc008c9ca41bf5af467822094f");
    assertThat(second.hash())
        .isEqualTo("b3a4079d9a7431ddef644765f8ae8790ba7d66716664afe1f55130d2fac9fa69");
  }

  @Test
  void the_crc_is_kermit() {
    assertThat(Crc16.kermit("123456789".getBytes(US_ASCII))).isEqualTo(0x2189);
  }

  @Test
  void what_latin_1_cannot_print_is_transliterated_and_never_breaks_the_line() {
    assertThat(Latin1.printable("Łukasz Đào\r\nZażółć")).isEqualTo("Lukasz Dào  Zazólc");
    var line =
        new WorkerLine(
            1,
            at("2026-10-01T07:31:00-03:00"),
            WorkerLine.Operation.INCLUDED,
            "52998224725",
            "名".repeat(80),
            RESPONSIBLE);
    assertThat(line.text().getBytes(ISO_8859_1)).hasSize(118);
  }

  private static PunchLine.Printed punch(
      long nsr, String at, String cpf, String recordedAt, boolean offline, String previousHash) {
    return new PunchLine(nsr, at(at), cpf, at(recordedAt), 2, offline, previousHash).print();
  }

  private static OffsetDateTime at(String text) {
    return OffsetDateTime.parse(text);
  }

  private static List<String> golden() throws IOException {
    try (var file =
        AfdLineTest.class.getResourceAsStream("/afd/AFD512026001234511222333000181REP_P.txt")) {
      return List.of(new String(requireNonNull(file).readAllBytes(), ISO_8859_1).split("\r\n"));
    }
  }
}
