package ponto.api;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Tenant;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.foreign.Finding;
import ponto.foreign.ForeignFile;
import ponto.foreign.ForeignFiles;
import ponto.foreign.ForeignFiles.NewFile;
import ponto.foreign.ForeignImport;
import ponto.foreign.ForeignImport.Outcome;
import ponto.foreign.ForeignImport.Target;
import ponto.foreign.ForeignMarks;
import ponto.foreign.ForeignMarks.Position;
import ponto.foreign.ForeignPeople;
import ponto.foreign.Tally;

/** AFDs of other clocks: sent in pieces, listed, their unknown persons bound, their marks read. */
public final class ForeignOperations {
  /** What a piece may hold, so that it fits into a body as Base64. */
  public static final int PIECE_BYTES_MAX = 180 * 1024;

  private static final int CONTENT_CHARS_MAX = (PIECE_BYTES_MAX + 2) / 3 * 4;

  /** More lines than any clock writes. */
  private static final long LINE_MAX = 1_000_000_000;

  private static final int NAME_MAX = 255; // As file systems have it.
  private static final int ZONE_MAX = 50;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern REP = Pattern.compile("[0-9A-Za-z/._-]{1,40}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern CPF = Pattern.compile("[0-9]{11}");
  private static final Pattern POSITION =
      Pattern.compile("[0-9TZ:.-]{1,40} [0-9A-Za-z/._-]{1,40} [0-9]{1,18}");

  private static final Instant START = Position.START.at();
  private static final Instant END = PunchOperations.LATEST;

  private final Connections readers;
  private final Connections clerks;
  private final InstantSource clock;

  public ForeignOperations(Connections readers, Connections clerks, InstantSource clock) {
    this.readers = readers;
    this.clerks = clerks;
    this.clock = clock;
  }

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of(
        "listForeignFiles", this::files,
        "beginForeignFile", this::begin,
        "takeForeignPiece", this::take,
        "listForeignPeople", this::people,
        "bindForeignPerson", this::bind,
        "listForeignMarks", this::marks);
  }

  private Response files(Request request) throws SQLException {
    var viewer = Staffing.allowed(request, Action.READ_IMPORTED_FILES);
    var limit = Page.limit(request);
    var below = cursor(request, Long.MAX_VALUE);
    var found =
        Tenant.speakingFor(
            viewer.employerId(),
            readers,
            connection -> ForeignFiles.page(connection, viewer.employerId(), below, limit + 1));
    var items = found.stream().limit(limit).toList();
    var next = found.size() > limit ? Page.cursor(Long.toString(items.getLast().id())) : null;
    return Page.response(items, next, ForeignOperations::write);
  }

  private Response begin(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.IMPORT_MARKS);
    var body = Body.of(request.body(), Set.of("name", "sha256", "rep", "zone"));
    var sum = body.text("sha256", 64);
    if (!SHA256.matcher(sum).matches()) {
      throw Problem.malformed("/sha256", "not 64 hexadecimal digits in lower case");
    }
    var rep = body.optionalText("rep", 40).orElse(null);
    if (rep != null && !REP.matcher(rep).matches()) {
      throw Problem.malformed("/rep", "not 1 to 40 letters, digits or / . _ -");
    }
    var zone = body.optionalText("zone", ZONE_MAX).map(ForeignOperations::zone).orElse(null);
    var file = new NewFile(body.text("name", NAME_MAX), sum, rep, zone);
    var now = clock.instant();
    var begun =
        Tenant.speakingFor(
            by.employerId(),
            clerks,
            connection -> {
              var id = ForeignFiles.begin(connection, by, file, now);
              var detail =
                  Json.object(
                      json -> json.text("name", file.name()).text("sha256", sum).text("rep", rep));
              Audit.append(
                  connection, Entry.by(by, now, "foreign-import", "foreign-file " + id, detail));
              return find(connection, by.employerId(), id);
            });
    return Response.json(201, Json.object(json -> write(json, begun)));
  }

  private static ZoneId zone(String text) {
    try {
      if (text.contains("/")) {
        return ZoneId.of(text);
      }
    } catch (DateTimeException e) {
      // Answered below: the text is no zone.
    }
    throw Problem.malformed("/zone", "not a time zone as America/Sao_Paulo");
  }

  private Response take(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.IMPORT_MARKS);
    var to = new Target(by.employerId(), number("id", request.path().getOrDefault("id", "")));
    var body = Body.ofLong(request.body(), Set.of("firstLine", "content", "last"));
    var first = body.whole("firstLine", LINE_MAX);
    var last = body.flag("last");
    var content = content(body.textOrEmpty("content", CONTENT_CHARS_MAX));
    if (!last && (content.length == 0 || content[content.length - 1] != '\n')) {
      throw Problem.malformed("/content", "a piece before the last ends where a line does");
    }
    var now = clock.instant();
    var outcome =
        Tenant.speakingFor(
            by.employerId(),
            clerks,
            connection -> {
              var taken = ForeignImport.take(connection, to, first, content, last, now);
              if (last && taken.orElse(null) instanceof Outcome.Taken) {
                var file = find(connection, by.employerId(), to.file());
                Audit.append(
                    connection,
                    Entry.by(
                        by,
                        now,
                        "foreign-import-end",
                        "foreign-file " + to.file(),
                        Json.object(json -> write(json.text("rep", file.rep()), file.tally()))));
              }
              return taken;
            });
    return answer(outcome.orElseThrow(() -> Problem.unknown("no file of this number")));
  }

  private static Response answer(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Taken(var tally, var findings, var next) ->
          Response.json(
              Json.object(json ->
                  write(json, tally)
                      .objects("findings", findings, ForeignOperations::write)
                      .number("nextLine", next)));
      case Outcome.OutOfPlace(var next) ->
          throw Problem.contradiction(
              "foreign-file-place",
              "the next piece of this file begins with line " + next,
              "Send it from there, or begin the file anew: what is there is repeated, not doubled.");
      case Outcome.Finished() ->
          throw Problem.contradiction(
              "foreign-file-place",
              "the last piece of this file is taken",
              "Begin the file anew: what is there is repeated, not doubled.");
    };
  }

  private static byte[] content(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw Problem.malformed("/content", "not Base64");
    }
  }

  private static ForeignFile find(Connection connection, long employerId, long id)
      throws SQLException {
    return ForeignFiles.find(connection, employerId, id)
        .orElseThrow(() -> new IllegalStateException("a file that was there is gone"));
  }

  private Response people(Request request) throws SQLException {
    var viewer = Staffing.allowed(request, Action.READ_FOREIGN_PEOPLE);
    var limit = Page.limit(request);
    var after = cursor(request, 0);
    var found =
        Tenant.speakingFor(
            viewer.employerId(),
            readers,
            connection -> ForeignPeople.page(connection, viewer.employerId(), after, limit + 1));
    var items = found.stream().limit(limit).toList();
    var next = found.size() > limit ? Page.cursor(Long.toString(items.getLast().id())) : null;
    return Page.response(items, next, ForeignOperations::write);
  }

  private Response bind(Request request) throws SQLException {
    var hr = Staffing.allowed(request, Action.BIND_FOREIGN_PERSON);
    var id = number("id", request.path().getOrDefault("id", ""));
    var cpf = Body.of(request.body(), Set.of("worker")).text("worker", 11);
    var now = clock.instant();
    Tenant.speakingFor(
        hr.employerId(),
        clerks,
        connection -> {
          var before =
              ForeignPeople.lock(connection, hr.employerId(), id)
                  .orElseThrow(() -> Problem.unknown("nobody of this number"));
          if (before.byImport()) {
            throw Problem.contradiction(
                "foreign-person-matched",
                "the other clock's own number names the worker",
                "Correct the worker's CPF or PIS if it is wrong.");
          }
          if (!ForeignPeople.bind(connection, hr.employerId(), id, cpf)) {
            throw Problem.unknown("the employer has no worker with this CPF");
          }
          var detail =
              Json.object(json ->
                  json.text("naming", before.naming())
                      .text("person", before.person())
                      .text("before", before.cpf()));
          Audit.append(connection, Entry.by(hr, now, "foreign-bind", "worker " + cpf, detail));
          return id;
        });
    return Response.empty();
  }

  private Response marks(Request request) throws SQLException {
    var viewer = request.caller();
    var scope = PunchOperations.allowed(viewer);
    var limit = Page.limit(request);
    var asked =
        new ForeignMarks.Asked(
            cpf(request),
            request.param("from").map(at -> ReportQuestion.instant("from", at)).orElse(START),
            request.param("to").map(at -> ReportQuestion.instant("to", at)).orElse(END),
            request.param("cursor").map(ForeignOperations::position).orElse(Position.START));
    var found =
        Tenant.speakingFor(
            viewer.employerId(),
            readers,
            connection -> ForeignMarks.page(connection, viewer, scope, asked, limit + 1));
    var items = found.stream().limit(limit).toList();
    var next = found.size() > limit ? cursor(items.getLast()) : null;
    return Page.response(items, next, ForeignOperations::write);
  }

  private static @Nullable String cpf(Request request) {
    var cpf = request.param("worker").orElse(null);
    if (cpf != null && !CPF.matcher(cpf).matches()) {
      throw Problem.malformed("worker", "not 11 digits");
    }
    return cpf;
  }

  private static String cursor(ForeignMarks.Mark last) {
    return Page.cursor(last.at().toInstant() + " " + last.rep() + " " + last.nsr());
  }

  private static Position position(String cursor) {
    var parts = ReportQuestion.position(cursor, POSITION);
    return new Position(
        PunchOperations.instant("cursor", parts.getFirst()),
        parts.get(1),
        number("cursor", parts.get(2)));
  }

  private static long cursor(Request request, long none) {
    return request
        .param("cursor")
        .map(cursor -> number("cursor", Page.position(cursor)))
        .orElse(none);
  }

  private static long number(String field, String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw Problem.malformed(field, "not a number");
    }
    return Long.parseLong(text);
  }

  private static void write(Json json, ForeignFile file) {
    var finished = file.finishedAt();
    json.text("id", Long.toString(file.id()))
        .text("name", file.name())
        .text("sha256", file.sha256())
        .text("rep", file.rep())
        .text("zone", file.zone())
        .text("login", file.login())
        .text("startedAt", file.startedAt().toString())
        .text("finishedAt", finished == null ? null : finished.toString())
        .number("lines", file.lines());
    write(json, file.tally());
  }

  private static Json write(Json json, Tally tally) {
    return json.number("taken", tally.taken())
        .number("repeated", tally.repeated())
        .number("conflicting", tally.conflicting())
        .number("unmatched", tally.unmatched())
        .number("broken", tally.broken())
        .number("noted", tally.noted());
  }

  private static void write(Json json, Finding finding) {
    json.number("line", finding.line())
        .text("kind", finding.kind().name().toLowerCase(Locale.ROOT))
        .text("rule", finding.rule());
  }

  private static void write(Json json, ForeignPeople.Unmatched one) {
    json.text("id", Long.toString(one.id()))
        .text("naming", one.naming())
        .text("person", one.person())
        .number("marks", one.marks())
        .text("first", one.first() == null ? null : one.first().toString())
        .text("last", one.last() == null ? null : one.last().toString());
  }

  private static void write(Json json, ForeignMarks.Mark mark) {
    json.text("worker", mark.cpf())
        .text("at", Page.time(mark.at()))
        .flag("offsetPrinted", mark.offsetPrinted())
        .text("rep", mark.rep())
        .number("nsr", mark.nsr())
        .text("file", Long.toString(mark.file()))
        .number("line", mark.line());
  }
}
