package ponto.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes lines as a Brazilian Excel opens them with a double click: UTF-8 with its mark,
 * semicolons, CRLF, dd/mm/yyyy. No text becomes a formula.
 */
final class Csv {
  /** Excel reads UTF-8 only behind it. */
  private static final char MARK = '\uFEFF';

  /** What begins with one of these would be reckoned, or run, by a spreadsheet. */
  private static final String FORMULA_STARTS = "=+-@\t\r";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("dd/MM/uuuu", Locale.ROOT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final Writer out;

  Csv(Writer out, String... columns) {
    this.out = out;
    put(MARK);
    line(columns);
  }

  static String date(LocalDate date) {
    return DATE.format(date);
  }

  static String time(LocalTime time) {
    return TIME.format(time);
  }

  /**
   * A CPF or CNPJ with its dots, so that it stays a text: of bare digits a spreadsheet takes the
   * zeros away.
   */
  static String document(String text) {
    return switch (text.length()) {
      case 11 ->
          part(text, 0, 3)
              + '.'
              + part(text, 3, 6)
              + '.'
              + part(text, 6, 9)
              + '-'
              + part(text, 9, 11);
      case 14 ->
          part(text, 0, 2)
              + '.'
              + part(text, 2, 5)
              + '.'
              + part(text, 5, 8)
              + '/'
              + part(text, 8, 12)
              + '-'
              + part(text, 12, 14);
      default -> text;
    };
  }

  private static String part(String text, int from, int to) {
    return text.substring(from, to);
  }

  static String flag(boolean flag) {
    return flag ? "sim" : "não";
  }

  /** One line of these cells. */
  void line(String... cells) {
    try {
      for (var place = 0; place < cells.length; place++) {
        if (place > 0) {
          out.write(';');
        }
        cell(cells[place]);
      }
      out.write("\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void put(char character) {
    try {
      out.write(character);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void cell(String text) throws IOException {
    var safe = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    if (safe.chars().noneMatch(c -> c == ';' || c == '"' || c == '\n' || c == '\r')) {
      out.write(safe);
    } else {
      out.write('"' + safe.replace("\"", "\"\"") + '"');
    }
  }
}
