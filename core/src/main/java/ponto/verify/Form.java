package ponto.verify;

import org.jspecify.annotations.Nullable;

/** What a field may hold. Columns are counted from 0, the last one exclusive. */
@SuppressWarnings("ImmutableEnumChecker") // A check has no state; nothing marks a lambda so.
enum Form {
  /** Looked at elsewhere: the type, the checksum, the hash. */
  OTHERWISE((_, _, _) -> null),
  ZEROS((bytes, from, to) ->
      Digits.areDigits(bytes, from, to) && Digits.number(bytes, from, to) == 0
          ? null
          : Fault.NOT_ZEROS),
  NUMBER((bytes, from, to) -> Digits.number(bytes, from, to) >= 0 ? null : Fault.NOT_A_NUMBER),
  NUMBER_IF_ANY((bytes, from, to) ->
      Digits.areSpaces(bytes, from, to) || Digits.number(bytes, from, to) >= 0
          ? null
          : Fault.NOT_A_NUMBER),
  TEXT((bytes, from, to) ->
      Digits.areSpaces(bytes, from, to) ? Fault.EMPTY : Texts.fault(bytes, from, to)),
  TEXT_IF_ANY(Texts::fault),
  DATE((bytes, from, _) -> Calendars.isDate(bytes, from) ? null : Fault.NOT_A_DATE),
  INSTANT((bytes, from, _) -> Calendars.isInstant(bytes, from) ? null : Fault.NOT_AN_INSTANT),
  SHORT_DATE((bytes, from, _) -> Calendars.isShortDate(bytes, from) ? null : Fault.NOT_A_DATE),
  SHORT_TIME((bytes, from, _) -> Calendars.isShortTime(bytes, from) ? null : Fault.NOT_A_TIME),
  CPF((bytes, from, to) -> {
    var at = Digits.cpfAt(bytes, from, to);
    if (at < 0) {
      return Fault.NOT_A_CPF;
    }
    return Digits.isCpf(bytes, at) ? null : Fault.CPF_DIGITS;
  }),
  /** The column before it says which: 1 CNPJ, 2 CPF. */
  COMPANY((bytes, from, to) -> {
    if (bytes[from - 1] == '2') {
      var at = Digits.cpfAt(bytes, from, to);
      return at >= 0 && Digits.isCpf(bytes, at) ? null : Fault.COMPANY_CPF;
    }
    return Digits.isCnpj(bytes, from) ? null : Fault.COMPANY_CNPJ;
  }),
  COMPANY_KIND(
      (bytes, from, _) -> bytes[from] == '1' || bytes[from] == '2' ? null : Fault.NOT_1_OR_2),
  VERSION((bytes, from, _) ->
      bytes[from] == '0'
              && bytes[from + 1] == '0'
              && (bytes[from + 2] == '3' || bytes[from + 2] == '4')
          ? null
          : Fault.VERSION),
  OPERATION((bytes, from, _) ->
      bytes[from] == 'I' || bytes[from] == 'A' || bytes[from] == 'E' ? null : Fault.OPERATION),
  /** Which kind of REP may have which is looked at elsewhere. */
  EVENT((bytes, from, to) -> isCode(bytes, from, to, 8) ? null : Fault.EVENT),
  COLLECTOR((bytes, from, to) -> isCode(bytes, from, to, 5) ? null : Fault.COLLECTOR),
  OFF_LINE((bytes, from, _) -> bytes[from] == '0' || bytes[from] == '1' ? null : Fault.NOT_0_OR_1);

  /** What can be wrong with a field's contents. */
  enum Fault {
    NOT_ZEROS(Rule.FIELD, "is not all zeros"),
    NOT_A_NUMBER(Rule.FIELD, "is not a number"),
    EMPTY(Rule.FIELD, "is empty"),
    CONTROL(Rule.FIELD, "has a control character"),
    UTF_8(Rule.ENCODING, "has letters in UTF-8, not in ISO-8859-1"),
    NOT_A_DATE(Rule.FIELD, "is not a date"),
    NOT_A_TIME(Rule.FIELD, "is not a time"),
    NOT_AN_INSTANT(Rule.FIELD, "is not an instant as AAAA-MM-ddThh:mm:00ZZZZZ"),
    NOT_A_CPF(Rule.CPF, "is not a CPF of 11 digits"),
    CPF_DIGITS(Rule.CPF, "is a CPF whose check digits are wrong"),
    COMPANY_CPF(Rule.COMPANY, "is not a CPF with right check digits"),
    COMPANY_CNPJ(Rule.COMPANY, "is not a CNPJ with right check digits"),
    NOT_1_OR_2(Rule.FIELD, "is neither 1 nor 2"),
    NOT_0_OR_1(Rule.FIELD, "is neither 0 nor 1"),
    VERSION(Rule.FIELD, "is neither 003 nor 004"),
    OPERATION(Rule.FIELD, "is not I, A or E"),
    EVENT(Rule.FIELD, "is not a code of an event, 01 to 08"),
    COLLECTOR(Rule.FIELD, "is not a code of a collector, 01 to 05");

    final Rule rule;
    final String said;

    Fault(Rule rule, String said) {
      this.rule = rule;
      this.said = said;
    }
  }

  private interface Check {
    @Nullable Fault fault(byte[] bytes, int from, int to);
  }

  private final Check check;

  Form(Check check) {
    this.check = check;
  }

  /** What is wrong with these columns; null when nothing is. */
  @Nullable Fault fault(byte[] bytes, int from, int to) {
    return check.fault(bytes, from, to);
  }

  private static boolean isCode(byte[] bytes, int from, int to, int greatest) {
    var code = Digits.number(bytes, from, to);
    return code >= 1 && code <= greatest;
  }
}
