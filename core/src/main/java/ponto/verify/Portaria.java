package ponto.verify;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The two norms' layouts, as tables. */
@SuppressWarnings("ImmutableEnumChecker") // A layout's fields are never changed; nothing marks it.
enum Portaria {
  /** AFD 003 and 004. */
  MTP_671(
      "234567",
      start('1', Form.ZEROS)
          .field("kind of employer's number", 1, Form.COMPANY_KIND)
          .field("employer's CNPJ or CPF", 14, Form.COMPANY)
          .field("CNO or CAEPF", 14, Form.NUMBER_IF_ANY)
          .field("employer's name", 150, Form.TEXT)
          .field("number of the REP", 17, Form.NUMBER)
          .field("first date", 10, Form.DATE)
          .field("last date", 10, Form.DATE)
          .field("generated at", 24, Form.INSTANT)
          .field("version of the layout", 3, Form.VERSION)
          .field("kind of developer's number", 1, Form.COMPANY_KIND)
          .field("developer's CNPJ or CPF", 14, Form.COMPANY)
          .field("model", 30, Form.TEXT_IF_ANY)
          .endWithCrc(),
      start('2', Form.NUMBER)
          .field("recorded at", 24, Form.INSTANT)
          .field("CPF of the responsible person", 14, Form.CPF)
          .field("kind of employer's number", 1, Form.COMPANY_KIND)
          .field("employer's CNPJ or CPF", 14, Form.COMPANY)
          .field("CNO or CAEPF", 14, Form.NUMBER_IF_ANY)
          .field("employer's name", 150, Form.TEXT)
          .field("place of work", 100, Form.TEXT)
          .endWithCrc(),
      start('3', Form.NUMBER)
          .field("punched at", 24, Form.INSTANT)
          .field("CPF of the worker", 12, Form.CPF)
          .endWithCrc(),
      start('4', Form.NUMBER)
          .field("before the adjustment", 24, Form.INSTANT)
          .field("adjusted to", 24, Form.INSTANT)
          .field("CPF of the responsible person", 11, Form.CPF)
          .endWithCrc(),
      start('5', Form.NUMBER)
          .field("recorded at", 24, Form.INSTANT)
          .field("operation", 1, Form.OPERATION)
          .field("CPF of the worker", 12, Form.CPF)
          .field("name of the worker", 52, Form.TEXT)
          .field("other data of the worker", 4, Form.TEXT_IF_ANY)
          .field("CPF of the responsible person", 11, Form.CPF)
          .endWithCrc(),
      start('6', Form.NUMBER)
          .field("recorded at", 24, Form.INSTANT)
          .field("event", 2, Form.EVENT)
          .end(),
      start('7', Form.NUMBER)
          .field("punched at", 24, Form.INSTANT)
          .field("CPF of the worker", 12, Form.CPF)
          .field("recorded at", 24, Form.INSTANT)
          .field("collector", 2, Form.COLLECTOR)
          .field("off-line", 1, Form.OFF_LINE)
          .field("hash", 64, Form.OTHERWISE)
          .end(),
      trailer(6)),

  /** Its first form, and the INMETRO's with a responsible person and a CRC. */
  MTE_1510(
      "23456",
      header1510().end(),
      header1510().endWithCrc(),
      employer1510(recorded1510('2')).end(),
      employer1510(recorded1510('2').field("CPF of the responsible person", 14, Form.CPF))
          .endWithCrc(),
      punch1510().end(),
      punch1510().endWithCrc(),
      adjustment1510().end(),
      adjustment1510().field("CPF of the responsible person", 11, Form.CPF).endWithCrc(),
      worker1510().end(),
      worker1510()
          .field("other data of the worker", 4, Form.TEXT_IF_ANY)
          .field("CPF of the responsible person", 11, Form.CPF)
          .endWithCrc(),
      recorded1510('6').field("event", 2, Form.EVENT).end(),
      trailer(4),
      trailer(5));

  /** The longest header of 1510; 671 has a longer one. */
  private static final int HEADER_1510_MAX = 236;

  private final String counted;
  private final List<Layout> layouts;

  Portaria(String counted, Layout... layouts) {
    this.counted = counted;
    this.layouts = List.of(layouts);
  }

  /** The types that the trailer counts, in its order. */
  String counted() {
    return counted;
  }

  /** The layout of a type in this length; null when there is none. */
  @Nullable Layout layout(char type, long length) {
    for (var index = 0; index < layouts.size(); index++) {
      var layout = layouts.get(index);
      if (layout.type() == type && layout.length() == length) {
        return layout;
      }
    }
    return null;
  }

  boolean knows(char type) {
    return layouts.stream().anyMatch(layout -> layout.type() == type);
  }

  /** The lengths that a type may have, as a text. */
  String lengths(char type) {
    return layouts.stream()
        .filter(layout -> layout.type() == type)
        .map(layout -> String.format(Locale.ROOT, "%d", layout.length()))
        .collect(Collectors.joining(" or "));
  }

  /** Which norm the first line of a file obeys. */
  static Portaria of(Line first) {
    var length = first.length();
    var is1510 =
        switch (first.type()) {
          case '1' ->
              first.startsWith("000000000")
                  && length <= HEADER_1510_MAX
                  && length >= 220
                  && Calendars.isShortDate(first.bytes, 204)
                  && Calendars.isShortDate(first.bytes, 212);
          case '3' -> (length == 34 || length == 38) && Calendars.isShortDate(first.bytes, 10);
          default -> false;
        };
    return is1510 ? MTE_1510 : MTP_671;
  }

  private static Layout.Builder start(char type, Form nsr) {
    return Layout.of(type).field("NSR", 9, nsr).field("type", 1, Form.OTHERWISE);
  }

  private static Layout trailer(int counts) {
    var trailer = Layout.of('9').field("999999999", 9, Form.NUMBER);
    for (var type = 0; type < counts; type++) {
      trailer.field("records of type " + (type + 2), 9, Form.NUMBER);
    }
    return trailer.field("type", 1, Form.OTHERWISE).end();
  }

  private static Layout.Builder recorded1510(char type) {
    return start(type, Form.NUMBER)
        .field("date", 8, Form.SHORT_DATE)
        .field("time", 4, Form.SHORT_TIME);
  }

  private static Layout.Builder header1510() {
    return start('1', Form.ZEROS)
        .field("kind of employer's number", 1, Form.COMPANY_KIND)
        .field("employer's CNPJ or CPF", 14, Form.COMPANY)
        .field("CEI", 12, Form.NUMBER_IF_ANY)
        .field("employer's name", 150, Form.TEXT)
        .field("number of the REP", 17, Form.NUMBER)
        .field("first date", 8, Form.SHORT_DATE)
        .field("last date", 8, Form.SHORT_DATE)
        .field("date of generation", 8, Form.SHORT_DATE)
        .field("time of generation", 4, Form.SHORT_TIME);
  }

  private static Layout.Builder employer1510(Layout.Builder begun) {
    return begun
        .field("kind of employer's number", 1, Form.COMPANY_KIND)
        .field("employer's CNPJ or CPF", 14, Form.COMPANY)
        .field("CEI", 12, Form.NUMBER_IF_ANY)
        .field("employer's name", 150, Form.TEXT)
        .field("place of work", 100, Form.TEXT);
  }

  private static Layout.Builder punch1510() {
    return recorded1510('3').field("PIS of the worker", 12, Form.NUMBER);
  }

  private static Layout.Builder adjustment1510() {
    return start('4', Form.NUMBER)
        .field("date before", 8, Form.SHORT_DATE)
        .field("time before", 4, Form.SHORT_TIME)
        .field("date adjusted", 8, Form.SHORT_DATE)
        .field("time adjusted", 4, Form.SHORT_TIME);
  }

  private static Layout.Builder worker1510() {
    return recorded1510('5')
        .field("operation", 1, Form.OPERATION)
        .field("PIS of the worker", 12, Form.NUMBER)
        .field("name of the worker", 52, Form.TEXT);
  }
}
