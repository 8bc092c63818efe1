package ponto.artemis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Inbox.DeadLetter;
import ponto.inbox.Letter;

/** The dead letters: the same bytes in a queue of their own, with the reason and the instant. */
final class DeadLetters {
  private static final SimpleString REASON = SimpleString.of("ponto_reason");
  private static final SimpleString BURIED_AT = SimpleString.of("ponto_buried_at");

  /** The first lines of a stack trace; the rest is in the log. */
  private static final int REASON_CHARS_MAX = 2_000;

  /** Keeps one step of a redrive small: memory, and the time that the queue is held. */
  private static final int REDRIVE_BATCH = 500;

  /** Bounds the same for letters of hundreds of kilobytes. */
  private static final long REDRIVE_BYTES = 4L << 20;

  /** The letters are known to be there; only a disk in trouble takes longer. */
  private static final Duration REDRIVE_PATIENCE = Duration.ofSeconds(10);

  private static final Duration REDRIVE_LINGER = Duration.ofMillis(20);

  private final Broker broker;
  private final Executor lane;
  private final InstantSource clock;
  private final ReentrantLock redriving = new ReentrantLock();

  DeadLetters(Broker broker, InstantSource clock) {
    this.broker = broker;
    this.lane = broker.lane();
    this.clock = clock;
  }

  /** A letter's bytes on their way to the dead letters. */
  CoreMessage message(byte[] letter, String reason) {
    return message(letter, reason, clock.millis());
  }

  /** The same, buried earlier. */
  CoreMessage message(byte[] letter, String reason, long buriedAtMillis) {
    var message = broker.message(Broker.DEAD, letter);
    var cut = reason.substring(0, Math.min(reason.length(), REASON_CHARS_MAX));
    message.putStringProperty(REASON, SimpleString.of(cut));
    message.putLongProperty(BURIED_AT, buriedAtMillis);
    return message;
  }

  static String reason(Message message) {
    return String.valueOf(message.getStringProperty(REASON));
  }

  static long buriedAtMillis(Message message) {
    return message.getLongProperty(BURIED_AT);
  }

  /** Does something while no dead letter is on its way back. */
  void resting(Runnable work) {
    redriving.lock();
    try {
      work.run();
    } finally {
      redriving.unlock();
    }
  }

  long count() {
    broker.catchUp(broker.dead());
    return broker.dead().getMessageCount();
  }

  /** Oldest first; what cannot be read is shown raw. */
  List<DeadLetter> list(int limit) {
    broker.catchUp(broker.dead());
    return Uninterruptibly.await(broker.durably(lane, () -> first(limit)));
  }

  /** Shows each, oldest first; none is held longer than its turn. */
  void each(Consumer<DeadLetter> visitor) {
    broker.catchUp(broker.dead());
    Uninterruptibly.await(
        broker.durably(
            lane,
            () -> {
              try (var each = broker.dead().browserIterator()) {
                while (each.hasNext()) {
                  visitor.accept(read(each.next().getMessage()));
                }
              }
              return broker;
            }));
  }

  /** Puts these back to be recorded, or all when none is named; each is always in one queue. */
  int redrive(List<String> receipts) {
    var wanted = Set.copyOf(receipts);
    var moved = 0;
    redriving.lock();
    try (var hand = new Hand(broker, broker.dead())) {
      var left = count();
      // A receipt is one letter's: once all that are named were met, the rest need not be looked
      // at.
      while (left > 0 && (wanted.isEmpty() || moved < wanted.size())) {
        var taken = hand.take(REDRIVE_BATCH, REDRIVE_BYTES, REDRIVE_PATIENCE, REDRIVE_LINGER);
        if (taken.isEmpty()) {
          break;
        }
        left -= taken.size();
        moved += move(hand, taken, wanted);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted after redriving " + moved + " letters", e);
    } finally {
      redriving.unlock();
    }
    return moved;
  }

  private List<DeadLetter> first(int limit) throws Exception {
    var letters = new ArrayList<DeadLetter>();
    try (var each = broker.dead().browserIterator()) {
      while (letters.size() < limit && each.hasNext()) {
        letters.add(read(each.next().getMessage()));
      }
    }
    return letters;
  }

  private int move(Hand hand, List<Hand.Taken> taken, Set<String> wanted) {
    var chosen =
        wanted.isEmpty()
            ? taken
            : taken.stream().filter(one -> wanted.contains(receipt(one.message()))).toList();
    hand.settle(
        chosen,
        transaction -> {
          for (var one : chosen) {
            var letter = Broker.body(one.message());
            broker.route(broker.message(Broker.PUNCHES, letter), transaction);
          }
        });
    return chosen.size();
  }

  private static String receipt(Message message) {
    return read(message).letter().receipt();
  }

  private static DeadLetter read(Message message) {
    var bytes = Broker.body(message);
    var letter =
        switch (LetterCodec.decode(bytes)) {
          case LetterCodec.Opened.Legible(var legible) -> legible;
          case LetterCodec.Opened.Illegible(var receipt, var receivedAt, _) ->
              raw(
                  receipt == null || receipt.isEmpty() ? name(message) : receipt,
                  receivedAt,
                  bytes);
        };
    return new DeadLetter(letter, reason(message), Instant.ofEpochMilli(buriedAtMillis(message)));
  }

  private static String name(Message message) {
    return "unreadable-" + message.getMessageID();
  }

  /** Shown only: what is redriven are the bytes. Nobody's, with the least of rights. */
  private static Letter raw(String receipt, Instant receivedAt, byte[] bytes) {
    var nobody = new Principal("unreadable", 0, Role.WORKER, null, true);
    var body = new String(Base64.getEncoder().encode(bytes), ISO_8859_1);
    return new Letter(receipt, nobody, receivedAt, null, "", null, body);
  }
}
