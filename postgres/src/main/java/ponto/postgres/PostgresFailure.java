package ponto.postgres;

/** The database could not be started or must not be used; the message is for a person. */
public final class PostgresFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  PostgresFailure(String message) {
    super(message);
  }

  PostgresFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
