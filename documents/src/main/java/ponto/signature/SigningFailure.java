package ponto.signature;

/** A signature that could not be made now; what was to be signed is as it was. */
public final class SigningFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SigningFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
