package ponto.api;

import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import ponto.access.Connections;
import ponto.access.Tenant;
import ponto.report.Asked;
import ponto.report.Choices;
import ponto.report.DayLine;
import ponto.report.DayList;
import ponto.report.Headcount;
import ponto.report.Period;
import ponto.report.Presence;
import ponto.report.PunchLine;
import ponto.report.PunchList;
import ponto.report.PunchList.Which;

/** What the recorded punches say of a company: who is in, who came when, what looks odd. */
public final class ReportOperations {
  private static final int LATE_MINUTES_DEFAULT = 60;
  private static final int LATE_MINUTES_MAX = 1_000_000;
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  /** Instant, the establishment's document, NSR. */
  private static final Pattern PUNCH_POSITION =
      Pattern.compile("[0-9T:.Z-]{1,40} [0-9A-Z]{1,14} [0-9]{1,9}");

  /** Date, CPF. */
  private static final Pattern DAY_POSITION = Pattern.compile("[0-9-]{10} [0-9]{11}");

  private final Connections connections;
  private final Exports exports;
  private final InstantSource clock;

  public ReportOperations(Connections connections, InstantSource clock) {
    this.connections = connections;
    this.exports = new Exports(connections);
    this.clock = clock;
  }

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of(
        "getReportFilters", this::filters,
        "reportPresence", this::presence,
        "reportHeadcount", this::headcount,
        "reportPunches", this::punches,
        "reportDays", this::days,
        "reportLate", this::late);
  }

  private <T> T read(Asked asked, Tenant.Work<T> work) throws SQLException {
    return Tenant.speakingFor(asked.employerId(), connections, work);
  }

  private Response filters(Request request) throws SQLException {
    var asked = ReportQuestion.asked(request);
    record Found(List<Choices.Establishment> establishments, List<Choices.Team> teams) {}
    var found =
        read(
            asked,
            connection ->
                new Found(
                    Choices.establishments(connection, asked.employerId()),
                    Choices.teams(connection, asked.employerId(), asked.manager())));
    return Response.json(
        Json.object(json ->
            json.objects(
                    "establishments",
                    found.establishments(),
                    (item, one) ->
                        item.text("document", one.document())
                            .text("name", one.name())
                            .text("zone", one.zone().getId()))
                .objects(
                    "teams",
                    found.teams(),
                    (item, team) -> item.text("login", team.login()).text("name", team.name()))));
  }

  private Response presence(Request request) throws SQLException {
    var asked = ReportQuestion.asked(request);
    var at =
        request
            .param("at")
            .map(text -> ReportQuestion.instant("at", text))
            .orElseGet(clock::instant);
    if (ReportQuestion.wantsCsv(request)) {
      return exports.csv(
          asked.employerId(),
          "ponto-presenca",
          (connection, out) ->
              ReportFiles.presence(
                  Presence.at(connection, asked, at),
                  Choices.zone(connection, asked).orElse(ReportFiles.UNKNOWN_ZONE),
                  out));
    }
    var limit = Page.limit(request);
    var after = request.param("cursor").map(Page::position).orElse("");
    var everybody = read(asked, connection -> Presence.at(connection, asked, at));
    var rest = everybody.stream().filter(one -> one.cpf().compareTo(after) > 0).toList();
    var items = rest.subList(0, Math.min(limit, rest.size()));
    var next = rest.size() > limit ? Page.cursor(items.getLast().cpf()) : null;
    return Response.json(
        Json.object(json ->
            json.text("at", at.toString())
                .number("count", everybody.size())
                .objects("items", items, ReportOperations::write)
                .text("nextCursor", next)));
  }

  private Response headcount(Request request) throws SQLException {
    var asked = ReportQuestion.asked(request);
    record Found(ZoneId zone, LocalDate date, List<Headcount.Minute> minutes) {}
    var found =
        read(
            asked,
            connection -> {
              var zone = Choices.zone(connection, asked).orElse(ReportFiles.UNKNOWN_ZONE);
              var date =
                  ReportQuestion.date(request, "date")
                      .orElseGet(() -> LocalDate.ofInstant(clock.instant(), zone));
              return new Found(zone, date, Headcount.of(connection, asked, date, zone));
            });
    var zone = found.zone();
    return Response.json(
        Json.object(json -> {
          json.text("date", found.date().toString()).text("zone", zone.getId());
          json.objects(
              "minutes",
              found.minutes(),
              (item, minute) ->
                  item.text("minute", minute(minute, zone))
                      .number("punches", minute.punches())
                      .number("present", minute.present()));
          json.number(
              "punches", found.minutes().stream().mapToInt(Headcount.Minute::punches).sum());
          found.minutes().stream()
              .max(Comparator.comparingInt(Headcount.Minute::punches))
              .ifPresent(most ->
                  json.object(
                      "peak",
                      peak ->
                          peak.text("minute", minute(most, zone))
                              .number("punches", most.punches())));
          found.minutes().stream()
              .max(Comparator.comparingInt(Headcount.Minute::present))
              .ifPresent(most ->
                  json.object(
                      "present",
                      peak ->
                          peak.text("minute", minute(most, zone))
                              .number("present", most.present())));
        }));
  }

  private static String minute(Headcount.Minute minute, ZoneId zone) {
    return MINUTE.format(minute.at().atZone(zone));
  }

  private Response punches(Request request) throws SQLException {
    var flag = request.param("flag").orElse(null);
    if (flag != null && ponto.punch.Flag.of(flag).isEmpty()) {
      throw Problem.malformed("flag", "no flag of that name");
    }
    return list(request, "marcacoes", new Which(flag, null));
  }

  private Response late(Request request) throws SQLException {
    var minutes = request.param("minutes").map(ReportOperations::minutes);
    return list(request, "atrasadas", new Which(null, minutes.orElse(LATE_MINUTES_DEFAULT)));
  }

  private Response list(Request request, String name, Which which) throws SQLException {
    var asked = ReportQuestion.asked(request);
    var period = ReportQuestion.period(request);
    if (ReportQuestion.wantsCsv(request)) {
      return exports.csv(
          asked.employerId(),
          fileName(name, period),
          (connection, out) -> {
            var lines = ReportFiles.punches(out);
            PunchList.all(connection, asked, period, which, lines);
          });
    }
    var limit = Page.limit(request);
    var after = request.param("cursor").map(ReportOperations::punchPosition).orElse(null);
    var found =
        read(
            asked,
            connection -> PunchList.page(connection, asked, period, which, after, limit + 1));
    var more = found.size() > limit;
    var items = more ? found.subList(0, limit) : found;
    return Page.response(
        items, more ? cursor(items.getLast()) : null, (json, line) -> write(json, line, which));
  }

  private Response days(Request request) throws SQLException {
    var asked = ReportQuestion.asked(request);
    var period = ReportQuestion.period(request);
    var odd = ReportQuestion.flag(request, "odd");
    if (ReportQuestion.wantsCsv(request)) {
      return exports.csv(
          asked.employerId(),
          fileName("dias", period),
          (connection, out) -> {
            var lines = ReportFiles.days(out);
            DayList.all(connection, asked, period, odd, lines);
          });
    }
    var limit = Page.limit(request);
    var after = request.param("cursor").map(ReportOperations::dayPosition).orElse(null);
    var wantsTotals = ReportQuestion.flag(request, "totals");
    record Found(List<DayLine> lines, List<DayList.Totals> totals) {}
    var found =
        read(
            asked,
            connection ->
                new Found(
                    DayList.page(connection, asked, period, odd, after, limit + 1),
                    wantsTotals ? List.of(DayList.totals(connection, asked, period)) : List.of()));
    var more = found.lines().size() > limit;
    var items = more ? found.lines().subList(0, limit) : found.lines();
    var next = more ? Page.cursor(items.getLast().date() + " " + items.getLast().cpf()) : null;
    return Response.json(
        Json.object(json -> {
          json.objects("items", items, ReportOperations::write).text("nextCursor", next);
          found.totals().forEach(totals -> json.object("totals", sums -> write(sums, totals)));
        }));
  }

  private static String fileName(String name, Period period) {
    return "ponto-" + name + "-" + period.from() + "-" + period.to();
  }

  private static String cursor(PunchLine last) {
    return Page.cursor(
        last.punchedAt().toInstant() + " " + last.establishment() + " " + last.nsr());
  }

  private static PunchList.Position punchPosition(String cursor) {
    var parts = ReportQuestion.position(cursor, PUNCH_POSITION);
    return new PunchList.Position(
        ReportQuestion.instant("cursor", parts.get(0)), parts.get(1), Long.parseLong(parts.get(2)));
  }

  private static DayList.Position dayPosition(String cursor) {
    var parts = ReportQuestion.position(cursor, DAY_POSITION);
    return new DayList.Position(ReportQuestion.date("cursor", parts.get(0)), parts.get(1));
  }

  private static int minutes(String text) {
    try {
      var minutes = Integer.parseInt(text);
      if (minutes >= 0 && minutes <= LATE_MINUTES_MAX) {
        return minutes;
      }
    } catch (NumberFormatException e) {
      // Answered below: the text is no number.
    }
    throw Problem.malformed("minutes", "not a number from 0 to " + LATE_MINUTES_MAX);
  }

  private static void write(Json json, Presence.In one) {
    json.text("cpf", one.cpf()).text("name", one.name());
    if (one.registration() != null) {
      json.text("registration", one.registration());
    }
    json.text("establishment", one.establishment())
        .text("since", one.since().toString())
        .text("last", one.last().toString())
        .number("punches", one.punches());
  }

  private static void write(Json json, PunchLine line, Which which) {
    json.text("id", line.id().toString())
        .text("cpf", line.cpf())
        .text("name", line.name())
        .text("establishment", line.establishment())
        .number("nsr", line.nsr())
        .text("punchedAt", Page.time(line.punchedAt()))
        .text("receivedAt", line.receivedAt().toString())
        .text("recordedAt", line.recordedAt().toString())
        .text("collector", line.collector())
        .flag("offline", line.offline())
        .text("trust", line.trust())
        .texts("flags", line.flags());
    if (which.lateMinutes() != null) {
      json.number("delayMinutes", line.delay().toMinutes());
    }
  }

  private static void write(Json json, DayLine line) {
    json.text("cpf", line.cpf())
        .text("name", line.name())
        .text("establishment", line.establishment())
        .text("date", line.date().toString())
        .text("first", MINUTE.format(line.first()))
        .text("last", MINUTE.format(line.last()))
        .number("count", line.count())
        .flag("odd", line.odd())
        .number("offline", line.offline())
        .texts("flags", line.flags());
  }

  private static void write(Json json, DayList.Totals totals) {
    json.number("days", totals.days())
        .number("punches", totals.punches())
        .number("odd", totals.odd())
        .number("offline", totals.offline())
        .number("flagged", totals.flagged());
  }
}
