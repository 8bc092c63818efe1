package ponto.ledger;

import java.time.Instant;
import ponto.afd.PunchLine;
import ponto.inbox.Letter;
import ponto.ledger.Judged.Sound;

/**
 * One punch with its NSR, printed and chained: what the rows of ledger, punch and evidence are made
 * of.
 */
record Recorded(
    Sound sound,
    String receipt,
    long nsr,
    int offsetMinutes,
    Instant recordedAt,
    PunchLine.Printed printed,
    boolean near) {
  Letter letter() {
    return sound.origin().letter();
  }

  long employerId() {
    return sound.worker().employerId();
  }

  long establishmentId() {
    return sound.workplace().establishmentId();
  }
}
