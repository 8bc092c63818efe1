package ponto.afd;

import java.text.Normalizer;

/**
 * Text as ISO-8859-1 can print it: what it lacks is written without its accents, else as a question
 * mark.
 */
public final class Latin1 {
  private Latin1() {}

  /** The printable form; control characters become spaces, so that no name can break a line. */
  public static String printable(String text) {
    var composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    if (composed.chars().allMatch(Latin1::prints)) {
      return composed;
    }
    var printable = new StringBuilder(composed.length());
    composed
        .codePoints()
        .forEach(point -> {
          if (prints(point)) {
            printable.appendCodePoint(point);
          } else if (Character.isISOControl(point) || Character.isWhitespace(point)) {
            printable.append(' ');
          } else {
            printable.append(withoutAccents(point));
          }
        });
    return printable.toString();
  }

  private static boolean prints(int point) {
    return (point >= 0x20 && point <= 0x7e) || (point >= 0xa0 && point <= 0xff);
  }

  private static String withoutAccents(int point) {
    var base = Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKD).codePointAt(0);
    return prints(base) ? Character.toString(base) : "?";
  }
}
