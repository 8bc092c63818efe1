package ponto.cloud;

/** A function that answered with an error, ran out of time or died. */
final class FunctionFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  FunctionFailed(String message) {
    super(message);
  }
}
