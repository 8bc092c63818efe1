package ponto.ledger;

import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Waits longer after each failure, with jitter, and not a moment longer than until it is woken. */
final class Backoff {
  /** Short enough that a restart of the database is hardly noticed. */
  private static final long FIRST_MILLIS = 100;

  /** Long enough not to disturb a database in recovery, short enough to catch up soon. */
  private static final long LAST_MILLIS = 5_000;

  private final Semaphore woken = new Semaphore(0);
  private long nextMillis = FIRST_MILLIS;

  /** How long the next pause is at most. */
  synchronized long nextMillis() {
    return nextMillis;
  }

  /** Waits between half and all of the current step, then doubles it. */
  void pause() throws InterruptedException {
    var most = nextMillis();
    var millis = ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    synchronized (this) {
      nextMillis = Math.min(LAST_MILLIS, nextMillis * 2);
    }
    if (woken.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      woken.drainPermits();
    }
  }

  /** Ends the pause that is, or the next. */
  void wake() {
    woken.release();
  }

  /** All is well: the next failure waits the shortest time again. */
  synchronized void reset() {
    nextMillis = FIRST_MILLIS;
  }
}
