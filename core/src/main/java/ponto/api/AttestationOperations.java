package ponto.api;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Tenant;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.roster.Establishments;
import ponto.roster.Establishments.Company;

/**
 * The "Atestado Técnico e Termo de Responsabilidade" for the caller's employer; each one is
 * audited. How it is printed is handed in, since core knows no PDF.
 */
public final class AttestationOperations {
  /** What the audit log calls it, whoever asked. */
  public static final String AUDITED_AS = "attestation";

  /** What it is called as a file. */
  public static final String FILE_NAME = "atestado-tecnico.pdf";

  private final Connections connections;
  private final InstantSource clock;
  private final Function<Company, byte[]> printer;

  public AttestationOperations(
      Connections connections, InstantSource clock, Function<Company, byte[]> printer) {
    this.connections = connections;
    this.clock = clock;
    this.printer = printer;
  }

  /** The operation by its operationId. */
  public Map<String, Operation> table() {
    return Map.of("getAttestation", this::get);
  }

  private Response get(Request request) throws SQLException {
    var by = Staffing.allowed(request, Action.ATTEST);
    var pdf =
        Tenant.speakingFor(
            by.employerId(),
            connections,
            connection -> {
              // Printed within: what cannot be printed was not handed out either.
              var printed = printer.apply(Establishments.employer(connection, by.employerId()));
              Audit.append(connection, Entry.by(by, clock.instant(), AUDITED_AS, "employer", "{}"));
              return printed;
            });
    return Response.file(
        FILE_NAME, "application/pdf", Exports.stream(out -> out.write(pdf), () -> {}));
  }
}
