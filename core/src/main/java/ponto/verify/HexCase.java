package ponto.verify;

import java.util.Locale;

/** In which letters hexadecimal digits are written. */
enum HexCase {
  /** Only digits: either. */
  NONE,
  LOWER,
  UPPER,
  MIXED;

  /** Of these columns; null would be no case: who calls has seen that they are hexadecimal. */
  static HexCase of(byte[] bytes, int from, int to) {
    var lower = false;
    var upper = false;
    for (var at = from; at < to; at++) {
      lower |= bytes[at] >= 'a';
      upper |= bytes[at] >= 'A' && bytes[at] < 'a';
    }
    if (lower && upper) {
      return MIXED;
    }
    if (lower) {
      return LOWER;
    }
    return upper ? UPPER : NONE;
  }

  /** Whether all these columns are hexadecimal digits. */
  static boolean isHex(byte[] bytes, int from, int to) {
    for (var at = from; at < to; at++) {
      if (digit(bytes[at]) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The value of a hexadecimal digit in either case; -1 when it is none. */
  static int digit(byte value) {
    if (value >= '0' && value <= '9') {
      return value - '0';
    }
    if (value >= 'a' && value <= 'f') {
      return value - 'a' + 10;
    }
    return value >= 'A' && value <= 'F' ? value - 'A' + 10 : -1;
  }

  /** In words. */
  String words() {
    return name().toLowerCase(Locale.ROOT) + " case";
  }
}
