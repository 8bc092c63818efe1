package ponto.punch;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** Whom a punch's body names; who the sender is and may punch for is another question. */
public sealed interface Named {
  /** Nobody: a worker punches for itself. */
  record Nobody() implements Named {}

  /**
   * One person.
   *
   * @param kind by which of its numbers
   * @param value that number as it was sent: a CPF (whether its check digits fit is the recorder's
   *     question, so that hr can say whose it was), a badge, a registration
   */
  record One(Kind kind, String value) implements Named {
    private static final int NUMBER_MAX = 40;
    private static final int CPF_LENGTH = 11;

    public One {
      requireNonNull(kind, "kind");
      if (!Forms.isPrintable(value, kind == Kind.WORKER ? CPF_LENGTH : NUMBER_MAX)) {
        throw new IllegalArgumentException("not a " + kind.wire());
      }
    }
  }

  /** More than one, which a collector may not do: whoever is meant, it cannot be recorded. */
  record Several() implements Named {}

  /** By what a person is named. */
  enum Kind {
    WORKER("worker"),
    BADGE("badge"),
    REGISTRATION("registration");

    private final String wire;

    Kind(String wire) {
      this.wire = wire;
    }

    /** The name on the wire and in the database. */
    public String wire() {
      return wire;
    }

    /** The kind with this wire name; empty when there is none. */
    public static Optional<Kind> of(String wire) {
      for (var kind : values()) {
        if (kind.wire.equals(wire)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }
}
