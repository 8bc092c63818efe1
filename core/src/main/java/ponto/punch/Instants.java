package ponto.punch;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which instant of a punch counts, decided once and from nothing but what came with it.
 *
 * <p>The device's instant is first set right: by the body's clock samples; else by the age that the
 * header {@code Ponto-Sent-At} gives it; else not at all. Where the two lead to different instants,
 * the clock was set between the sample and the sending; the sample still counts, because it was
 * frozen with the press and the header came later from whoever sent it, and the punch is flagged.
 * If the instant then lies within a minute of its arrival, the punch was made on-line and the
 * server's own instant counts. Otherwise the corrected instant counts, by the off-line rules, so
 * that a press at 08:00 that had to wait until 09:00 stays at 08:00. What the body says of being
 * off-line decides nothing.
 */
public final class Instants {
  /** Farther than this from its arrival, a punch was made off-line. */
  public static final Duration ONLINE_MAX = Duration.ofSeconds(60);

  /** So far two clocks of one device may part before one of them must have been set. */
  public static final Duration DRIFT_MAX = Duration.ofSeconds(2);

  /** Farther apart than this, the samples and the header speak of two settings of the clock. */
  public static final Duration DISAGREEMENT_MAX = Duration.ofSeconds(60);

  private Instants() {}

  /**
   * The decision.
   *
   * @param punchedAt the instant of the punch
   * @param offline the AFD's flag: the off-line rules decided
   * @param trust how well the instant is known
   * @param flags the doubts that the clocks give rise to
   */
  public record Decided(Instant punchedAt, boolean offline, Trust trust, Set<Flag> flags) {
    public Decided {
      requireNonNull(punchedAt, "punchedAt");
      requireNonNull(trust, "trust");
      flags = Set.copyOf(flags);
    }
  }

  /**
   * Decides.
   *
   * @param at the device's clock at the press
   * @param clock the body's clock samples
   * @param sentAt the header {@code Ponto-Sent-At}; ignored when it is not RFC 3339
   * @param receivedAt the door's clock when the body was there
   */
  public static Decided decide(
      Instant at,
      Evidence.@Nullable ClockSample clock,
      @Nullable String sentAt,
      Instant receivedAt) {
    var flags = EnumSet.noneOf(Flag.class);
    var age = sentAt == null ? null : age(at, sentAt);
    var sentBeforePressed = age != null && age.compareTo(DRIFT_MAX.negated()) < 0;
    if (sentBeforePressed || (clock != null && isBeyondDrift(clock.setBackMillis()))) {
      flags.add(Flag.CLOCK_JUMPED);
    }
    var byAge = age == null || sentBeforePressed ? null : receivedAt.minus(age);
    var bySample = clock == null ? null : sampled(at, clock);
    var instant = bySample == null ? byAge : bySample;
    if (bySample != null && byAge != null && disagree(bySample, byAge)) {
      flags.add(Flag.CLOCK_JUMPED);
    }
    var derived = instant != null;
    if (instant == null) {
      instant = at;
    }
    if (!Punch.isPossible(instant)) {
      flags.add(Flag.CORRECTION_IGNORED);
      instant = at;
    }
    if (Duration.between(instant, receivedAt).abs().compareTo(ONLINE_MAX) <= 0) {
      return new Decided(receivedAt, false, Trust.CONFIRMED, flags);
    }
    if (instant.isAfter(receivedAt)) {
      flags.add(Flag.FUTURE);
    }
    return new Decided(instant, true, trust(flags, derived), flags);
  }

  /**
   * How old the press was at sending, by the device's clock; null when the header is no instant.
   */
  private static @Nullable Duration age(Instant at, String sentAt) {
    return OffsetInstant.parse(sentAt)
        .map(sent -> Duration.between(at, sent.instant()))
        .orElse(null);
  }

  /** The device's instant by its last sample; the monotonic clock wins: nobody can set it. */
  private static Instant sampled(Instant at, Evidence.ClockSample clock) {
    return at.plusMillis(Math.round(clock.offsetMillis() + clock.setBackMillis()));
  }

  private static boolean disagree(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(DISAGREEMENT_MAX) > 0;
  }

  private static boolean isBeyondDrift(double millis) {
    return Math.abs(millis) > DRIFT_MAX.toMillis();
  }

  /** Every doubt that the clocks raise is a contradiction. */
  private static Trust trust(Set<Flag> flags, boolean derived) {
    if (!flags.isEmpty()) {
      return Trust.CONTRADICTORY;
    }
    return derived ? Trust.DERIVED : Trust.DECLARED;
  }
}
