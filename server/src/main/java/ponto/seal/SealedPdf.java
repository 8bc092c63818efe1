package ponto.seal;

import java.io.ByteArrayInputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The last signature inside a PDF: which bytes it covers, and its CMS. */
final class SealedPdf {
  private static final Pattern RANGE =
      Pattern.compile(
          "/ByteRange\\s*\\[\\s*(\\d{1,9})\\s+(\\d{1,9})\\s+(\\d{1,9})\\s+(\\d{1,9})\\s*]");

  private final byte[] pdf;
  private final int gap;
  private final int behind;

  private SealedPdf(byte[] pdf, int gap, int behind) {
    this.pdf = pdf;
    this.gap = gap;
    this.behind = behind;
  }

  /** What stands in place of the signature's reason; empty when the PDF has no signature. */
  static Optional<SealedPdf> of(byte[] pdf) {
    var text = new String(pdf, StandardCharsets.ISO_8859_1);
    var range = RANGE.matcher(text);
    Optional<SealedPdf> last = Optional.empty();
    while (range.find()) {
      var first = number(range.group(1));
      var gap = number(range.group(2));
      var behind = number(range.group(3));
      var isWhole = first == 0 && behind + number(range.group(4)) == pdf.length;
      var isGap = gap < behind && behind <= pdf.length;
      last =
          isWhole && isGap && pdf[gap] == '<' && pdf[behind - 1] == '>'
              ? Optional.of(new SealedPdf(pdf, gap, behind))
              : Optional.of(new SealedPdf(pdf, 0, 0));
    }
    return last;
  }

  /** Whether the signature covers every byte but itself. */
  boolean coversAll() {
    return behind > 0;
  }

  Seal.Content content() {
    return () ->
        new SequenceInputStream(
            new ByteArrayInputStream(pdf, 0, gap),
            new ByteArrayInputStream(pdf, behind, pdf.length - behind));
  }

  /** The CMS and the zeros that fill its place; not hexadecimal is no CMS. */
  byte[] cms() {
    var digits = new String(pdf, gap + 1, behind - gap - 2, StandardCharsets.ISO_8859_1);
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }
}
