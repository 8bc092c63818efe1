package ponto.api;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Principal;
import ponto.afd.Latin1;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.ledger.Registrar;
import ponto.ledger.Registrar.NewEmployer;
import ponto.ledger.Registrar.NewEstablishment;
import ponto.roster.Establishment;
import ponto.roster.Establishments;
import ponto.roster.Establishments.Company;
import ponto.staff.Details;
import ponto.staff.Rules;

/** The employer and its establishments; every change of what a type 2 record says is recorded. */
public final class EmployerOperations {
  private static final Set<String> EMPLOYER = Set.of("name", "responsibleCpf", "inpi");
  private static final Set<String> PLACE = Set.of("document", "cnoCaepf", "place", "zone");

  private final Connections readers;
  private final Connections roster;
  private final InstantSource clock;
  private final Registrar registrar;

  public EmployerOperations(Connections readers, Connections roster, InstantSource clock) {
    this.readers = readers;
    this.roster = roster;
    this.clock = clock;
    this.registrar = new Registrar(clock);
  }

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of(
        "getEmployer", this::get,
        "putEmployer", this::put,
        "listEstablishments", this::list,
        "createEstablishment", this::create,
        "putEstablishment", this::change);
  }

  private Response get(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.READ_ROSTER);
    return answer(
        Staffing.speaking(
            by, readers, connection -> Establishments.employer(connection, by.employerId())));
  }

  private Response put(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.CHANGE_ROSTER);
    var dryRun = Staffing.isDryRun(request);
    var body = Body.of(request.body(), EMPLOYER);
    var name = body.text("name", Rules.NAME_MAX).strip();
    var responsible = body.text("responsibleCpf", 11);
    var said = body.says("inpi") ? body.textOrEmpty("inpi", 17) : null;
    Staffing.require(Rules.printable("name", name, Rules.NAME_MAX));
    Staffing.require(Rules.cpf("responsibleCpf", responsible));
    Staffing.require(Rules.inpi("inpi", said == null ? "" : said));
    var after =
        Staffing.speaking(
            by,
            roster,
            connection -> {
              Audit.lock(connection, by.employerId());
              var before = Establishments.employer(connection, by.employerId());
              var inpi = said == null ? before.inpi() : said;
              var now = new Company(before.idKind(), before.document(), name, responsible, inpi);
              if (dryRun || now.equals(before)) {
                return now;
              }
              Establishments.change(connection, by.employerId(), now, clock.instant());
              var detail = Details.of(fields(before), fields(now));
              Audit.append(
                  connection, Entry.by(by, clock.instant(), "change-employer", "employer", detail));
              if (!before.equals(withInpiOf(before, now))) {
                registrar.restate(
                    connection,
                    by.employerId(),
                    entered(now),
                    Establishments.all(connection, by.employerId()));
              }
              return now;
            });
    return answer(after);
  }

  /** A type 2 record says everything of an employer but its INPI number. */
  private static Company withInpiOf(Company before, Company now) {
    return new Company(
        now.idKind(), now.document(), now.name(), now.responsibleCpf(), before.inpi());
  }

  private Response list(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.READ_ROSTER);
    var limit = Page.limit(request);
    var after = request.param("cursor").map(Page::position).orElse("");
    var found =
        Staffing.speaking(
                by, readers, connection -> Establishments.all(connection, by.employerId()))
            .stream()
            .sorted((a, b) -> a.document().compareTo(b.document()))
            .filter(place -> place.document().compareTo(after) > 0)
            .limit(limit + 1L)
            .toList();
    var more = found.size() > limit;
    var items = more ? found.subList(0, limit) : found;
    return Page.response(
        items, more ? Page.cursor(items.getLast().document()) : null, EmployerOperations::write);
  }

  private Response create(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.CHANGE_ROSTER);
    var dryRun = Staffing.isDryRun(request);
    var body = Body.of(request.body(), PLACE);
    var document = body.text("document", 14);
    Staffing.require(Rules.document("document", document));
    var asked = asked(0, document, body, null);
    var made =
        Staffing.speaking(
            by,
            roster,
            connection -> {
              Audit.lock(connection, by.employerId());
              if (Establishments.find(connection, by.employerId(), document).isPresent()) {
                throw Problem.clash(
                    "/document",
                    "the employer has this establishment already",
                    "Change it with PUT /v1/establishments/{document}.");
              }
              if (!dryRun) {
                told(connection, by, "create-establishment", null, asked);
                var employer = entered(Establishments.employer(connection, by.employerId()));
                registrar.establish(
                    connection,
                    by.employerId(),
                    employer,
                    new NewEstablishment(document, asked.cnoCaepf(), asked.place(), asked.zone()));
              }
              return asked;
            });
    return Response.json(dryRun ? 200 : 201, Json.object(json -> write(json, made)));
  }

  private Response change(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.CHANGE_ROSTER);
    var dryRun = Staffing.isDryRun(request);
    var document = request.path().getOrDefault("document", "");
    var body = Body.of(request.body(), Set.of("cnoCaepf", "place", "zone"));
    var made =
        Staffing.speaking(
            by,
            roster,
            connection -> {
              Audit.lock(connection, by.employerId());
              var before =
                  Establishments.find(connection, by.employerId(), document)
                      .orElseThrow(() ->
                          Problem.unknown("the employer has no establishment of this document"));
              var after = asked(before.establishmentId(), document, body, before);
              if (dryRun || after.equals(before)) {
                return after;
              }
              Establishments.change(connection, by.employerId(), after);
              told(connection, by, "change-establishment", before, after);
              if (!after.place().equals(before.place())
                  || !after.cnoCaepf().equals(before.cnoCaepf())) {
                var employer = entered(Establishments.employer(connection, by.employerId()));
                registrar.restate(connection, by.employerId(), employer, List.of(after));
              }
              return after;
            });
    return Response.json(Json.object(json -> write(json, made)));
  }

  /** What the body says, and where it says nothing what is there. */
  private static Establishment asked(
      long id, String document, Body body, @Nullable Establishment before) {
    var cnoCaepf =
        body.says("cnoCaepf") || before == null
            ? body.textOrEmpty("cnoCaepf", 14)
            : before.cnoCaepf();
    var place =
        before != null && !body.says("place")
            ? before.place()
            : body.text("place", Rules.PLACE_MAX).strip();
    var zone = before != null && !body.says("zone") ? before.zone().getId() : body.text("zone", 40);
    Staffing.require(Rules.cnoCaepf("cnoCaepf", cnoCaepf));
    Staffing.require(Rules.printable("place", place, Rules.PLACE_MAX));
    Staffing.require(Rules.zone("zone", zone));
    return new Establishment(id, document, cnoCaepf, place, Rules.zone(zone));
  }

  private void told(
      Connection connection,
      Principal by,
      String action,
      @Nullable Establishment before,
      Establishment after)
      throws SQLException {
    var now = fields(after);
    var detail = before == null ? Details.of(now) : Details.of(fields(before), now);
    var about = "establishment " + after.document();
    Audit.append(connection, Entry.by(by, clock.instant(), action, about, detail));
  }

  private static NewEmployer entered(Company company) {
    return new NewEmployer(
        company.idKind(),
        company.document(),
        company.name(),
        company.responsibleCpf(),
        company.inpi());
  }

  private static Map<String, @Nullable String> fields(Company company) {
    var fields = new LinkedHashMap<String, @Nullable String>();
    fields.put("name", company.name());
    fields.put("responsibleCpf", company.responsibleCpf());
    fields.put("inpi", company.inpi());
    return fields;
  }

  private static Map<String, @Nullable String> fields(Establishment place) {
    var fields = new LinkedHashMap<String, @Nullable String>();
    fields.put("cnoCaepf", place.cnoCaepf());
    fields.put("place", place.place());
    fields.put("zone", place.zone().getId());
    return fields;
  }

  private static Response answer(Company company) {
    return Response.json(
        Json.object(json ->
            json.text("document", company.document())
                .text("name", company.name())
                .text("printedName", Latin1.printable(company.name()))
                .text("responsibleCpf", company.responsibleCpf())
                .text("inpi", company.inpi())));
  }

  private static void write(Json json, Establishment place) {
    json.text("document", place.document())
        .text("cnoCaepf", place.cnoCaepf())
        .text("place", place.place())
        .text("printedPlace", Latin1.printable(place.place()))
        .text("zone", place.zone().getId());
  }
}
