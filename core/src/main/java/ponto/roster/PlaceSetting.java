package ponto.roster;

/**
 * Whether the employer wants to know where its people press, and what for. A punch never waits for
 * the answer and is never refused for it.
 *
 * @param purpose in the employer's words, shown to whoever is asked; may be empty while nobody is
 */
public record PlaceSetting(boolean wanted, String purpose) {
  /** Two sentences: what a phone shows beside the browser's question without scrolling. */
  public static final int PURPOSE_MAX = 200;

  /** Until the employer says otherwise nobody is asked. */
  public static final PlaceSetting NOT_WANTED = new PlaceSetting(false, "");

  public PlaceSetting {
    if (wanted && purpose.isBlank()) {
      throw new IllegalArgumentException("place is wanted without a purpose");
    }
    var length = purpose.codePointCount(0, purpose.length());
    if (length > PURPOSE_MAX) {
      throw new IllegalArgumentException("purpose has " + length + " characters");
    }
  }
}
