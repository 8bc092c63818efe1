package ponto.signature;

/** The token that signs is not there now; plugged in, it would be. */
public final class TokenAbsent extends UnfitCertificate {
  private static final long serialVersionUID = 1;

  public TokenAbsent(String message) {
    super(message);
  }
}
