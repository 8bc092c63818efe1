package ponto.verify;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes and reads a file of any size; a program of its own, to be run with little memory. */
final class LargeAfd {
  private LargeAfd() {}

  /** Writes a file with so many punches, a whole and right one. */
  static void write(Path file, int punches) throws IOException, NoSuchAlgorithmException {
    var begin = new AfdText('P').header("004").employer();
    var sha256 = MessageDigest.getInstance("SHA-256");
    var hex = HexFormat.of();
    var line = new byte[139];
    line[137] = '\r';
    line[138] = '\n';
    put(line, 0, "00000000072026-10-01T08:00:00-03000529982247252026-10-01T08:00:00-0300020");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(begin.bytes());
      for (var punch = 0; punch < punches; punch++) {
        var nsr = punch + 2;
        for (var at = 8; at >= 0; at--) {
          line[at] = (byte) ('0' + nsr % 10);
          nsr /= 10;
        }
        // The hash before still stands behind the columns that are covered.
        sha256.update(line, 0, punch == 0 ? 73 : 137);
        put(line, 73, hex.formatHex(sha256.digest()));
        out.write(line);
      }
      out.write(
          "999999999%09d%09d%09d%09d%09d%09d9\r\n"
              .formatted(1, 0, 0, 0, 0, punches)
              .getBytes(StandardCharsets.ISO_8859_1));
      out.write(
          (AfdText.left("ASSINATURA_DIGITAL_EM_ARQUIVO_P7S", 100) + "\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static void put(byte[] line, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, line, at, bytes.length);
  }

  public static void main(String[] arguments) throws IOException {
    var file = Path.of(arguments[0]);
    var begun = System.nanoTime();
    try (var in = Files.newInputStream(file)) {
      var verdict = AfdVerifier.read(in, "x.txt", System.out::println);
      var millis = (System.nanoTime() - begun) / 1_000_000;
      System.out.println(
          verdict.records() + " records, " + verdict.findings() + " findings, " + millis + " ms");
    }
  }
}
