package ponto.punch;

/** Compares a JSON number's text with whole bounds, exactly and in linear time. */
final class Decimals {
  /** Beyond this exponent a number is as good as infinite, or as good as nothing. */
  private static final long EXPONENT_MAX = 1L << 40;

  /** So many digits always fit a long; every bound of the contract has fewer. */
  private static final int LONG_DIGITS = 18;

  private Decimals() {}

  /**
   * Whether the number lies within the bounds, both included. BigDecimal would do as well, but
   * takes quadratic time for a number of a hundred thousand digits and fails on a huge exponent.
   *
   * @param number a number as JSON writes it
   * @param min at most 17 digits
   * @param max at most 17 digits
   */
  static boolean isWithin(String number, long min, long max) {
    var negative = number.charAt(0) == '-';
    var whole = 0L; // The digits before the point of 0.d1d2d3... x 10^exponent, cut off.
    var digits = 0; // Significant ones, so far.
    var fraction = false; // Whether anything but zeros was cut off.
    var exponent = exponentOf(number);
    var mantissaEnd = mantissaEnd(number);
    var point = number.indexOf('.');
    var wholeEnd = point < 0 ? mantissaEnd : point;
    for (var i = negative ? 1 : 0; i < mantissaEnd; i++) {
      var c = number.charAt(i);
      if (c == '.' || (c == '0' && digits == 0)) {
        continue;
      }
      if (digits == 0) {
        exponent += i < wholeEnd ? wholeEnd - i : wholeEnd - i + 1;
        if (exponent > LONG_DIGITS) {
          return false;
        }
      }
      if (digits++ < exponent) {
        whole = whole * 10 + (c - '0');
      } else {
        fraction |= c != '0';
      }
    }
    if (digits == 0) {
      return min <= 0 && max >= 0;
    }
    for (; digits < exponent; digits++) {
      whole *= 10;
    }
    return negative
        ? -whole <= max && (fraction ? -whole > min : -whole >= min)
        : whole >= min && (fraction ? whole < max : whole <= max);
  }

  private static int mantissaEnd(String number) {
    for (var i = number.length() - 1; i >= 0; i--) {
      var c = number.charAt(i);
      if (c == 'e' || c == 'E') {
        return i;
      }
    }
    return number.length();
  }

  private static long exponentOf(String number) {
    var end = number.length();
    var i = mantissaEnd(number) + 1;
    if (i > end) {
      return 0;
    }
    var negative = number.charAt(i) == '-';
    var exponent = 0L;
    for (i = negative || number.charAt(i) == '+' ? i + 1 : i; i < end; i++) {
      exponent = Math.min(EXPONENT_MAX, exponent * 10 + (number.charAt(i) - '0'));
    }
    return negative ? -exponent : exponent;
  }
}
