package ponto.afd;

import java.text.Normalizer;
import java.util.Map;

/**
 * Text as ISO-8859-1 can print it: what it lacks is written without its accents, else as a question
 * mark.
 */
public final class Latin1 {
  /** Letters and signs that Unicode does not take apart, as people write them without. */
  private static final Map<Integer, String> LIKE =
      Map.ofEntries(
          Map.entry((int) 'Ł', "L"),
          Map.entry((int) 'ł', "l"),
          Map.entry((int) 'Đ', "D"),
          Map.entry((int) 'đ', "d"),
          Map.entry((int) 'Ħ', "H"),
          Map.entry((int) 'ħ', "h"),
          Map.entry((int) 'ı', "i"),
          Map.entry((int) 'Œ', "OE"),
          Map.entry((int) 'œ', "oe"),
          Map.entry((int) '‘', "'"),
          Map.entry((int) '’', "'"),
          Map.entry((int) '“', "\""),
          Map.entry((int) '”', "\""),
          Map.entry((int) '–', "-"),
          Map.entry((int) '—', "-"));

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
    var like = LIKE.get(point);
    if (like != null) {
      return like;
    }
    var base = Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKD).codePointAt(0);
    return prints(base) ? Character.toString(base) : "?";
  }
}
