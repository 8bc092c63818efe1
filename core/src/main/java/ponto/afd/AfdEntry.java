package ponto.afd;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** What {@link AfdReader} makes of one line of somebody's AFD. */
public sealed interface AfdEntry {
  /** The line's number in the file, from 1. */
  long line();

  /** Which of the two laws printed the file. */
  enum Layout {
    PORTARIA_671,
    PORTARIA_1510
  }

  /** By what a mark names its worker. */
  enum Naming {
    CPF,
    PIS
  }

  /**
   * The header.
   *
   * @param employer CNPJ or CPF
   * @param rep the clock's number, without filling
   */
  record Header(long line, Layout layout, String employer, String rep) implements AfdEntry {}

  /**
   * A punch on another clock.
   *
   * @param at local time, to the minute
   * @param offset null in the old layout, which prints none
   * @param person 11 digits of a CPF or 12 of what stands in the column for the PIS
   */
  record Mark(
      long line,
      long nsr,
      LocalDateTime at,
      @Nullable ZoneOffset offset,
      Naming naming,
      String person)
      implements AfdEntry {
    @Override
    public String toString() {
      return "Mark[line=" + line + ", nsr=" + nsr + "]";
    }
  }

  /** A record of another kind, of the right shape. */
  record Other(long line, int type) implements AfdEntry {}

  /** Something that is not as the law has it, while the line could be read. */
  record Noted(long line, String problem) implements AfdEntry {}

  /** A line that cannot be read; the others are. */
  record Broken(long line, String problem) implements AfdEntry {}
}
