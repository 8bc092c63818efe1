package ponto.afd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import ponto.afd.AfdEntry.Broken;
import ponto.afd.AfdEntry.Header;
import ponto.afd.AfdEntry.Layout;
import ponto.afd.AfdEntry.Mark;
import ponto.afd.AfdEntry.Naming;
import ponto.afd.AfdEntry.Noted;

/** The reader as another program uses it: good files, and each way in which they come broken. */
class AfdReaderTest {
  private static final String JOSE = "52998224725";

  private static List<AfdEntry> read(byte[] file) throws IOException {
    var found = new ArrayList<AfdEntry>();
    AfdReader.read(new ByteArrayInputStream(file), found::add);
    return found;
  }

  private static String golden() throws IOException {
    try (var file =
        AfdReaderTest.class.getResourceAsStream("/afd/AFD512026001234511222333000181REP_P.txt")) {
      return new String(requireNonNull(file).readAllBytes(), ISO_8859_1);
    }
  }

  private static List<Long> marks(List<AfdEntry> found) {
    return found.stream()
        .filter(Mark.class::isInstance)
        .map(entry -> ((Mark) entry).nsr())
        .toList();
  }

  private static List<AfdEntry> trouble(List<AfdEntry> found) {
    return found.stream()
        .filter(entry -> entry instanceof Broken || entry instanceof Noted)
        .toList();
  }

  @Test
  void the_golden_file_is_read_without_a_finding() throws IOException {
    var found = read(golden().getBytes(ISO_8859_1));
    assertThat(trouble(found)).isEmpty();
    assertThat(found.getFirst())
        .isEqualTo(new Header(1, Layout.PORTARIA_671, "11222333000181", "5120260012345"));
    assertThat(marks(found)).containsExactly(5L, 6L, 9L, 11L, 12L);
    assertThat(found)
        .contains(
            new Mark(
                6,
                5,
                LocalDateTime.parse("2026-10-01T08:00"),
                ZoneOffset.ofHours(-3),
                Naming.CPF,
                JOSE));
  }

  @Test
  void each_way_of_being_broken_is_named_and_loses_no_other_line() throws IOException {
    var lines = new ArrayList<>(List.of(golden().split("\r\n")));
    lines.set(5, lines.get(5).substring(0, 90)); // NSR 5
    lines.set(6, lines.get(6).replace(JOSE, "52998224724")); // NSR 6
    lines.set(1, lines.get(1).replace("FLORES", "FLOREZ"));
    lines.set(7, lines.get(7).replace("762026", "76\0" + "2026"));
    var found = read((String.join("\r\n", lines) + "\r\n").getBytes(ISO_8859_1));
    assertThat(trouble(found))
        .containsExactly(
            new Broken(2, "the checksum is not the line's"),
            new Broken(6, "a record of type 7 has no 90 characters"),
            new Broken(7, "the CPF's check digits are wrong"),
            new Broken(8, "the line holds a NUL"));
    assertThat(marks(found)).containsExactly(9L, 11L, 12L);
  }

  @Test
  void a_file_in_utf_8_with_a_mark_and_bare_line_feeds_is_read_and_noted() throws IOException {
    var found = read(("\ufeff" + golden().replace("\r\n", "\n")).getBytes(UTF_8));
    assertThat(marks(found)).containsExactly(5L, 6L, 9L, 11L, 12L);
    assertThat(trouble(found))
        .contains(
            new Noted(1, "the line ends with LF alone, not CR LF"),
            new Noted(1, "the file begins with a byte order mark"),
            new Noted(2, "the line is in UTF-8, not ISO-8859-1"))
        .noneMatch(Broken.class::isInstance);
  }

  @Test
  void a_file_that_is_cut_off_or_out_of_order_is_noted() throws IOException {
    var lines = List.of(golden().split("\r\n"));
    var found = read((lines.get(6) + "\r\n" + lines.get(5)).getBytes(ISO_8859_1));
    assertThat(marks(found)).containsExactly(6L, 5L);
    assertThat(trouble(found))
        .containsExactly(
            new Noted(2, "the last line has no end"),
            new Noted(2, "NSR 5 comes after 6"),
            new Noted(2, "the file ends without a trailer: it may be cut off"));
  }

  @Test
  void a_file_of_the_old_law_is_known_by_its_lines() throws IOException {
    var plain = "0000000013" + "01102026" + "0800" + "012056412547";
    var checked = "0000000023" + "01102026" + "1200" + "9" + JOSE;
    var crc = "%04x".formatted(Crc16.ccittFalse(checked.getBytes(US_ASCII)));
    var found = read((plain + "\r\n" + checked + crc + "\r\n").getBytes(US_ASCII));
    assertThat(found)
        .contains(
            new Mark(
                1, 1, LocalDateTime.parse("2026-10-01T08:00"), null, Naming.PIS, "012056412547"),
            new Mark(2, 2, LocalDateTime.parse("2026-10-01T12:00"), null, Naming.CPF, JOSE))
        .noneMatch(Broken.class::isInstance);
    assertThat(Crc16.ccittFalse("123456789".getBytes(US_ASCII))).isEqualTo(0x29b1);
  }
}
