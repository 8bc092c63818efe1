package ponto.roster;

/**
 * The CNPJ, a Brazilian company's number: twelve digits or capital letters, and two digits that
 * check them. The letters belong to the number and are never stripped.
 */
public final class Cnpj {
  private static final int LENGTH = 14;
  private static final int STEM = 12;
  private static final int WEIGHT_MAX = 9; // Weights run 2, 3 … 9, 2, 3 … from the right.

  private Cnpj() {}

  /** Whether these are fourteen characters whose check digits are right. */
  public static boolean isValid(String cnpj) {
    // Fourteen equal characters are never given to anybody, even where they check out.
    return hasForm(cnpj)
        && cnpj.chars().anyMatch(c -> c != cnpj.charAt(0))
        && checkDigit(cnpj, STEM) == cnpj.charAt(STEM)
        && checkDigit(cnpj, STEM + 1) == cnpj.charAt(STEM + 1);
  }

  private static boolean hasForm(String cnpj) {
    if (cnpj.length() != LENGTH) {
      return false;
    }
    for (var i = 0; i < LENGTH; i++) {
      var c = cnpj.charAt(i);
      var digit = c >= '0' && c <= '9';
      var letter = c >= 'A' && c <= 'Z';
      if (!digit && (i >= STEM || !letter)) {
        return false;
      }
    }
    return true;
  }

  /** A character's value is its code less 48: '0' is 0, 'A' is 17. */
  private static char checkDigit(String cnpj, int count) {
    var sum = 0;
    for (var i = 0; i < count; i++) {
      var weight = 2 + (count - 1 - i) % (WEIGHT_MAX - 1);
      sum += (cnpj.charAt(i) - '0') * weight;
    }
    var rest = sum % 11;
    return (char) ('0' + (rest < 2 ? 0 : 11 - rest));
  }
}
