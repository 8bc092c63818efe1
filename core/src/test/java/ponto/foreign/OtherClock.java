package ponto.foreign;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import ponto.afd.Crc16;

/** Writes the AFD of a clock that is none of ours, line by line. */
final class OtherClock {
  static final String NUMBER = "00012003300123456";
  static final String OLD_NUMBER = "00004000550012345";

  private OtherClock() {}

  /** A REP-C's punch of Portaria 671. */
  static String mark(long nsr, String at, String cpf) {
    return sealed("%09d3%s:00-03000%s".formatted(nsr, at, cpf));
  }

  /** A punch of Portaria 1510. */
  static String oldMark(long nsr, String day, String time, String pis) {
    return "%09d3%s%s%s".formatted(nsr, day, time, pis);
  }

  static String header() {
    return sealed(
        "000000000"
            + "11"
            + "11222333000181"
            + " ".repeat(14)
            + "%-150s".formatted("Padaria São João")
            + NUMBER
            + "2026-01-012026-12-312026-12-31T08:00:00-0300004"
            + "111222333000181"
            + " ".repeat(30));
  }

  static String oldHeader() {
    return "000000000"
        + "11"
        + "11222333000181"
        + " ".repeat(12)
        + "%-150s".formatted("Padaria São João")
        + OLD_NUMBER
        + "0101201031122010311220100800";
  }

  static String trailer(int marks) {
    return "999999999" + "0".repeat(9) + "%09d".formatted(marks) + "0".repeat(36) + "9";
  }

  /** A whole file of these marks. */
  static byte[] file(List<String> marks) {
    var lines = new ArrayList<String>();
    lines.add(header());
    lines.addAll(marks);
    lines.add(trailer(marks.size()));
    return text(lines);
  }

  static byte[] text(List<String> lines) {
    return (String.join("\r\n", lines) + "\r\n").getBytes(ISO_8859_1);
  }

  private static String sealed(String line) {
    return line + "%04X".formatted(Crc16.kermit(line.getBytes(ISO_8859_1)));
  }
}
