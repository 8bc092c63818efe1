package ponto.signature;

/** A certificate that cannot sign here; the message says why and what to do, and no secret. */
public class UnfitCertificate extends Exception {
  private static final long serialVersionUID = 1;

  UnfitCertificate(String message) {
    super(message);
  }
}
