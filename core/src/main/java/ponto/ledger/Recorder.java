package ponto.ledger;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
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

  private static final Logger LOG = System.getLogger(Recorder.class.getName());

  private final Inbox inbox;
  private final Ledger ledger;
  private final Connections connections;
  private final Consumer<Tally> listener;
  private final InstantSource clock;
  private final Backoff backoff = new Backoff();
  private volatile boolean stopped;

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
      try (var taker = inbox.taker();
          var batches = new BatchRecorder(ledger, connections)) {
        var owner = new Owner(taker);
        while (!stopped) {
          recordBatch(owner, batches);
        }
      } catch (InterruptedException e) {
        stopped = true;
      } catch (RuntimeException | Error e) {
        // An error too, out of memory for one: a recorder that ended would be missed by nobody.
        LOG.log(
            Level.ERROR,
            "the inbox failed; letters stay in it, tried again in " + backoff.nextMillis() + " ms",
            e);
        pause();
      }
    }
  }

  private void pause() {
    try {
      backoff.pause();
    } catch (InterruptedException e) {
      stopped = true;
    }
  }

  /** One batch: take, record, forget. */
  private static void recordBatch(Owner owner, BatchRecorder batches) throws InterruptedException {
    var letters = owner.taker.take(LETTERS_MAX, BYTES_MAX, PATIENCE, LINGER);
    if (!letters.isEmpty() && batches.record(letters, owner)) {
      // Only now: a crash before this line repeats the batch, and the ledger absorbs repeats.
      owner.taker.forget();
    }
  }

  /** Asks to stop after the batch at hand, or at once when the database is away. */
  public void stop() {
    stopped = true;
    backoff.wake();
  }

  /** What the inbox and the database have to say to a recorder's batches. */
  private final class Owner implements BatchRecorder.Owner {
    private final Inbox.Taker taker;

    Owner(Inbox.Taker taker) {
      this.taker = taker;
    }

    @Override
    public void recorded(List<Letter> letters, Tally tally) {
      listener.accept(tally);
      tell(tally);
      backoff.reset();
    }

    @Override
    public void stuck(Letter letter) {
      taker.bury(
          letter,
          "recording failed "
              + BatchRecorder.FAILURES_MAX
              + " times, or lost "
              + BatchRecorder.RACES_MAX
              + " races, with the database well");
      listener.accept(new Tally(List.of(), 0, 0, 0, 0, 0, 1, clock.instant()));
    }

    @Override
    public boolean awaitDatabase(SQLException failure, List<Letter> letters)
        throws InterruptedException {
      LOG.log(
          Level.WARNING,
          "the database is away ({0}); {1} letters wait, tried again in {2} ms",
          failure.getSQLState(),
          letters.size(),
          backoff.nextMillis());
      backoff.pause();
      return goesOn();
    }

    @Override
    public boolean goesOn() {
      return !stopped;
    }
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
}
