package ponto.signature;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The place of a signer: empty for ever, filled for ever, or that of a token which somebody may
 * plug in later and pull out again. Whoever wants to sign asks each time who is there.
 */
public final class SignerSlot implements AutoCloseable {
  /** A library takes its time to say that there is no token; nobody plugs one in faster. */
  static final Duration RETRY = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger(SignerSlot.class.getName());

  private final @Nullable Opening opening;
  private final InstantSource clock;
  private @Nullable Signer signer;
  private Instant next = Instant.MIN;
  private boolean refused;

  /** Opens the token. */
  @FunctionalInterface
  public interface Opening {
    /**
     * The token's signer.
     *
     * @throws TokenAbsent when there is no token: asked again later
     * @throws UnfitCertificate when it is there and not right, as with another PIN: never asked
     *     again, since a token locks itself after a few wrong ones
     */
    Signer open() throws UnfitCertificate;
  }

  private SignerSlot(@Nullable Signer signer, @Nullable Opening opening, InstantSource clock) {
    this.signer = signer;
    this.opening = opening;
    this.clock = clock;
  }

  /** Holds this signer for ever; with null, none. */
  public static SignerSlot of(@Nullable Signer signer) {
    return new SignerSlot(signer, null, () -> Instant.EPOCH); // Looks for nobody, ever.
  }

  /**
   * A token's, opened at once where the token is there.
   *
   * @throws UnfitCertificate when the token is there and not right
   */
  public static SignerSlot open(Opening opening, InstantSource clock) throws UnfitCertificate {
    var slot = new SignerSlot(null, opening, clock);
    try {
      slot.signer = opening.open();
    } catch (TokenAbsent e) {
      slot.next = clock.instant().plus(RETRY);
      LOG.log(
          Level.WARNING,
          "{0}; until then receipts are marked as unsigned",
          String.valueOf(e.getMessage()));
    }
    return slot;
  }

  /** One that is looked for when somebody first asks who signs. */
  public static SignerSlot later(Opening opening, InstantSource clock) {
    return new SignerSlot(null, opening, clock);
  }

  /** Whether there ever may be a signer. */
  public boolean isMeant() {
    return opening != null || signer() != null;
  }

  /** Who signs now; empty while the token is away. */
  public Optional<Signer> find() {
    return Optional.ofNullable(signer());
  }

  private synchronized @Nullable Signer signer() {
    if (signer == null && opening != null && !refused && !clock.instant().isBefore(next)) {
      try {
        signer = opening.open();
        LOG.log(Level.INFO, "the certificate is there: receipts are signed");
      } catch (TokenAbsent | RuntimeException e) {
        next = clock.instant().plus(RETRY);
        LOG.log(Level.DEBUG, "the certificate is still away", e);
      } catch (UnfitCertificate e) {
        refused = true;
        LOG.log(
            Level.ERROR,
            "{0}; it is not tried again before the next start",
            String.valueOf(e.getMessage()));
      }
    }
    return signer;
  }

  /** A signature failed: the token was pulled out, as far as anybody can tell. */
  public synchronized void lost(Signer failed) {
    if (opening == null || !failed.equals(signer)) {
      return;
    }
    LOG.log(
        Level.WARNING,
        "the certificate does not sign: is its token plugged in? Until then receipts are marked as unsigned");
    signer = null;
    next = clock.instant().plus(RETRY);
    failed.close();
  }

  @Override
  public synchronized void close() {
    if (signer != null) {
      signer.close();
    }
  }
}
