package ponto.punch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A device's instant as RFC 3339 writes it: in milliseconds, with the offset that its writer had.
 *
 * @param instant cut to whole milliseconds
 * @param offsetMinutes east of UTC
 */
public record OffsetInstant(Instant instant, int offsetMinutes) {
  private static final int SECONDS_END = 19; // 2026-11-22T08:01:37
  private static final int FRACTION_DIGITS_MAX = 9;
  private static final int OFFSET_MINUTES_MAX = ZoneOffset.MAX.getTotalSeconds() / 60;

  public OffsetInstant {
    requireNonNull(instant, "instant");
    if (Math.abs(offsetMinutes) > OFFSET_MINUTES_MAX) {
      throw new IllegalArgumentException("offset is " + offsetMinutes + " minutes");
    }
  }

  /** Whether the text has the form, be it right (as 30 February is not) or wrong. */
  public static boolean hasForm(String text) {
    if (text.length() <= SECONDS_END
        || !Forms.isDigits(text, 0, 4)
        || text.charAt(4) != '-'
        || !Forms.isDigits(text, 5, 7)
        || text.charAt(7) != '-'
        || !Forms.isDigits(text, 8, 10)
        || text.charAt(10) != 'T'
        || !Forms.isDigits(text, 11, 13)
        || text.charAt(13) != ':'
        || !Forms.isDigits(text, 14, 16)
        || text.charAt(16) != ':'
        || !Forms.isDigits(text, 17, SECONDS_END)) {
      return false;
    }
    var offset = offsetStart(text);
    var fraction = offset - SECONDS_END - 1;
    if (offset > SECONDS_END && (fraction < 1 || fraction > FRACTION_DIGITS_MAX)) {
      return false;
    }
    return text.startsWith("Z", offset) ? offset + 1 == text.length() : hasOffset(text, offset);
  }

  private static boolean hasOffset(String text, int start) {
    return start + 6 == text.length()
        && (text.charAt(start) == '+' || text.charAt(start) == '-')
        && Forms.isDigits(text, start + 1, start + 3)
        && text.charAt(start + 3) == ':'
        && Forms.isDigits(text, start + 4, start + 6);
  }

  /** Where the offset must start: after the seconds and their fraction. */
  private static int offsetStart(String text) {
    var i = SECONDS_END;
    if (text.charAt(i) == '.') {
      i++;
      while (i < text.length() && Forms.isDigits(text, i, i + 1)) {
        i++;
      }
    }
    return i;
  }

  /**
   * The instant; empty when the text lacks the form or no calendar and no clock ever showed it: 30
   * February, 24:00, second 60, an offset beyond 18 hours.
   */
  public static Optional<OffsetInstant> parse(String text) {
    if (!hasForm(text)) {
      return Optional.empty();
    }
    var year = number(text, 0, 4);
    var month = number(text, 5, 7);
    var day = number(text, 8, 10);
    var hour = number(text, 11, 13);
    var minute = number(text, 14, 16);
    var second = number(text, 17, SECONDS_END);
    if (month < 1 || month > 12 || day < 1 || day > YearMonth.of(year, month).lengthOfMonth()) {
      return Optional.empty();
    }
    var start = offsetStart(text);
    var offsetHours = text.charAt(start) == 'Z' ? 0 : number(text, start + 1, start + 3);
    var offsetRest = text.charAt(start) == 'Z' ? 0 : number(text, start + 4, start + 6);
    var offset = (offsetHours * 60 + offsetRest) * (text.charAt(start) == '-' ? -1 : 1);
    if (hour > 23
        || minute > 59
        || second > 59
        || offsetRest > 59
        || Math.abs(offset) > OFFSET_MINUTES_MAX) {
      return Optional.empty();
    }
    var minutes = LocalDate.of(year, month, day).toEpochDay() * 1440 + hour * 60L + minute - offset;
    var millis = (minutes * 60 + second) * 1000 + millis(text, start);
    return Optional.of(new OffsetInstant(Instant.ofEpochMilli(millis), offset));
  }

  private static int millis(String text, int end) {
    var millis = 0;
    for (var i = SECONDS_END + 1; i <= SECONDS_END + 3; i++) {
      millis = millis * 10 + (i < end ? text.charAt(i) - '0' : 0);
    }
    return millis;
  }

  private static int number(String text, int start, int end) {
    var number = 0;
    for (var i = start; i < end; i++) {
      number = number * 10 + (text.charAt(i) - '0');
    }
    return number;
  }
}
