package ponto.api;

import ponto.staff.Rules;

/** Which characters people can see: of any script, but none that hides or turns what follows. */
public final class Printable {
  private Printable() {}

  /** Whether this character has a shape of its own. */
  public static boolean is(int codePoint) {
    return Rules.isSeen(codePoint);
  }
}
