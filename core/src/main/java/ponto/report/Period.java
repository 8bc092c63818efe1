package ponto.report;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Days, both included, as they are printed where the punch was made.
 *
 * <p>A local day lies within 14 hours of the same day in UTC: that span is what the index is asked
 * for, the printed date decides.
 */
public record Period(LocalDate from, LocalDate to) {
  /** A leap year and a month: what a year's papers need, and no more than a report can bear. */
  public static final int DAYS_MAX = 400;

  /** The furthest offset of any zone, east or west. */
  private static final int OFFSET_HOURS_MAX = 14;

  /** The date as it is printed on the receipt. */
  static final String LOCAL_DATE =
      "CAST(p.punched_at AT TIME ZONE 'UTC' + p.punched_offset * interval '1 minute' AS date)";

  void and(Query query) {
    query.add(
        "AND p.punched_at >= ? AND p.punched_at < ? AND " + LOCAL_DATE + " BETWEEN ? AND ?",
        earliest(),
        latest(),
        from,
        to);
  }

  private OffsetDateTime earliest() {
    return from.atStartOfDay().minusHours(OFFSET_HOURS_MAX).atOffset(ZoneOffset.UTC);
  }

  private OffsetDateTime latest() {
    return to.plusDays(1).atStartOfDay().plusHours(OFFSET_HOURS_MAX).atOffset(ZoneOffset.UTC);
  }
}
