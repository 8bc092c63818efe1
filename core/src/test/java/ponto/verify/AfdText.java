package ponto.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Writes AFD files for tests, after the norm's tables and with code of its own. */
final class AfdText {
  static final String ZEROS = "0".repeat(64);
  private static final String DAY = "2026-10-01";

  private final List<String> lines = new ArrayList<>();
  private final int[] counts = new int[8];
  private final char rep;
  private boolean upper;
  private boolean ccittFalse;
  private String previous = "";
  private int nsr;

  AfdText(char rep) {
    this.rep = rep;
  }

  /** Another reading of the hash than ours. */
  AfdText reading(String genesis, boolean upperCase) {
    previous = genesis;
    upper = upperCase;
    return this;
  }

  /** The CRC of older REP-C. */
  AfdText withCcittFalse() {
    ccittFalse = true;
    return this;
  }

  /** The first NSR to come is the one after this. */
  AfdText after(int lastNsr) {
    nsr = lastNsr;
    return this;
  }

  AfdText header(String version) {
    return header(version, "11222333000181");
  }

  AfdText header(String version, String company) {
    lines.add(
        withCrc(
            "0000000001"
                + "1"
                + left(company, 14)
                + left("", 14)
                + left("PADARIA SÃO JOÃO FICTÍCIA LTDA", 150)
                + left(rep == 'A' ? "9".repeat(17) : "5120260012345", 17)
                + DAY
                + "2026-10-31"
                + "2026-11-01T09:00:00-0300"
                + version
                + "1"
                + "44555666000181"
                + left(rep == 'C' ? "MODELO 7" : "", 30)));
    return this;
  }

  AfdText employer() {
    return record(
        '2',
        at(0)
            + "00011144477735"
            + "1"
            + "11222333000181"
            + left("", 14)
            + left("PADARIA SÃO JOÃO FICTÍCIA LTDA", 150)
            + left("RUA DAS FLORES, 100 - SÃO PAULO/SP", 100),
        true);
  }

  AfdText clockPunch(int minute) {
    return record('3', at(minute) + "052998224725", true);
  }

  AfdText adjustment(int minute) {
    return record('4', at(minute) + at(minute + 1) + "11144477735", true);
  }

  AfdText worker(String cpf) {
    return record('5', at(1) + "I" + cpf + left("JOSÉ DA CONCEIÇÃO", 56) + "11144477735", true);
  }

  AfdText event(String code) {
    return record('6', at(2) + code, false);
  }

  AfdText punch(int minute) {
    nsr++;
    counts[7]++;
    var covered = "%09d7%s052998224725%s020".formatted(nsr, at(minute), at(minute));
    previous = sha256(covered + previous);
    lines.add(covered + previous);
    return this;
  }

  AfdText trailer() {
    lines.add(
        "999999999%09d%09d%09d%09d%09d%09d9"
            .formatted(counts[2], counts[3], counts[4], counts[5], counts[6], counts[7]));
    lines.add(left("ASSINATURA_DIGITAL_EM_ARQUIVO_P7S", 100));
    return this;
  }

  /** Any line. */
  AfdText line(String text) {
    lines.add(text);
    return this;
  }

  List<String> lines() {
    return lines;
  }

  byte[] bytes() {
    return join(lines);
  }

  static byte[] join(List<String> lines) {
    return (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private AfdText record(char type, String fields, boolean crc) {
    nsr++;
    counts[type - '0']++;
    var text = "%09d%s%s".formatted(nsr, type, fields);
    lines.add(crc ? withCrc(text) : text);
    return this;
  }

  private static String at(int minute) {
    return "%sT%02d:%02d:00-0300".formatted(DAY, 7 + minute / 60, minute % 60);
  }

  static String left(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  String withCrc(String text) {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return text + "%04X".formatted(ccittFalse ? ccittFalse(bytes) : kermit(bytes));
  }

  /** Bit by bit, as the norm describes it. */
  static int kermit(byte[] bytes) {
    var crc = 0;
    for (var value : bytes) {
      for (var bit = 0; bit < 8; bit++) {
        var differ = ((crc ^ (value >> bit)) & 1) == 1;
        crc = (crc >> 1) ^ (differ ? 0x8408 : 0);
      }
    }
    return crc;
  }

  static int ccittFalse(byte[] bytes) {
    var crc = 0xffff;
    for (var value : bytes) {
      for (var bit = 7; bit >= 0; bit--) {
        var differ = ((crc >> 15 ^ value >> bit) & 1) == 1;
        crc = ((crc << 1) ^ (differ ? 0x1021 : 0)) & 0xffff;
      }
    }
    return crc;
  }

  private String sha256(String text) {
    try {
      var hash =
          HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(text.getBytes(StandardCharsets.ISO_8859_1)));
      return upper ? hash.toUpperCase(Locale.ROOT) : hash;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
