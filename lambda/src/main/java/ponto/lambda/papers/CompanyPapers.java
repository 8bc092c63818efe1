package ponto.lambda.papers;

import java.io.ByteArrayInputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ponto.attestation.Maker;
import ponto.attestation.MakerText;
import ponto.lambda.export.Shelf;
import ponto.papers.Papers;
import ponto.signature.Pkcs12Signer;
import ponto.signature.Signer;
import ponto.signature.SignerSlot;
import ponto.signature.TokenAbsent;
import ponto.signature.UnfitCertificate;

/**
 * The files of the bucket to which no function of ours writes. None of them has to be there; each
 * is looked for when it is needed, so that whoever brings one starts nothing again.
 */
public final class CompanyPapers {
  /** The variable that names the bucket. */
  public static final String BUCKET = "PONTO_PAPERS_BUCKET";

  /** PKCS#12 (A1). */
  static final String CERTIFICATE = "certificate.p12";

  /** Its password, in the first line. */
  static final String PASSWORD = "certificate.password";

  /** As {@code --developer-file} of a clock on one machine. */
  static final String DEVELOPER = "developer.yaml";

  private static final Logger LOG = System.getLogger(CompanyPapers.class.getName());

  private final Shelf shelf;

  private CompanyPapers(Shelf shelf) {
    this.shelf = shelf;
  }

  /** As the environment says where the bucket is. */
  public static CompanyPapers of(Map<String, String> environment) {
    return new CompanyPapers(Shelf.of(environment, BUCKET));
  }

  /** What is printed and signed with them. */
  public Papers papers(InstantSource clock) {
    return new Papers(SignerSlot.later(this::signer, clock), clock, this::maker);
  }

  private Signer signer() throws TokenAbsent {
    var where = CERTIFICATE + " in the bucket of the company's papers";
    var file = shelf.bytes(CERTIFICATE).orElseThrow(() -> new TokenAbsent("there is no " + where));
    var password = shelf.text(PASSWORD).orElse("").lines().findFirst().orElse("").toCharArray();
    try {
      return Pkcs12Signer.read(new ByteArrayInputStream(file), password, null, where);
    } catch (UnfitCertificate e) {
      // Asked for again: nothing locks itself here, and somebody may bring the right one.
      LOG.log(Level.ERROR, "{0}", String.valueOf(e.getMessage()));
      throw new TokenAbsent(String.valueOf(e.getMessage()));
    } finally {
      Arrays.fill(password, ' ');
    }
  }

  /** Who made the program; null where nobody said, or not rightly. */
  public @Nullable Maker maker() {
    try {
      return shelf.text(DEVELOPER).map(MakerText::read).orElse(null);
    } catch (IllegalArgumentException e) {
      LOG.log(
          Level.ERROR,
          "{0} in the bucket of the company's papers: {1}",
          DEVELOPER,
          String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Whom the AFD names; null where it is the employer itself. */
  public @Nullable String developer() {
    return Optional.ofNullable(maker()).map(Maker::document).orElse(null);
  }
}
