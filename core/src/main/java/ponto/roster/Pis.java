package ponto.roster;

/**
 * The PIS (PASEP, NIS, NIT), a Brazilian worker's number in social insurance: eleven digits, the
 * last checks.
 */
public final class Pis {
  private static final String WEIGHTS = "3298765432";

  private Pis() {}

  /** Whether these are eleven digits whose last one checks the others. */
  public static boolean isValid(String pis) {
    if (pis.length() != 11 || !pis.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    // Eleven equal digits are never given to anybody, even where they check out.
    if (pis.chars().allMatch(c -> c == pis.charAt(0))) {
      return false;
    }
    var sum = 0;
    for (var i = 0; i < WEIGHTS.length(); i++) {
      sum += (pis.charAt(i) - '0') * (WEIGHTS.charAt(i) - '0');
    }
    var rest = 11 - sum % 11;
    return pis.charAt(10) - '0' == (rest > 9 ? 0 : rest);
  }
}
