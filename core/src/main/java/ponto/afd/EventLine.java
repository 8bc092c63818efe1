package ponto.afd;

import java.time.OffsetDateTime;

/**
 * Type 6, 36 bytes without a checksum: a sensitive event of the REP-P itself.
 *
 * @param recordedAt when the REP recorded it
 */
public record EventLine(long nsr, OffsetDateTime recordedAt, Event event) implements AfdLine {
  /** What a REP-P may tell of itself; the other codes are of clocks with a case and a printer. */
  public enum Event {
    POWER_RETURNED(2),
    AVAILABLE(7),
    UNAVAILABLE(8);

    private final int code;

    Event(int code) {
      this.code = code;
    }
  }

  @Override
  public int type() {
    return 6;
  }

  @Override
  public String text() {
    return new Columns(36)
        .number(nsr, 9)
        .number(6, 1)
        .instant(recordedAt)
        .number(event.code, 2)
        .line();
  }
}
