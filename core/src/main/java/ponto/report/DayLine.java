package ponto.report;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;

/**
 * A worker's punches of one printed date, counted; nothing is paired here, which is the reading of
 * hours' business.
 *
 * @param offline how many were made off-line
 * @param flags every doubt that any of them carries, once
 */
public record DayLine(
    String cpf,
    String name,
    String establishment,
    LocalDate date,
    LocalTime first,
    LocalTime last,
    int count,
    int offline,
    List<String> flags) {
  /** An odd number of punches: one is missing, or the shift goes over midnight. */
  public boolean odd() {
    return count % 2 == 1;
  }
}
