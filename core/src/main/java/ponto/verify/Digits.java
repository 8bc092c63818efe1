package ponto.verify;

/** Numbers in columns, and the check digits of CPF and CNPJ. */
final class Digits {
  private static final int CPF_DIGITS = 11;
  private static final int CNPJ_CHARACTERS = 14;
  private static final int CNPJ_ROOT = 12;

  private Digits() {}

  static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }

  /**
   * The number in the columns, zeros on its left or spaces on its right, for the norm is read both
   * ways; -1 when it is none.
   */
  static long number(byte[] bytes, int from, int to) {
    var end = to;
    while (end > from && bytes[end - 1] == ' ') {
      end--;
    }
    if (end == from || end - from > 18) {
      return -1;
    }
    var number = 0L;
    for (var at = from; at < end; at++) {
      if (!isDigit(bytes[at])) {
        return -1;
      }
      number = 10 * number + (bytes[at] - '0');
    }
    return number;
  }

  /** As {@link #number}, but not with zeros on its left and spaces on its right at once. */
  static long count(byte[] bytes, int from, int to) {
    var isBoth = bytes[from] == '0' && bytes[to - 1] == ' ' && bytes[from + 1] != ' ';
    return isBoth ? -1 : number(bytes, from, to);
  }

  static boolean areDigits(byte[] bytes, int from, int to) {
    for (var at = from; at < to; at++) {
      if (!isDigit(bytes[at])) {
        return false;
      }
    }
    return true;
  }

  static boolean areSpaces(byte[] bytes, int from, int to) {
    for (var at = from; at < to; at++) {
      if (bytes[at] != ' ') {
        return false;
      }
    }
    return true;
  }

  /** Where the CPF's eleven digits begin, behind zeros or before spaces; -1 when they do not. */
  static int cpfAt(byte[] bytes, int from, int to) {
    if (bytes[to - 1] != ' ') {
      for (var at = from; at < to - CPF_DIGITS; at++) {
        if (bytes[at] != '0') {
          return -1;
        }
      }
      return areDigits(bytes, to - CPF_DIGITS, to) ? to - CPF_DIGITS : -1;
    }
    var behind = from + CPF_DIGITS;
    return areDigits(bytes, from, behind) && areSpaces(bytes, behind, to) ? from : -1;
  }

  /**
   * Whether the check digits of the CPF at these columns are right; eleven equal digits are not.
   */
  static boolean isCpf(byte[] bytes, int from) {
    var equal = true;
    for (var at = from + 1; at < from + CPF_DIGITS; at++) {
      equal &= bytes[at] == bytes[from];
    }
    return !equal
        && checkDigit(bytes, from, 9, 10) == bytes[from + 9]
        && checkDigit(bytes, from, 10, 11) == bytes[from + 10];
  }

  /** Digits or capital letters, and two check digits over their codes less 48. */
  static boolean isCnpj(byte[] bytes, int from) {
    for (var at = from; at < from + CNPJ_ROOT; at++) {
      if (!isDigit(bytes[at]) && (bytes[at] < 'A' || bytes[at] > 'Z')) {
        return false;
      }
    }
    return !areZeros(bytes, from)
        && checkDigit(bytes, from, CNPJ_ROOT, 9) == bytes[from + CNPJ_ROOT]
        && checkDigit(bytes, from, CNPJ_ROOT + 1, 9) == bytes[from + CNPJ_ROOT + 1];
  }

  private static boolean areZeros(byte[] bytes, int from) {
    for (var at = from; at < from + CNPJ_CHARACTERS; at++) {
      if (bytes[at] != '0') {
        return false;
      }
    }
    return true;
  }

  /** Weights 2, 3, 4 … from the right, beginning anew behind the greatest. */
  private static int checkDigit(byte[] bytes, int from, int count, int greatest) {
    var sum = 0;
    var weight = 2;
    for (var at = from + count - 1; at >= from; at--) {
      sum += (bytes[at] - '0') * weight;
      weight = weight == greatest ? 2 : weight + 1;
    }
    return '0' + (sum % 11 < 2 ? 0 : 11 - sum % 11);
  }
}
