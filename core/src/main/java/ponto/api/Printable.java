package ponto.api;

/** Which characters people can see: of any script, but none that hides or turns what follows. */
public final class Printable {
  private Printable() {}

  /** Whether this character has a shape of its own. */
  public static boolean is(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
