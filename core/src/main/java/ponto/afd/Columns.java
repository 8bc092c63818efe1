package ponto.afd;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HexFormat;

/**
 * A fixed-column line under construction: zero-filled numbers, space-filled text, one byte a
 * character.
 */
final class Columns {
  private final StringBuilder line;
  private final int length;

  Columns(int length) {
    this.line = new StringBuilder(length);
    this.length = length;
  }

  /** A number, zeros on the left. */
  Columns number(long value, int width) {
    return number(Long.toString(value), width);
  }

  /** Digits, zeros on the left; more digits than columns can only be a defect. */
  Columns number(String digits, int width) {
    if (digits.length() > width) {
      throw new IllegalArgumentException(
          "a number of " + digits.length() + " digits in " + width + " columns");
    }
    line.repeat('0', width - digits.length()).append(digits);
    return this;
  }

  /** Text, spaces on the right, cut to its columns. */
  Columns text(String value, int width) {
    var printable = Latin1.printable(value);
    if (printable.length() > width) {
      line.append(printable, 0, width);
    } else {
      line.append(printable).repeat(' ', width - printable.length());
    }
    return this;
  }

  /** {@code AAAA-MM-ddThh:mm:00ZZZZZ}: seconds are cut, never rounded. */
  Columns instant(OffsetDateTime at) {
    date(at.toLocalDate()).character('T').number(at.getHour(), 2).character(':');
    number(at.getMinute(), 2);
    line.append(":00");
    var minutes = at.getOffset().getTotalSeconds() / 60;
    character(minutes < 0 ? '-' : '+');
    return number(Math.abs(minutes) / 60, 2).number(Math.abs(minutes) % 60, 2);
  }

  /** {@code AAAA-MM-dd}. */
  Columns date(LocalDate date) {
    number(date.getYear(), 4).character('-').number(date.getMonthValue(), 2).character('-');
    return number(date.getDayOfMonth(), 2);
  }

  /** CRC-16/KERMIT over everything before it, four upper-case hex characters. */
  Columns crc() {
    var crc = Crc16.kermit(line.toString().getBytes(StandardCharsets.ISO_8859_1));
    line.append(HexFormat.of().withUpperCase().toHexDigits((short) crc));
    return this;
  }

  /** The whole line; its length is the law's. */
  String line() {
    if (line.length() != length) {
      throw new IllegalStateException("a line of " + line.length() + " characters, not " + length);
    }
    return line.toString();
  }

  private Columns character(char value) {
    line.append(value);
    return this;
  }
}
