package ponto.afd;

import java.time.OffsetDateTime;

/**
 * Type 4, 73 bytes: the clock was adjusted.
 *
 * @param before what the clock showed
 * @param adjusted what it showed from then on
 * @param responsibleCpf the person who answers for it, 11 digits
 */
public record AdjustmentLine(
    long nsr, OffsetDateTime before, OffsetDateTime adjusted, String responsibleCpf)
    implements AfdLine {
  @Override
  public int type() {
    return 4;
  }

  @Override
  public String text() {
    return new Columns(73)
        .number(nsr, 9)
        .number(4, 1)
        .instant(before)
        .instant(adjusted)
        .number(responsibleCpf, 11)
        .crc()
        .line();
  }
}
