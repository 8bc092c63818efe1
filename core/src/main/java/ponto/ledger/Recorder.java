package ponto.ledger;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;
import ponto.inbox.Inbox;
import ponto.inbox.Letter;

/**
 * Takes letters from the inbox and records them, at the database's own pace, until stopped. Owns
 * one taker and one connection; as many recorders, as many connections. While the database is away
 * it waits and loses nothing.
 */
public final class Recorder implements Runnable {
  /** Letters of one punch fill a transaction well at this number; more only lengthens the lock. */
  static final int LETTERS_MAX = 1000;

  /** About 2,500 punches in letters of 100: a transaction stays below some 50 ms. */
  static final long BYTES_MAX = 512 * 1024;

  /** How long a take may wait for a first letter: bounds how late a stop is noticed. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /**
   * How long a take gathers after the first letter: far below what a person notices, enough to
   * batch a burst.
   */
  private static final Duration LINGER = Duration.ofMillis(20);

  /**
   * How often the same letters may fail, with the database well, before they are halved or buried.
   */
  static final int FAILURES_MAX = 3;

  /**
   * Lost races in a row before the letters are halved or buried; after each the other's rows are
   * seen, so nobody loses that often by chance.
   */
  static final int RACES_MAX = 8;

  /** Races lost before the next try waits: the other's rows are there at once. */
  private static final int RACES_AT_ONCE = 2;

  private static final Logger LOG = System.getLogger(Recorder.class.getName());

  private final Inbox inbox;
  private final Ledger ledger;
  private final Connections connections;
  private final Consumer<Tally> listener;
  private final InstantSource clock;
  private final Backoff backoff = new Backoff();
  private volatile boolean stopped;
  private @Nullable Connection connection;

  public Recorder(
      Inbox inbox,
      Ledger ledger,
      Connections connections,
      Consumer<Tally> listener,
      InstantSource clock) {
    this.inbox = inbox;
    this.ledger = ledger;
    this.connections = connections;
    this.listener = listener;
    this.clock = clock;
  }

  /** Records batch after batch until {@link #stop}; what is then unfinished stays in the inbox. */
  @Override
  public void run() {
    while (!stopped) {
      try (var taker = inbox.taker()) {
        while (!stopped) {
          recordBatch(taker);
        }
      } catch (InterruptedException e) {
        stopped = true;
      } catch (RuntimeException | Error e) {
        // An error too, out of memory for one: a recorder that ended would be missed by nobody.
        LOG.log(
            Level.ERROR,
            "the inbox failed; letters stay in it, tried again in " + backoff.nextMillis() + " ms",
            e);
        pause(backoff);
      }
    }
    disconnect();
  }

  /** One batch: take, record, forget. Answers how many letters were taken. */
  int recordBatch(Inbox.Taker taker) throws InterruptedException {
    var letters = taker.take(LETTERS_MAX, BYTES_MAX, PATIENCE, LINGER);
    if (!letters.isEmpty() && recorded(letters, taker)) {
      // Only now: a crash before this line repeats the batch, and the ledger absorbs repeats.
      taker.forget();
    }
    return letters.size();
  }

  /** Asks to stop after the batch at hand, or at once when the database is away. */
  public void stop() {
    stopped = true;
    backoff.wake();
  }

  /** Records the letters, halving what fails; false when stopped before all were settled. */
  private boolean recorded(List<Letter> letters, Inbox.Taker taker) {
    var failures = 0;
    var races = 0;
    var giveWay = new Backoff();
    while (failures < FAILURES_MAX && races < RACES_MAX) {
      try {
        var tally = ledger.record(connected(), letters);
        listener.accept(tally);
        tell(tally);
        backoff.reset();
        return true;
      } catch (SQLException e) {
        switch (troubleOf(e)) {
          // Somebody else got on, so this ends; counted lest a defect looks like a race for ever.
          case AGAIN -> {
            if (++races > RACES_AT_ONCE) {
              pause(giveWay);
            }
            if (stopped) {
              return false;
            }
          }
          case AWAY -> {
            wait(e, letters);
            if (stopped) {
              return false;
            }
          }
          case DEFECT -> {
            failures++;
            log(e, letters);
          }
        }
      } catch (RuntimeException e) {
        failures++;
        log(e, letters);
      }
    }
    return letters.size() == 1 ? buried(letters.getFirst(), taker) : halved(letters, taker);
  }

  private static void tell(Tally tally) {
    if (LOG.isLoggable(Level.DEBUG)) {
      LOG.log(
          Level.DEBUG,
          "{0} letters: {1} punches recorded, {2} repeated, {3} set aside",
          tally.letters().size(),
          tally.recorded(),
          tally.repeated(),
          tally.setAside());
    }
  }

  private void wait(SQLException failure, List<Letter> letters) {
    LOG.log(
        Level.WARNING,
        "the database is away ({0}); {1} letters wait, tried again in {2} ms",
        failure.getSQLState(),
        letters.size(),
        backoff.nextMillis());
    disconnect();
    pause(backoff);
  }

  private boolean halved(List<Letter> letters, Inbox.Taker taker) {
    var middle = letters.size() / 2;
    return recorded(letters.subList(0, middle), taker)
        && recorded(letters.subList(middle, letters.size()), taker);
  }

  private boolean buried(Letter letter, Inbox.Taker taker) {
    taker.bury(
        letter,
        "recording failed "
            + FAILURES_MAX
            + " times, or lost "
            + RACES_MAX
            + " races, with the database well");
    listener.accept(new Tally(List.of(), 0, 0, 0, 0, 1, clock.instant()));
    return true;
  }

  private Trouble troubleOf(SQLException failure) {
    var trouble = Trouble.of(failure);
    return trouble == Trouble.DEFECT && !isWell() ? Trouble.AWAY : trouble;
  }

  private boolean isWell() {
    try {
      return connection != null && connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  private static void log(Exception failure, List<Letter> letters) {
    // The message of an SQL error may quote a row, and a row holds a CPF.
    var what =
        failure instanceof SQLException sql
            ? "SQLSTATE " + sql.getSQLState()
            : failure.getClass().getName();
    LOG.log(
        Level.WARNING,
        "recording {0} letters failed: {1}; tried again, then halved",
        letters.size(),
        what);
  }

  private Connection connected() throws SQLException {
    var open = connection;
    if (open == null) {
      open = connections.open();
      open.setAutoCommit(false);
      connection = open;
    }
    return open;
  }

  private void disconnect() {
    var open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "closing a broken connection failed", e);
      }
    }
  }

  private void pause(Backoff pace) {
    try {
      pace.pause();
    } catch (InterruptedException e) {
      stopped = true;
    }
  }
}
