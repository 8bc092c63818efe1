package ponto.handin;

/** The hand-in cannot go on, or not even begin; the message says why, and what to do about it. */
public final class HandInFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  HandInFailure(String message) {
    super(message);
  }
}
