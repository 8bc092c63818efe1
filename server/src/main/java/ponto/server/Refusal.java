package ponto.server;

/**
 * A start or a command that cannot be as asked; the message names the thing and the remedy, no
 * stack trace helps.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  Refusal(String message) {
    super(message);
  }
}
