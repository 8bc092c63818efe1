package ponto.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ponto.access.Access;
import ponto.access.Action;
import ponto.access.Scope;
import ponto.report.Asked;
import ponto.report.Period;

/** Reads from a request what a report is asked for, and by whom. */
final class ReportQuestion {
  private static final Pattern DOCUMENT = Pattern.compile("[0-9A-Z]{11,14}");
  private static final Pattern CPF = Pattern.compile("[0-9]{11}");
  private static final int LOGIN_LENGTH_MAX = 100;

  /** Days of other centuries are typing errors, and the database need not read them. */
  private static final LocalDate EARLIEST = LocalDate.of(1990, 1, 1);

  private static final LocalDate LATEST = LocalDate.of(2100, 12, 31);

  private ReportQuestion() {}

  /** Whose punches, by the caller's scope and the filters. */
  static Asked asked(Request request) {
    var viewer = request.caller();
    var scope = Access.scope(viewer, Action.READ_REPORTS);
    if (!scope.allows()) {
      throw Problem.forbidden("the role " + viewer.role().wire() + " may not read reports");
    }
    return new Asked(
        viewer.employerId(),
        scope == Scope.PEOPLE ? viewer.subject() : null,
        matching(request, "establishment", DOCUMENT, "not a CNPJ or CPF without punctuation"),
        team(request),
        matching(request, "worker", CPF, "not 11 digits"));
  }

  private static @Nullable String team(Request request) {
    var login = request.param("team").orElse(null);
    if (login != null
        && (login.length() > LOGIN_LENGTH_MAX || login.chars().anyMatch(c -> c < ' '))) {
      throw Problem.malformed("team", "not a login");
    }
    return login;
  }

  private static @Nullable String matching(
      Request request, String name, Pattern pattern, String otherwise) {
    var text = request.param(name).orElse(null);
    if (text != null && !pattern.matcher(text).matches()) {
      throw Problem.malformed(name, otherwise);
    }
    return text;
  }

  /** The days from {@code from} to {@code to}, both of which must be there. */
  static Period period(Request request) {
    var from = required(request, "from");
    var to = required(request, "to");
    if (to.isBefore(from)) {
      throw Problem.malformed("to", "before from");
    }
    if (ChronoUnit.DAYS.between(from, to) >= Period.DAYS_MAX) {
      throw Problem.malformed(
          "to",
          "more than "
              + Period.DAYS_MAX
              + " days; ask for a year at most, or for one report after the other");
    }
    return new Period(from, to);
  }

  private static LocalDate required(Request request, String name) {
    return date(request, name)
        .orElseThrow(() -> Problem.malformed(name, "missing: a date as 2026-11-22"));
  }

  /** A date parameter. */
  static Optional<LocalDate> date(Request request, String name) {
    return request.param(name).map(text -> date(name, text));
  }

  static LocalDate date(String field, String text) {
    try {
      var date = LocalDate.parse(text);
      if (!date.isBefore(EARLIEST) && !date.isAfter(LATEST)) {
        return date;
      }
    } catch (DateTimeException e) {
      // Answered below: the text is no date.
    }
    throw Problem.malformed(field, "not a date from 1990 to 2100, as 2026-11-22");
  }

  /** An instant with an offset, of the same years. */
  static Instant instant(String field, String text) {
    try {
      var instant = OffsetDateTime.parse(text);
      if (!instant.toLocalDate().isBefore(EARLIEST) && !instant.toLocalDate().isAfter(LATEST)) {
        return instant.toInstant();
      }
    } catch (DateTimeException e) {
      // Answered below: the text is no instant.
    }
    throw Problem.malformed(field, "not an instant of RFC 3339 with an offset, from 1990 to 2100");
  }

  /** The parts of a cursor's position, which may hold nothing that the database could not take. */
  static List<String> position(String cursor, Pattern form) {
    var position = form.matcher(Page.position(cursor));
    if (!position.matches()) {
      throw Problem.malformed("cursor", "not a cursor of this list");
    }
    return List.of(position.group().split(" ", -1));
  }

  /** Whether the caller wants a file for a spreadsheet. */
  static boolean wantsCsv(Request request) {
    return request.headers().getOrDefault("accept", "").contains("text/csv");
  }

  static boolean flag(Request request, String name) {
    var text = request.param(name).orElse("false");
    if (!text.equals("true") && !text.equals("false")) {
      throw Problem.malformed(name, "neither true nor false");
    }
    return text.equals("true");
  }
}
