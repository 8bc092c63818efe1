package ponto.punch;

import static java.time.temporal.ChronoUnit.MILLIS;
import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.UUID;

/**
 * One press of the clock, exactly as the collector saw it. Never changed, never paired here.
 *
 * @param id made at the press, the same in every delivery
 * @param at the device's clock at the press, in milliseconds; which instant counts says {@link
 *     Instants}
 * @param offsetMinutes the offset that the device wrote with it
 * @param zone in which the punch is to be read
 * @param collector what was pressed
 * @param offline what the device believed
 * @param named whom the body names
 * @param evidence what speaks for it
 */
public record Punch(
    UUID id,
    Instant at,
    int offsetMinutes,
    ZoneId zone,
    Collector collector,
    boolean offline,
    Named named,
    Evidence evidence) {
  /** The earliest instant that can be right: no collector of ours is older. */
  public static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  /** The first instant that cannot be right any more. */
  public static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

  public Punch {
    requireNonNull(id, "id");
    requireNonNull(collector, "collector");
    requireNonNull(named, "named");
    requireNonNull(evidence, "evidence");
    if (!isPossible(at)) {
      throw new IllegalArgumentException("at is " + at + ", outside 2000 to 2100");
    }
    if (!at.truncatedTo(MILLIS).equals(at)) {
      throw new IllegalArgumentException("at is " + at + ", finer than milliseconds");
    }
    if (!isKnownZone(zone.getId())) {
      throw new IllegalArgumentException("zone is " + zone + ", not one of the tz database");
    }
  }

  /** Whether an instant can be that of a punch. */
  public static boolean isPossible(Instant at) {
    return !at.isBefore(EARLIEST) && at.isBefore(END);
  }

  /** Whether the tz database of this machine has this zone, written like this. */
  static boolean isKnownZone(String zone) {
    return ZoneRulesProvider.getAvailableZoneIds().contains(zone);
  }

  /** Whether the device wrote another offset than its zone has at that instant. */
  public boolean offsetDiffers() {
    return zone.getRules().getOffset(at).getTotalSeconds() != offsetMinutes * 60;
  }
}
