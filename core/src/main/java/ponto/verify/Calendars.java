package ponto.verify;

/**
 * Dates and instants as the law prints them, read without making an object: they are most of it.
 */
final class Calendars {
  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  private static final int OFFSET_HOURS_MAX = 18;

  private Calendars() {}

  /** {@code AAAA-MM-dd}. */
  static boolean isDate(byte[] bytes, int from) {
    return bytes[from + 4] == '-'
        && bytes[from + 7] == '-'
        && isDay(digits(bytes, from, 4), digits(bytes, from + 5, 2), digits(bytes, from + 8, 2));
  }

  /** {@code AAAA-MM-ddThh:mm:00ZZZZZ}. */
  static boolean isInstant(byte[] bytes, int from) {
    return isDate(bytes, from)
        && bytes[from + 10] == 'T'
        && isBelow(digits(bytes, from + 11, 2), 24)
        && bytes[from + 13] == ':'
        && isBelow(digits(bytes, from + 14, 2), 60)
        && bytes[from + 16] == ':'
        && bytes[from + 17] == '0'
        && bytes[from + 18] == '0'
        && (bytes[from + 19] == '-' || bytes[from + 19] == '+')
        && isBelow(digits(bytes, from + 20, 2), OFFSET_HOURS_MAX + 1)
        && isBelow(digits(bytes, from + 22, 2), 60);
  }

  /** {@code ddmmaaaa} of Portaria 1510. */
  static boolean isShortDate(byte[] bytes, int from) {
    return isDay(digits(bytes, from + 4, 4), digits(bytes, from + 2, 2), digits(bytes, from, 2));
  }

  /** {@code hhmm} of Portaria 1510. */
  static boolean isShortTime(byte[] bytes, int from) {
    return isBelow(digits(bytes, from, 2), 24) && isBelow(digits(bytes, from + 2, 2), 60);
  }

  private static boolean isDay(int year, int month, int day) {
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > DAYS[month - 1]) {
      return false;
    }
    return month != 2 || day < 29 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
  }

  private static boolean isBelow(int value, int limit) {
    return value >= 0 && value < limit;
  }

  /** The number in these columns; -1 when one of them is no digit. */
  private static int digits(byte[] bytes, int from, int count) {
    var number = 0;
    for (var at = from; at < from + count; at++) {
      if (!Digits.isDigit(bytes[at])) {
        return -1;
      }
      number = 10 * number + (bytes[at] - '0');
    }
    return number;
  }
}
