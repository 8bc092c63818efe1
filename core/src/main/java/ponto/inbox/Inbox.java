package ponto.inbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The durable queue between the door and the recorders. Delivers at least once, in no promised
 * order.
 *
 * <p>Safe for many threads; each {@link Taker} belongs to one thread.
 */
public interface Inbox extends AutoCloseable {
  /**
   * Stores a letter; when this returns, the letter survives kill -9 of every process.
   *
   * @throws Full at once, without waiting, when there is no room; nothing is stored then
   */
  void put(Letter letter) throws Full, InterruptedException;

  /** A new taker with a session of its own: one for each recorder. */
  Taker taker();

  /** How many letters wait or are being recorded. */
  long depth();

  /** When the oldest waiting letter was received; empty when nothing waits. */
  Optional<Instant> oldest();

  /** The dead letters, oldest first, at most {@code limit}. */
  List<DeadLetter> dead(int limit);

  /**
   * Shows every dead letter to {@code visitor}, oldest first, one at a time: nothing is gathered,
   * however many there are.
   */
  void eachDead(Consumer<DeadLetter> visitor);

  /** How many dead letters there are. */
  long deadCount();

  /**
   * Puts dead letters back to be recorded; all when {@code receipts} is empty. Answers how many.
   */
  int redrive(List<String> receipts);

  /**
   * Ends a waiting {@link Taker#take} with an IllegalStateException; what is held comes again when
   * the inbox is opened anew.
   */
  @Override
  void close();

  /**
   * One recorder's hand in the inbox: what it takes stays its own until it forgets or gives back.
   */
  interface Taker extends AutoCloseable {
    /**
     * Takes letters until {@code lettersMax} or {@code bytesMax} is reached (at least one letter
     * whatever its size) or {@code linger} has passed since the first; waits at most {@code
     * patience} for the first. Letters taken before and not yet forgotten stay taken.
     */
    List<Letter> take(int lettersMax, long bytesMax, Duration patience, Duration linger)
        throws InterruptedException;

    /** Moves one taken letter to the dead letters, in one step with the next {@link #forget}. */
    void bury(Letter letter, String reason);

    /** Acknowledges everything taken: it never comes again. Only after the commit. */
    void forget();

    /** Hands everything taken back: it comes again, to this or another taker. */
    void giveBack();

    @Override
    void close();
  }

  /** A letter that failed unexpectedly too often, with the reason and when it was buried. */
  record DeadLetter(Letter letter, String reason, Instant buriedAt) {}

  /** There is no room: the door answers 503 and the client keeps its punch. */
  final class Full extends Exception {
    private static final long serialVersionUID = 1;

    public Full(String message) {
      super(message);
    }
  }
}
