package ponto.punch;

import static java.util.Objects.requireNonNull;

/** What the door learns about a body before it stores it: it has the contract's shape or not. */
public sealed interface Shape {
  /**
   * The body has the shape of the contract's {@code PunchBatch}.
   *
   * @param count how many punches it holds; one where its list stands twice, since it is then set
   *     aside as one
   */
  record WellFormed(int count) implements Shape {}

  /**
   * The body is refused.
   *
   * @param pointer where it is wrong, as a JSON pointer; empty for the body as a whole
   * @param detail what is wrong, in plain words and without a value that was sent
   */
  record Malformed(String pointer, String detail) implements Shape {
    public Malformed {
      requireNonNull(pointer, "pointer");
      requireNonNull(detail, "detail");
    }

    /** The same flaw seen from one level further out. */
    Malformed under(String name) {
      return new Malformed("/" + name + pointer, detail);
    }
  }
}
