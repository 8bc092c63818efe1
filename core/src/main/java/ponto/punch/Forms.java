package ponto.punch;

/** The contract's patterns as plain loops: the hot path knows no regular expressions. */
final class Forms {
  private static final int UUID_LENGTH = 36;
  private static final int ZONE_MAX = 40;

  private Forms() {}

  /** RFC 9562, version 1 to 8, variant 10xx, in either case. */
  static boolean isUuid(String text) {
    if (text.length() != UUID_LENGTH) {
      return false;
    }
    for (var i = 0; i < UUID_LENGTH; i++) {
      var c = text.charAt(i);
      var right =
          switch (i) {
            case 8, 13, 18, 23 -> c == '-';
            case 14 -> c >= '1' && c <= '8';
            case 19 -> c == '8' || c == '9' || c == 'a' || c == 'A' || c == 'b' || c == 'B';
            default -> isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
          };
      if (!right) {
        return false;
      }
    }
    return true;
  }

  /** The characters and length of a zone's name, whether or not there is such a zone. */
  static boolean isZone(String text) {
    if (text.isEmpty() || text.length() > ZONE_MAX) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !isDigit(c) && c != '_' && c != '+' && c != '/' && c != '-') {
        return false;
      }
    }
    return true;
  }

  /** The digits of a CPF, whether or not its check digits are right. */
  static boolean isElevenDigits(String text) {
    return text.length() == 11 && isDigits(text, 0, 11);
  }

  /** One to {@code max} characters from space to tilde. */
  static boolean isPrintable(String text, int max) {
    if (text.isEmpty() || text.length() > max) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  /** Whether there are only digits from {@code start} to before {@code end}. */
  static boolean isDigits(String text, int start, int end) {
    for (var i = start; i < end; i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
