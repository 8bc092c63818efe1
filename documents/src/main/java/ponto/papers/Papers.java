package ponto.papers;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;
import ponto.api.AfdOperations;
import ponto.api.AttestationOperations;
import ponto.api.Operation;
import ponto.api.Problem;
import ponto.api.ReceiptOperations;
import ponto.attestation.Attestation;
import ponto.attestation.Maker;
import ponto.legal.SignedZip;
import ponto.receipt.ReceiptPrinter;
import ponto.roster.Establishments.Company;
import ponto.signature.Cades;
import ponto.signature.Signer;
import ponto.signature.SignerSlot;
import ponto.signature.SigningFailure;
import ponto.signature.Standing;

/** What this clock prints and signs, and how its certificate stands. */
public final class Papers {
  private static final Logger LOG = System.getLogger(Papers.class.getName());

  private final SignerSlot slot;
  private final Supplier<@Nullable Maker> maker;
  private final InstantSource clock;
  private final ReceiptPrinter printer;

  /** With who signs, and who made the program, for its attestation and its files. */
  public Papers(SignerSlot slot, InstantSource clock, Supplier<@Nullable Maker> maker) {
    this.slot = slot;
    this.maker = maker;
    this.clock = clock;
    printer = new ReceiptPrinter(slot, clock);
  }

  /**
   * The operations that hand papers out.
   *
   * @param developer CNPJ or CPF of who made the program, for the AFD; null where it is the
   *     employer
   */
  public Map<String, Operation> table(Connections readers, Supplier<@Nullable String> developer) {
    var operations = new HashMap<String, Operation>();
    operations.putAll(new ReceiptOperations(readers, clock, printer).table());
    operations.putAll(new AfdOperations(readers, clock, developer, this::signature).table());
    operations.putAll(new AttestationOperations(readers, clock, this::attest).table());
    return operations;
  }

  private byte[] attest(Company recipient) {
    var maker = this.maker.get();
    if (maker == null) {
      throw Problem.contradiction(
          "no-developer",
          "nobody told this clock who made its program",
          "Start it with --developer-file.");
    }
    return Attestation.pdf(
        maker,
        recipient,
        slot.find().map(signer -> signer.certificate().getPublicKey()).orElse(null),
        clock.instant());
  }

  /** Signs what goes into a zip, while the certificate can; null where it cannot. */
  public SignedZip.@Nullable Signature signature() {
    return slot.find()
        .filter(signer -> Standing.of(signer.certificate(), clock.instant()).isValid())
        .<SignedZip.Signature>map(signer -> content -> signed(signer, content))
        .orElse(null);
  }

  private byte[] signed(Signer signer, InputStream content) throws IOException {
    try {
      return Cades.sign(signer, content, clock.instant());
    } catch (SigningFailure e) {
      slot.lost(signer);
      throw e;
    }
  }

  /** Says at the start what has to be done about the certificate. A bad one stops no punch. */
  public void tellStanding() {
    slot.find().ifPresent(this::tellStanding);
  }

  private void tellStanding(Signer signer) {
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

  /** What {@code /readyz} names: a certificate that is meant to sign and cannot now. */
  public List<String> notWell() {
    var signs =
        slot.find()
            .map(signer -> Standing.of(signer.certificate(), clock.instant()).isValid())
            .orElse(!slot.isMeant());
    return signs ? List.of() : List.of("certificate");
  }
}
