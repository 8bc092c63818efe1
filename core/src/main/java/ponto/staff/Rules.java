package ponto.staff;

import static ponto.staff.Fault.wrong;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.zone.ZoneRulesProvider;
import java.util.Optional;
import java.util.regex.Pattern;
import ponto.afd.Latin1;
import ponto.punch.Cpf;
import ponto.roster.Cnpj;
import ponto.roster.Pis;

/** What each field must be, in bodies and in files alike; answers what is wrong, if anything. */
public final class Rules {
  /** The employer's name in a type 2 record; other names need no more. */
  public static final int NAME_MAX = 150;

  /** The place of work in a type 2 record. */
  public static final int PLACE_MAX = 100;

  public static final int JOB_MAX = 100;

  /** As a collector may name it in a punch. */
  private static final Pattern NUMBER = Pattern.compile("[ -~]{1,40}");

  private static final Pattern CNO_CAEPF = Pattern.compile("[0-9]{12}|[0-9]{14}");
  private static final Pattern INPI = Pattern.compile("[0-9]{1,17}");

  /** Nobody who works today began earlier; a year of two digits ends up before. */
  private static final LocalDate EARLIEST = LocalDate.of(1930, 1, 1);

  /** A contract for later is made months ahead, not decades. */
  private static final LocalDate LATEST = LocalDate.of(2100, 1, 1);

  private Rules() {}

  public static Optional<Fault> cpf(String field, String cpf) {
    if (cpf.length() != 11) {
      return Optional.of(
          wrong(
              field,
              "not the 11 digits of a CPF",
              "Write all 11 digits, the leading zeros too; in a spreadsheet make the column text."));
    }
    return Cpf.isValid(cpf)
        ? Optional.empty()
        : Optional.of(
            wrong(
                field, "the check digits of the CPF do not fit", "Compare it with the document."));
  }

  public static Optional<Fault> pis(String field, String pis) {
    if (pis.isEmpty() || Pis.isValid(pis)) {
      return Optional.empty();
    }
    return Optional.of(
        wrong(
            field,
            "not the 11 digits of a PIS, or its check digit does not fit",
            "Compare it with the document, or leave it out."));
  }

  /** A CNPJ, the alphanumeric one too, or a CPF. */
  public static Optional<Fault> document(String field, String document) {
    var fits = document.length() == 14 ? Cnpj.isValid(document) : Cpf.isValid(document);
    return fits
        ? Optional.empty()
        : Optional.of(
            wrong(
                field,
                "neither a CNPJ nor a CPF whose check digits fit",
                "Write the 14 characters of the CNPJ or the 11 digits of the CPF, without dots."));
  }

  /** CNO (12 digits) or CAEPF (14 digits); empty for none. */
  public static Optional<Fault> cnoCaepf(String field, String number) {
    return number.isEmpty() || CNO_CAEPF.matcher(number).matches()
        ? Optional.empty()
        : Optional.of(
            wrong(
                field,
                "neither the 12 digits of a CNO nor the 14 of a CAEPF",
                "Write the digits only, or leave it empty."));
  }

  /** The program's registration at the INPI; empty for none. */
  public static Optional<Fault> inpi(String field, String number) {
    return number.isEmpty() || INPI.matcher(number).matches()
        ? Optional.empty()
        : Optional.of(
            wrong(field, "not 1 to 17 digits", "Write the digits of the INPI number only."));
  }

  public static Optional<Fault> zone(String field, String zone) {
    return ZoneRulesProvider.getAvailableZoneIds().contains(zone)
        ? Optional.empty()
        : Optional.of(
            wrong(
                field,
                "no zone of the tz database",
                "America/Sao_Paulo is one, America/Manaus another."));
  }

  /** A text that is to be printed in ISO-8859-1: transliterated, nothing of it may be lost. */
  public static Optional<Fault> printable(String field, String text, int lengthMax) {
    var length = text.codePointCount(0, text.length());
    if (text.isBlank() || length > lengthMax) {
      return Optional.of(
          wrong(field, "empty, or longer than " + lengthMax + " characters", "Write it shorter."));
    }
    if (!text.codePoints().allMatch(Rules::isSeen)) {
      return Optional.of(
          wrong(
              field,
              "holds a character that cannot be seen or changes how others are read",
              "Type it anew."));
    }
    if (count(Latin1.printable(text)) > count(text)) {
      return Optional.of(
          wrong(
              field,
              "holds a letter for which ISO-8859-1, in which the legal file is written, has nothing",
              "Write it in Latin letters."));
    }
    return Optional.empty();
  }

  /** A registration or a badge; empty for none. */
  public static Optional<Fault> number(String field, String number) {
    return number.isEmpty() || NUMBER.matcher(number).matches()
        ? Optional.empty()
        : Optional.of(
            wrong(
                field,
                "not 1 to 40 printable characters of ASCII",
                "Write it as the badge reader sends it: digits, letters without accents, signs."));
  }

  public static Optional<Fault> date(String field, String date) {
    return day(date).isPresent()
        ? Optional.empty()
        : Optional.of(
            wrong(
                field,
                "no day of the calendar between 1930 and 2099",
                "Write the year with four digits: 2026-11-22, in a file also 22/11/2026."));
  }

  /** The day that this ISO date names. */
  static Optional<LocalDate> day(String date) {
    try {
      var day = LocalDate.parse(date);
      return day.isBefore(EARLIEST) || !day.isBefore(LATEST) ? Optional.empty() : Optional.of(day);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The zone that the rule above let pass. */
  public static ZoneId zone(String zone) {
    return ZoneId.of(zone);
  }

  private static long count(String text) {
    return text.chars().filter(c -> c == '?').count();
  }

  /** Whether this character has a shape of its own, and neither hides nor turns what follows. */
  public static boolean isSeen(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
