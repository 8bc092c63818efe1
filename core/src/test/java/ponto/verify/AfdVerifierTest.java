package ponto.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AfdVerifierTest {
  private static final String P_NAME = Heard.NAME;
  private static final String C_NAME = "AFD512026001234511222333000181REP_C.txt";

  private static byte[] golden() throws Exception {
    try (var in = AfdVerifierTest.class.getResourceAsStream("/afd/" + P_NAME)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private static List<String> goldenLines() throws Exception {
    return new ArrayList<>(List.of(new String(golden(), ISO_8859_1).split("\r\n")));
  }

  private static List<String> places(List<String> lines) {
    return Heard.of(AfdText.join(lines)).places();
  }

  /** The golden file with one line put otherwise; lines count from 1. */
  private static List<String> goldenWith(int line, String text) throws Exception {
    var lines = goldenLines();
    lines.set(line - 1, text);
    return places(lines);
  }

  private static AfdText small(char rep) {
    return new AfdText(rep).header("004").employer().worker("052998224725");
  }

  @Test
  void the_golden_file_is_clean() throws Exception {
    var heard = Heard.of(golden());
    assertThat(heard.findings()).isEmpty();
    assertThat(heard.verdict().what()).isEqualTo("AFD 004, REP-P");
    assertThat(heard.verdict().lines()).isEqualTo(16);
    assertThat(heard.verdict().records()).isEqualTo(13);
    assertThat(heard.verdict().remarks())
        .containsExactly("hashes: before the first punch stands nothing; lower case");
  }

  @Test
  void ten_thousand_changed_bytes_of_types_1_to_5_and_7_are_all_found() throws Exception {
    var golden = golden();
    var changeable = new ArrayList<Integer>();
    var begin = 0;
    for (var line : goldenLines()) {
      var isProven = line.startsWith("000000000") || "23457".indexOf(line.charAt(9)) >= 0;
      for (var at = begin; isProven && at < begin + line.length() + 2; at++) {
        changeable.add(at);
      }
      begin += line.length() + 2;
    }
    var random = new SplittableRandom(671);
    for (var flip = 0; flip < 10_000; flip++) {
      var at = changeable.get(random.nextInt(changeable.size()));
      var changed = golden.clone();
      changed[at] = (byte) (changed[at] + 1 + random.nextInt(255));
      assertThat(Heard.of(changed).findings())
          .as("byte %s: %s instead of %s", at, changed[at], golden[at])
          .isNotEmpty();
    }
  }

  @Test
  void the_checksums_are_the_catalogues() {
    var digits = "123456789".getBytes(US_ASCII);
    assertThat(Checksum.KERMIT.of(digits, 9)).isEqualTo(0x2189);
    assertThat(Checksum.CCITT_FALSE.of(digits, 9)).isEqualTo(0x29b1);
  }

  @ParameterizedTest
  @CsvSource({"'',false", "'',true", "0,false", "0,true"})
  void the_four_readings_of_the_hash_hold_each_through_its_file(String genesis, boolean upper) {
    var first = genesis.isEmpty() ? "" : AfdText.ZEROS;
    var heard =
        Heard.of(small('P').reading(first, upper).punch(3).punch(4).event("08").punch(5).trailer());
    assertThat(heard.findings()).isEmpty();
    assertThat(heard.verdict().remarks())
        .containsExactly(
            "hashes: before the first punch stands "
                + (first.isEmpty() ? "nothing" : "64 zeros")
                + (upper ? "; upper case" : "; lower case"));
  }

  @Test
  void two_readings_in_one_file_are_a_finding_each_time() {
    var lines = small('P').punch(3).punch(4).punch(5).trailer().lines();
    var loud = lines.get(4);
    lines.set(4, loud.substring(0, 73) + loud.substring(73).toUpperCase(Locale.ROOT));
    assertThat(places(lines)).containsExactly("5:8:hash-case");
  }

  @Test
  void a_changed_punch_does_not_spoil_the_next() throws Exception {
    var lines = goldenLines();
    assertThat(goldenWith(7, lines.get(6).replace("T12:01:00-0300", "T12:02:00-0300")))
        .containsExactly("7:8:chain");
    var hash = lines.get(6).substring(0, 136) + "0";
    assertThat(goldenWith(7, hash)).containsExactly("7:8:chain");
  }

  @Test
  void a_punch_that_was_taken_away_leaves_a_gap_and_a_broken_chain() throws Exception {
    var lines = goldenLines();
    lines.remove(6);
    assertThat(places(lines)).containsExactly("7:1:nsr-gap", "9:8:chain", "14:7:trailer");
  }

  @Test
  void a_part_of_a_life_is_clean_and_said_to_be_one() throws Exception {
    var part = small('P').lines().subList(0, 1); // The header alone.
    var lines = new ArrayList<>(part);
    lines.addAll(goldenLines().subList(6, 13));
    lines.add("9999999990000000000000000000000000010000000000000000020000000049");
    lines.add(AfdText.left("ASSINATURA_DIGITAL_EM_ARQUIVO_P7S", 100));
    var heard = Heard.of(AfdText.join(lines));
    assertThat(heard.findings()).isEmpty();
    assertThat(heard.verdict().remarks())
        .anySatisfy(remark -> assertThat(remark).startsWith("partial: it begins with NSR 6"));
  }

  @Test
  void clocks_of_the_kinds_a_and_c_are_read_in_both_layouts_and_both_checksums() {
    for (var version : List.of("003", "004")) {
      var c = new AfdText('C').header(version).employer().clockPunch(3).event("05").adjustment(9);
      assertThat(Heard.of(c.trailer().bytes(), C_NAME).findings()).isEmpty();
      var old = new AfdText('C').withCcittFalse().header(version).employer().clockPunch(3);
      var heard = Heard.of(old.trailer().bytes(), C_NAME);
      assertThat(heard.findings()).isEmpty();
      assertThat(heard.verdict().remarks()).anyMatch(remark -> remark.contains("CCITT-FALSE"));
      var a = new AfdText('A').header(version).employer().clockPunch(3).trailer();
      assertThat(Heard.of(a.bytes(), "AFD99999999999999999" + "11222333000181REP_A.txt").findings())
          .isEmpty();
    }
  }

  @Test
  void what_another_kind_of_clock_writes_is_found() {
    assertThat(Heard.of(small('P').clockPunch(3).event("05").trailer()).places())
        .containsExactly("4:2:type", "5:4:field");
    assertThat(Heard.of(small('C').punch(3).trailer().bytes(), C_NAME).places())
        .containsExactly("4:2:type");
    var p = new AfdText('P').withCcittFalse().header("004").trailer();
    assertThat(Heard.of(p).places()).containsExactly("1:15:crc");
    assertThat(Heard.of(small('C').trailer()).places()).containsExactly("1:14:field");
  }

  @Test
  void letters_in_a_cnpj_are_of_layout_004() {
    var name = "AFD512026001234512ABC34501DE35REP_P.txt";
    var seen = new AfdText('P').header("004", "12ABC34501DE35").trailer();
    assertThat(Heard.of(seen.bytes(), name).places()).isEmpty();
    var old = new AfdText('P').header("003", "12ABC34501DE35").trailer();
    assertThat(Heard.of(old.bytes(), name).places()).containsExactly("1:4:company");
    var wrong = new AfdText('P').header("004", "12ABC34501DE36").trailer();
    assertThat(Heard.of(wrong.bytes(), name.replace("E35", "E36")).places())
        .containsExactly("1:4:company");
  }

  @Test
  void a_cut_file_is_said_to_be_cut() throws Exception {
    var golden = new String(golden(), ISO_8859_1);
    var middle = golden.indexOf("T12:25:00");
    assertThat(Heard.of(golden.substring(0, middle).getBytes(ISO_8859_1)).places())
        .containsExactly("10:0:line-end", "10:0:length", "0:0:trailer");
    var lines = goldenLines();
    assertThat(places(lines.subList(0, 15))).containsExactly("0:0:signature-line");
    assertThat(Heard.of(new byte[0]).places()).containsExactly("0:0:unreadable");
  }

  @Test
  void utf_8_is_named_and_the_contents_are_looked_at_all_the_same() throws Exception {
    var text = new String(golden(), ISO_8859_1);
    assertThat(Heard.of(text.getBytes(UTF_8)).places())
        .containsExactly(
            "1:0:encoding", "2:0:encoding", "3:0:encoding", "4:0:encoding", "14:0:encoding");
    // Padded in bytes: the length is right, and only the letters tell.
    var padded = small('P').trailer().lines();
    var worker = padded.get(2);
    var name = AfdText.left("JOS\u00c3\u0089", 56);
    padded.set(2, new AfdText('P').withCrc(worker.substring(0, 47) + name + "11144477735"));
    assertThat(places(padded)).containsExactly("3:6:encoding");
  }

  @Test
  void a_byte_order_mark_and_bare_line_feeds_are_named() throws Exception {
    var text = new String(golden(), ISO_8859_1);
    assertThat(Heard.of(("ï»¿" + text).getBytes(ISO_8859_1)).places()).containsExactly("1:0:bom");
    var unix = Heard.of(text.replace("\r\n", "\n").getBytes(ISO_8859_1)).places();
    assertThat(unix).hasSize(16).allMatch(place -> place.endsWith(":0:line-end"));
    assertThat(Heard.of(text.strip().getBytes(ISO_8859_1)).places())
        .containsExactly("16:0:line-end", "16:0:signature-line");
  }

  @Test
  void a_nul_is_named_in_its_field() throws Exception {
    assertThat(goldenWith(3, goldenLines().get(2).replace("DA", "D\0")))
        .containsExactly("3:6:nul", "3:9:crc");
    assertThat(goldenWith(8, goldenLines().get(7) + "\0")).contains("8:0:nul", "8:0:length");
  }

  @Test
  void lines_out_of_order_and_twice_are_named() throws Exception {
    var lines = goldenLines();
    Collections.swap(lines, 2, 3);
    assertThat(places(lines)).containsExactly("3:1:nsr-gap", "4:1:order");
    lines = goldenLines();
    lines.add(4, lines.get(3));
    assertThat(places(lines)).containsExactly("5:1:nsr-repeated", "16:5:trailer");
    lines = goldenLines();
    Collections.swap(lines, 13, 14);
    assertThat(places(lines)).containsExactly("14:5:trailer", "15:0:order");
    lines = goldenLines();
    lines.remove(0);
    assertThat(places(lines)).containsExactly("1:0:header");
    lines = goldenLines();
    lines.add("");
    lines.add("x");
    assertThat(places(lines)).containsExactly("17:0:empty-line", "18:0:after-end");
  }

  @Test
  void a_count_is_filled_on_one_side() throws Exception {
    var trailer = goldenLines().get(14);
    assertThat(goldenWith(15, trailer.substring(0, 26) + " " + trailer.substring(27)))
        .containsExactly("15:3:trailer");
    assertThat(goldenWith(15, trailer.replace("000000005", "5        "))).isEmpty();
    assertThat(goldenWith(15, trailer.replace("000000005", "000000006")))
        .containsExactly("15:7:trailer");
  }

  @Test
  void a_wrong_length_or_type_costs_only_its_line() throws Exception {
    assertThat(goldenWith(4, goldenLines().get(3) + " ")).containsExactly("4:0:length");
    assertThat(goldenWith(7, goldenLines().get(6) + "0")).containsExactly("7:0:length");
    assertThat(goldenWith(8, "0000000078" + goldenLines().get(7).substring(10)))
        .containsExactly("8:2:type", "15:6:trailer");
    assertThat(goldenWith(8, "x".repeat(5_000_000))).contains("8:2:type", "9:1:nsr-gap");
  }

  @ParameterizedTest
  @ValueSource(strings = {"052998224724", "152998224725", "011111111111", "0529982247 5"})
  void a_wrong_cpf_is_named_and_its_digits_are_not_printed(String cpf) {
    var heard = Heard.of(small('P').worker(cpf).trailer());
    assertThat(heard.places()).containsExactly("4:5:cpf");
    assertThat(heard.findings().getFirst().said()).doesNotContain(cpf.substring(3, 8));
  }

  @Test
  void a_cpf_may_stand_before_its_space() {
    assertThat(Heard.of(small('P').worker("52998224725 ").trailer()).places()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-13-01T07:30:00-0300", "2026-02-29T07:30:00-0300", "2026-10-01T24:00:00-0300",
    "2026-10-01T07:60:00-0300", "2026-10-01T07:30:01-0300", "2026-10-01T07:30:00Z0300",
    "2026-10-01 07:30:00-0300", "2026-10-01T07:30:00-0360"
  })
  void an_instant_that_is_none_is_named(String instant) {
    assertThat(Heard.of(small('P').line("0000000036" + instant + "07")).places())
        .containsExactly("4:3:field", "0:0:trailer");
  }

  @Test
  void records_outside_the_headers_period_and_a_wrong_name_are_found() {
    var late = small('P').line("00000000362026-11-01T07:30:00-030007");
    assertThat(Heard.of(late).places()).containsExactly("4:3:period", "0:0:trailer");
    var other = Heard.of(small('P').trailer().bytes(), "AFD512026001234511222333000182REP_P.txt");
    assertThat(other.places()).containsExactly("1:0:file-name");
  }

  @Test
  void a_1510_file_is_recognised_and_named_when_it_is_called_671() {
    var lines = new ArrayList<>(OldAfd.lines(false));
    var heard = Heard.of(AfdText.join(lines), "AFD00012345678901234.txt");
    assertThat(heard.findings()).isEmpty();
    assertThat(heard.verdict().what()).isEqualTo("AFD of Portaria 1510");
    assertThat(places(lines)).containsExactly("1:0:layout-1510");
    assertThat(Heard.of(AfdText.join(OldAfd.lines(true)), "AFD.txt").places()).isEmpty();
    lines.remove(3);
    assertThat(Heard.of(AfdText.join(lines), "AFD.txt").places())
        .containsExactly("4:1:nsr-gap", "6:3:trailer");
  }
}
