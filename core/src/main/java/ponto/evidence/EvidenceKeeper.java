package ponto.evidence;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import ponto.access.Connections;

/**
 * Removes evidence whose time is over, once a day and whenever it is woken, in small steps with
 * rests between them, and not at all while punches wait to be recorded.
 */
public final class EvidenceKeeper implements Runnable {
  /** A start has other work first. */
  private static final Duration FIRST = Duration.ofMinutes(1);

  /** The period is told in days: nothing is kept more than one longer. */
  private static final Duration EVERY = Duration.ofDays(1);

  /** After database trouble; recorders try again by themselves, nobody waits for this. */
  private static final Duration AGAIN = Duration.ofMinutes(5);

  /** The least rest between two steps: at most 10,000 pieces a second on any disk. */
  private static final long REST_MILLIS = 100;

  /** So many times as long as a step took, it rests: of a slow disk four fifths are left. */
  private static final long REST_TIMES = 4;

  private static final Logger LOG = System.getLogger(EvidenceKeeper.class.getName());

  private final Connections connections;
  private final InstantSource clock;
  private final BooleanSupplier idle;
  private final Listener listener;
  private final Semaphore woken = new Semaphore(0);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Hears what was done, for the figures. */
  public interface Listener {
    /** So many pieces were removed. */
    void erased(long pieces);

    /** A run came to its end, or another process has it. */
    void finished();
  }

  /** {@code idle} says whether there is nothing more urgent: then it works, else it rests. */
  public EvidenceKeeper(
      Connections connections, InstantSource clock, BooleanSupplier idle, Listener listener) {
    this.connections = connections;
    this.clock = clock;
    this.idle = idle;
    this.listener = listener;
  }

  /** Works until {@link #stop}. */
  @Override
  public void run() {
    var pause = FIRST;
    try {
      while (!isStopped()) {
        if (woken.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          woken.drainPermits();
        }
        pause = isStopped() || attempt() ? EVERY : AGAIN;
      }
    } catch (InterruptedException e) {
      stopped.countDown();
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /** Ends a rest between two runs: what is kept how long was decided anew. */
  public void wake() {
    woken.release();
  }

  /** Asks to stop after the step at hand; what is left is for the next run. */
  public void stop() {
    stopped.countDown();
    wake();
  }

  private boolean attempt() throws InterruptedException {
    try {
      expire();
      return true;
    } catch (SQLException | RuntimeException e) {
      // Classes and states only: what it was about is nobody's business in a log.
      LOG.log(
          Level.WARNING,
          "removing expired evidence failed; tried again in " + AGAIN.toMinutes() + " min",
          e);
      return false;
    }
  }

  /** One run; answers how many pieces were removed. */
  long expire() throws SQLException, InterruptedException {
    try (var connection = connections.open()) {
      var expiry = new Expiry(connection, clock);
      if (!expiry.takeLease()) {
        listener.finished();
        return 0;
      }
      // What a run that was cut off removed is told first.
      expiry.audit();
      var erased = steps(expiry);
      expiry.audit();
      expiry.giveLease();
      listener.finished();
      LOG.log(
          erased > 0 ? Level.INFO : Level.DEBUG,
          "evidence whose time is over: {0} pieces removed",
          erased);
      return erased;
    }
  }

  private long steps(Expiry expiry) throws SQLException, InterruptedException {
    var erased = 0L;
    var restMillis = 0L;
    while (!stopped.await(restMillis, TimeUnit.MILLISECONDS)) {
      restMillis = REST_MILLIS;
      if (!idle.getAsBoolean()) {
        continue;
      }
      var began = System.nanoTime();
      var step = expiry.step();
      if (step.isEmpty()) {
        return erased;
      }
      listener.erased(step.get());
      erased += step.get();
      var tookMillis = (System.nanoTime() - began) / 1_000_000;
      restMillis = Math.max(REST_MILLIS, REST_TIMES * tookMillis);
    }
    return erased;
  }
}
