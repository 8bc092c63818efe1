package ponto.api;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import ponto.access.Access;
import ponto.access.Action;
import ponto.access.Connections;
import ponto.access.Principal;
import ponto.access.Scope;
import ponto.access.Tenant;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.ledger.Comprovante;
import ponto.ledger.Comprovantes;
import ponto.ledger.Comprovantes.From;
import ponto.ledger.Comprovantes.Page;

/**
 * The receipts of punches: one by its punch, or a worker's own over time. How one is printed is
 * handed in, since core knows no PDF.
 */
public final class ReceiptOperations {
  /** What the audit log calls a receipt that somebody else than its worker took. */
  public static final String AUDITED_AS = "receipt-export";

  /** What a worker gets without saying a period: the law's shortest. */
  private static final Duration LATELY = Duration.ofDays(2);

  /** As many as are read at once while a zip is sent. */
  private static final int PAGE_ROWS = 200;

  private static final DateTimeFormatter IN_A_NAME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd-HHmm", Locale.ROOT);

  private final Connections connections;
  private final InstantSource clock;
  private final Exports exports;
  private final Function<Comprovante, byte[]> printer;

  public ReceiptOperations(
      Connections connections, InstantSource clock, Function<Comprovante, byte[]> printer) {
    this.connections = connections;
    this.clock = clock;
    this.exports = new Exports(connections);
    this.printer = printer;
  }

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of("getReceipt", this::get, "listReceipts", this::zip);
  }

  private Response get(Request request) throws SQLException {
    var viewer = request.caller();
    var scope = PunchOperations.allowed(viewer);
    var id = PunchOperations.uuid("id", request.path().getOrDefault("id", ""));
    var found =
        Tenant.speakingFor(
                viewer.employerId(),
                connections,
                connection -> {
                  var receipt = Comprovantes.find(connection, viewer, scope, id);
                  if (receipt.isPresent() && !receipt.get().cpf().equals(viewer.workerCpf())) {
                    Audit.append(
                        connection,
                        Entry.by(viewer, clock.instant(), AUDITED_AS, "punch " + id, "{}"));
                  }
                  return receipt;
                })
            .orElseThrow(() ->
                Problem.unknown(
                    "no recorded punch with this id is known to you, or not yet; what is set aside has no receipt"));
    var pdf = printer.apply(found);
    return Response.file(
        name(found), "application/pdf", Exports.stream(out -> out.write(pdf), () -> {}));
  }

  private Response zip(Request request) {
    var viewer = request.caller();
    var cpf = own(viewer);
    var from =
        request
            .param("from")
            .map(text -> PunchOperations.instant("from", text))
            .orElseGet(() -> clock.instant().minus(LATELY));
    var to =
        request
            .param("to")
            .map(text -> PunchOperations.instant("to", text))
            .orElse(PunchOperations.LATEST);
    return exports.file(
        "comprovantes.zip",
        "application/zip",
        out -> write(viewer.employerId(), cpf, from, to, out));
  }

  /** Whose receipts somebody may take home: only the worker's that it is. */
  private static String own(Principal viewer) {
    var cpf = viewer.workerCpf();
    if (Access.scope(viewer, Action.READ_PUNCHES) == Scope.NONE || cpf == null) {
      throw Problem.forbidden("only who is a worker has receipts of its own");
    }
    return cpf;
  }

  /** Between two pages no connection is held: printing takes longer than reading. */
  private void write(long employerId, String cpf, Instant from, Instant to, OutputStream out)
      throws IOException, SQLException {
    var zip = new ZipOutputStream(out);
    zip.setLevel(Deflater.BEST_SPEED);
    var next = From.start(from);
    while (next != null) {
      var page = page(employerId, cpf, from, to, next);
      for (var comprovante : page.items()) {
        var entry = new ZipEntry(name(comprovante));
        entry.setTimeLocal(comprovante.punchedAt().toLocalDateTime());
        zip.putNextEntry(entry);
        zip.write(printer.apply(comprovante));
        zip.closeEntry();
      }
      next = page.next();
    }
    zip.finish();
  }

  private Page page(long employerId, String cpf, Instant from, Instant to, From after)
      throws SQLException {
    return Tenant.speakingFor(
        employerId,
        connections,
        connection -> Comprovantes.page(connection, employerId, cpf, from, to, after, PAGE_ROWS));
  }

  /** No two of a worker's are called the same: the NSR is of one establishment. */
  private static String name(Comprovante comprovante) {
    return "comprovante-%s-%s-nsr%09d.pdf"
        .formatted(
            IN_A_NAME.format(comprovante.punchedAt()), comprovante.document(), comprovante.nsr());
  }
}
