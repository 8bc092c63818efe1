package ponto.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;
import ponto.api.AttestationOperations;
import ponto.api.Operation;
import ponto.api.Problem;
import ponto.api.ReceiptOperations;
import ponto.attestation.Attestation;
import ponto.attestation.Maker;
import ponto.ledger.Comprovante;
import ponto.legal.SignedZip;
import ponto.receipt.ReceiptPrinter;
import ponto.roster.Establishments.Company;
import ponto.signature.Cades;
import ponto.signature.Signer;
import ponto.signature.SigningFailure;
import ponto.signature.Standing;

/** What this clock prints and signs, and how its certificate stands. */
final class Papers {
  /** Time to plug a token in again. */
  private static final int TOKEN_RETRY_SECONDS = 30;

  private static final Logger LOG = System.getLogger(Papers.class.getName());

  private final @Nullable Signer signer;
  private final @Nullable Maker maker;
  private final InstantSource clock;
  private final ReceiptPrinter printer;

  Papers(@Nullable Signer signer, InstantSource clock) {
    this(signer, clock, null);
  }

  /** With who made the program, for its attestation. */
  Papers(@Nullable Signer signer, InstantSource clock, @Nullable Maker maker) {
    this.signer = signer;
    this.maker = maker;
    this.clock = clock;
    printer = new ReceiptPrinter(signer, clock);
  }

  /** The operations that hand papers out. */
  Map<String, Operation> table(Connections readers) {
    var operations = new HashMap<String, Operation>();
    operations.putAll(new ReceiptOperations(readers, clock, this::print).table());
    operations.putAll(new AttestationOperations(readers, clock, this::attest).table());
    operations.put(
        "getExport",
        _ -> {
          throw Problem.unknown("this clock answers files at once, and keeps none");
        });
    return operations;
  }

  private byte[] attest(Company recipient) {
    if (maker == null) {
      throw Problem.contradiction(
          "no-developer",
          "nobody told this clock who made its program",
          "Start it with --developer-file.");
    }
    return Attestation.pdf(
        maker,
        recipient,
        signer == null ? null : signer.certificate().getPublicKey(),
        clock.instant());
  }

  /** Signs what goes into a zip, while the certificate can; null where it cannot. */
  SignedZip.@Nullable Signature signature() {
    return signer == null || !Standing.of(signer.certificate(), clock.instant()).isValid()
        ? null
        : content -> Cades.sign(signer, content, clock.instant());
  }

  /** Says at the start what has to be done about the certificate. A bad one stops no punch. */
  void tellStanding() {
    if (signer == null) {
      return;
    }
    var now = clock.instant();
    switch (Standing.of(signer.certificate(), now)) {
      case Standing.Good _ -> {}
      case Standing.EndsSoon(var end) ->
          LOG.log(
              Level.WARNING,
              "the certificate ends in {0} days, on {1}: order a new one now",
              Duration.between(now, end).toDays(),
              end);
      case Standing.Ended(var end) ->
          LOG.log(
              Level.ERROR,
              "the certificate ended on {0}: receipts are marked as unsigned until there is a new one",
              end);
      case Standing.NotYet(var begin) ->
          LOG.log(
              Level.ERROR,
              "the certificate is valid from {0} on: receipts are marked as unsigned until then",
              begin);
    }
  }

  /** What {@code /readyz} names: a certificate that is there and cannot sign. */
  List<String> notWell() {
    return signer == null || Standing.of(signer.certificate(), clock.instant()).isValid()
        ? List.of()
        : List.of("certificate");
  }

  private byte[] print(Comprovante comprovante) {
    try {
      return printer.apply(comprovante);
    } catch (SigningFailure e) {
      LOG.log(Level.ERROR, "the key of the certificate does not sign: is its token plugged in?", e);
      throw Problem.unavailable(
          "signature-away", "the key that signs receipts does not answer", TOKEN_RETRY_SECONDS);
    }
  }
}
