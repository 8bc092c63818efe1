package ponto.roster;

import org.jspecify.annotations.Nullable;

/**
 * How long the employer keeps what speaks for its people's punches: place, device, clock, source.
 * The punches themselves are kept by law, whatever stands here.
 *
 * @param days whole days from its arrival; null when it is kept for good
 */
public record EvidenceRetention(@Nullable Integer days) {
  /** The longest month and two weeks to sign or contest its sheet, for which evidence is there. */
  public static final int DAYS_MIN = 45;

  /** Ten years: the longest that anything of working time is asked for; more is a slip of a key. */
  public static final int DAYS_MAX = 3_653;

  /** Until the employer says otherwise nothing is removed. */
  public static final EvidenceRetention FOR_GOOD = new EvidenceRetention(null);

  public EvidenceRetention {
    if (days != null && (days < DAYS_MIN || days > DAYS_MAX)) {
      throw new IllegalArgumentException("evidence is kept " + days + " days");
    }
  }
}
