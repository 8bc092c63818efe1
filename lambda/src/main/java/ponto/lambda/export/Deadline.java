package ponto.lambda.export;

import java.time.Duration;

/** Until when a file has to be made; what takes longer is made elsewhere. */
public record Deadline(long nanos) {
  /** So long from now on. */
  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  boolean isOver() {
    return System.nanoTime() - nanos >= 0;
  }
}
