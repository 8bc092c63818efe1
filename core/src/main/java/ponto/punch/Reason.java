package ponto.punch;

import java.util.Locale;
import java.util.Optional;

/** Why something was set aside; the names are stable, hr reads the sentences. */
public enum Reason {
  MALFORMED("It is not of the contract's shape."),
  DUPLICATE_KEY("One of its keys stands twice, so it says two things."),
  INVALID_CPF("The check digits of the CPF are wrong."),
  INVALID_INSTANT("No calendar and no clock ever showed this instant."),
  INSTANT_OUT_OF_RANGE("The instant lies before 2000 or after 2099."),
  UNKNOWN_ZONE("There is no such time zone."),
  UNKNOWN_WORKER("The employer has no such worker."),
  NOT_PERMITTED("This account may not punch for whom it names, or names nobody or several."),
  CONFLICT("A punch with this id and another content is already recorded.");

  private final String sentence;

  Reason(String sentence) {
    this.sentence = sentence;
  }

  /** The name on the wire and in the database. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The reason in plain words. */
  public String sentence() {
    return sentence;
  }

  /** The reason with this wire name; empty when there is none. */
  public static Optional<Reason> of(String wire) {
    for (var reason : values()) {
      if (reason.wire().equals(wire)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
