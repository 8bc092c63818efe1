package ponto.duty;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;

/**
 * Keeps one server on duty from its start to its orderly end, and tells the database what became of
 * the clock; nobody who punches waits for it. While the database is away it goes on looking.
 */
public final class DutyKeeper implements Runnable {
  /** How late an unclean end may be dated; one small update each. */
  public static final Duration EVERY = Duration.ofSeconds(10);

  /** Kept for a database that is away; a clock that is set more often is broken. */
  private static final int STEPS_MAX = 100;

  /** A day of checks. */
  private static final int CHECKS_MAX = 100;

  private static final Logger LOG = System.getLogger(DutyKeeper.class.getName());

  private final Connections connections;
  private final StepWatch watch;
  private final Runnable stepped;
  private final Lease lease;
  private final ClockRecords records;
  private final Deque<Step> steps = new ArrayDeque<>();
  private final Deque<TimeCheck> checks = new ArrayDeque<>();
  private final Semaphore woken = new Semaphore(0);
  private volatile boolean stopped;
  private Server server;
  private boolean entered;
  private @Nullable Connection connection;
  private boolean trouble;

  /** {@code stepped} hears that the clock was set. */
  public DutyKeeper(
      Connections connections,
      InstantSource clock,
      Server server,
      StepWatch watch,
      Runnable stepped) {
    this.connections = connections;
    this.server = server;
    this.watch = watch;
    this.stepped = stepped;
    lease = new Lease(clock);
    records = new ClockRecords(clock, server.machine());
  }

  /** Beats until {@link #stop}, and leaves. */
  @Override
  public void run() {
    try {
      while (!stopped) {
        tick();
        if (woken.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          woken.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      stopped = true;
    }
    leave();
  }

  /** Asks to leave duty and end. */
  public void stop() {
    stopped = true;
    woken.release();
  }

  /** Keeps a check until the database has it. */
  public void keep(TimeCheck check) {
    synchronized (checks) {
      checks.addLast(check);
      if (checks.size() > CHECKS_MAX) {
        checks.removeFirst();
      }
    }
    woken.release();
  }

  /** Looks at the clock, then at the database; what it cannot tell now it tells next time. */
  public synchronized void tick() {
    watch
        .look()
        .ifPresent(step -> {
          LOG.log(
              Level.WARNING,
              "the clock was set by {0} s; a record of type 4 tells it",
              step.shift().toSeconds());
          if (steps.size() < STEPS_MAX) {
            steps.addLast(step);
          }
          stepped.run();
        });
    try {
      var open = open();
      if (!lease.beat(open, server)) {
        if (entered) {
          // Given up while it was silent; or a copy of its data folder runs elsewhere, and the two
          // would chase each other off for ever.
          server = new Server(UUID.randomUUID(), server.run(), server.machine());
        }
        lease.take(open, server);
        entered = true;
      }
      for (var step = steps.peekFirst(); step != null; step = steps.peekFirst()) {
        records.tell(open, step);
        steps.removeFirst();
      }
      keepChecks(open);
      trouble = false;
    } catch (SQLException | RuntimeException e) {
      close();
      // Once for each absence: the recorders tell the rest.
      LOG.log(
          trouble ? Level.DEBUG : Level.WARNING,
          "whether the service is available cannot be told to the database; tried again in "
              + EVERY.toSeconds()
              + " s",
          e);
      trouble = true;
    }
  }

  private void keepChecks(Connection open) throws SQLException {
    for (var check = next(); check != null; check = next()) {
      records.keep(open, check);
      synchronized (checks) {
        checks.remove(check);
      }
    }
  }

  private @Nullable TimeCheck next() {
    synchronized (checks) {
      return checks.peekFirst();
    }
  }

  private synchronized void leave() {
    try {
      lease.leave(open(), server);
    } catch (SQLException | RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "the database was not told that the service ends; the next start tells it",
          e);
    } finally {
      close();
    }
  }

  private Connection open() throws SQLException {
    var open = connection;
    if (open == null) {
      open = connections.open();
      connection = open;
    }
    return open;
  }

  private void close() {
    var open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "a connection that failed could not be closed", e);
      }
    }
  }
}
