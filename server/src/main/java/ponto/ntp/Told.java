package ponto.ntp;

import java.time.Duration;

/** What came of asking one time server. */
public sealed interface Told {
  /**
   * An answer that can be believed as far as one can be.
   *
   * @param offset to be added to this machine's clock
   * @param delay how long the question and the answer were under way
   */
  record Offset(Duration offset, Duration delay, int stratum) implements Told {}

  /** Nothing came in time, or the name leads nowhere. */
  record Silent(String why) implements Told {}

  /** Something came that is no answer to the question. */
  record Unusable(String why) implements Told {}

  /** The server says, by a code of four letters, that it is not to be asked. */
  record Kiss(String code) implements Told {}

  /** For people and the evidence. */
  default String words() {
    return switch (this) {
      case Offset(var offset, var delay, var stratum) ->
          offset.toMillis() + " ms (delay " + delay.toMillis() + " ms, stratum " + stratum + ")";
      case Silent(var why) -> "no answer: " + why;
      case Unusable(var why) -> "not usable: " + why;
      case Kiss(var code) -> "does not want to be asked: " + code;
    };
  }
}
