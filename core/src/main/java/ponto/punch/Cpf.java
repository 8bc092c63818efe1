package ponto.punch;

/** The CPF, a Brazilian person's number: nine digits and two that check them. */
public final class Cpf {
  private static final int LENGTH = 11;

  private Cpf() {}

  /** Whether these are eleven digits whose check digits are right. */
  public static boolean isValid(String cpf) {
    // Eleven equal digits check out, but are never given to anybody.
    return Forms.isElevenDigits(cpf)
        && cpf.chars().anyMatch(c -> c != cpf.charAt(0))
        && checkDigit(cpf, LENGTH - 2) == cpf.charAt(LENGTH - 2)
        && checkDigit(cpf, LENGTH - 1) == cpf.charAt(LENGTH - 1);
  }

  /** The digit that the first {@code count} demand: weights 2, 3, 4 … from the right, modulo 11. */
  private static char checkDigit(String cpf, int count) {
    var sum = 0;
    for (var i = 0; i < count; i++) {
      sum += (cpf.charAt(i) - '0') * (count + 1 - i);
    }
    var rest = sum % 11;
    return (char) ('0' + (rest < 2 ? 0 : 11 - rest));
  }
}
