package ponto.report;

import java.time.Duration;
import java.time.Instant;

/**
 * A worker's punches without a rest between them: neighbours lie less than {@link #JOURNEY_GAP}
 * apart.
 *
 * @param establishmentId where the last was made
 * @param punches how many; odd means that the worker came and has not left
 */
record Run(long workerId, long establishmentId, Instant first, Instant last, int punches) {
  /** Between two journeys lie at least 11 hours of rest (CLT, art. 66). */
  static final Duration JOURNEY_GAP = Duration.ofHours(11);

  /** How far back a run that reaches into now may begin: a double shift of 24 h and a rest. */
  static final Duration REACH = Duration.ofHours(36);

  /** Whether the worker was in at that instant: came, did not leave, and not too long ago. */
  boolean isIn(Instant at) {
    return punches % 2 == 1 && Duration.between(last, at).compareTo(JOURNEY_GAP) < 0;
  }
}
