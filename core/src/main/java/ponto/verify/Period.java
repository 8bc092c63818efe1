package ponto.verify;

/**
 * The header's first and last date.
 *
 * @param first as printed, AAAA-MM-dd; so they compare as text
 * @param last as printed
 */
record Period(String first, String last) {
  /** Of a header that cannot be relied on: everything is inside. */
  static final Period UNKNOWN = new Period("", "");

  private static final int DATE = 10;

  static Period of(Line header) {
    return new Period(header.text(206, 216), header.text(216, 226));
  }

  boolean isForward() {
    return first.compareTo(last) <= 0;
  }

  /**
   * Whether one of the record's instants is inside: by which of them records are chosen, the norm
   * does not say.
   */
  boolean covers(Line line) {
    if (this.equals(UNKNOWN) || Portaria.MTP_671.layout(line.type(), line.length()) == null) {
      return true;
    }
    return switch (line.type()) {
      case '2', '3', '5', '6' -> covers(line, 10);
      case '4' -> covers(line, 34) || covers(line, 10);
      case '7' -> covers(line, 46) || covers(line, 10);
      default -> true;
    };
  }

  private boolean covers(Line line, int from) {
    return compare(line, from, first) >= 0 && compare(line, from, last) <= 0;
  }

  private static int compare(Line line, int from, String date) {
    for (var at = 0; at < DATE; at++) {
      var difference = (line.bytes[from + at] & 0xff) - date.charAt(at);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }
}
