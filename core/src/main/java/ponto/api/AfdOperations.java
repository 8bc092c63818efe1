package ponto.api;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import ponto.access.Access;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Tenant;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.legal.AfdExport;
import ponto.legal.AfdExport.Days;
import ponto.legal.SignedZip;

/** The AFD of an establishment, streamed out of the ledger; each one is audited. */
public final class AfdOperations {
  /** What the audit log calls it, whoever asked. */
  public static final String AUDITED_AS = "afd-export";

  private final Connections connections;
  private final Exports exports;
  private final InstantSource clock;
  private final Supplier<@Nullable String> developer;
  private final Supplier<SignedZip.@Nullable Signature> signature;

  /**
   * The operations.
   *
   * @param developer CNPJ or CPF of who made the program; null where that is the employer itself
   * @param signature signs what goes into a zip; null while there is no valid certificate
   */
  public AfdOperations(
      Connections connections,
      InstantSource clock,
      Supplier<@Nullable String> developer,
      Supplier<SignedZip.@Nullable Signature> signature) {
    this.connections = connections;
    this.exports = new Exports(connections);
    this.clock = clock;
    this.developer = developer;
    this.signature = signature;
  }

  /** The operation by its operationId. */
  public Map<String, Operation> table() {
    return Map.of("exportAfd", this::export);
  }

  /** What the audit log keeps of an export. */
  public static String detail(AfdExport export) {
    return Json.object(json ->
        json.text("from", export.header().first().toString())
            .text("to", export.header().last().toString())
            .number("firstNsr", export.firstNsr())
            .number("lines", export.lines()));
  }

  private Response export(Request request) throws SQLException {
    var by = request.caller();
    if (!Access.scope(by, Action.EXPORT_FILES).allows()) {
      throw Problem.forbidden("the role " + by.role().wire() + " may not export legal files");
    }
    var days = days(request);
    var document = String.valueOf(request.path().get("document"));
    var export =
        Tenant.speakingFor(
            by.employerId(),
            connections,
            connection -> decide(connection, request, document, days));
    var name = export.header().fileName();
    if (wantsZip(request)) {
      var zip = new SignedZip(name, signature.get());
      return exports.file(
          by.employerId(),
          name.replace(".txt", ".zip"),
          "application/zip",
          (connection, out) -> zip.write(out, afd -> export.write(connection, afd)));
    }
    return exports.file(by.employerId(), name, "text/plain; charset=iso-8859-1", export::write);
  }

  private AfdExport decide(Connection connection, Request request, String document, Days days)
      throws SQLException {
    var by = request.caller();
    var now = clock.instant();
    var export =
        AfdExport.of(connection, by.employerId(), document, days, developer.get(), now)
            .orElseThrow(() -> Problem.unknown("no establishment of this document"));
    Audit.append(
        connection, Entry.by(by, now, AUDITED_AS, "establishment " + document, detail(export)));
    return export;
  }

  private static Days days(Request request) {
    var from = ReportQuestion.date(request, "from").orElse(null);
    var to = ReportQuestion.date(request, "to").orElse(null);
    if (from != null && to != null && to.isBefore(from)) {
      throw Problem.malformed("to", "before from");
    }
    return new Days(from, to);
  }

  private static boolean wantsZip(Request request) {
    return request.headers().getOrDefault("accept", "").contains("application/zip");
  }
}
