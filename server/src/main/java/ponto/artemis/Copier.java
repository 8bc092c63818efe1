package ponto.artemis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.Queue;

/** Copies all letters out of an inbox while it takes more, and into a new one. */
final class Copier {
  /**
   * Longer than a recorder takes for its batch with the database well; with the database away a
   * backup has nothing to copy from anyway.
   */
  private static final Duration RECORDERS_PATIENCE = Duration.ofSeconds(30);

  /** Letters on their way into the queue are there within milliseconds. */
  private static final long ARRIVAL_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

  /** Keeps one transaction into a new inbox small. */
  private static final int PASTE_BATCH = 500;

  private final Broker broker;
  private final DeadLetters deadLetters;
  private final Gate gate;
  private final Executor lane;

  Copier(Broker broker, DeadLetters deadLetters, Gate gate) {
    this.broker = broker;
    this.deadLetters = deadLetters;
    this.gate = gate;
    this.lane = broker.lane();
  }

  /**
   * Hands over every letter that was stored before the call and is not settled; recorders rest
   * meanwhile. False when they did not come to rest.
   */
  boolean copy(ArtemisInbox.Copy copy) throws InterruptedException {
    broker.requireWell();
    if (!gate.shut(RECORDERS_PATIENCE)) {
      return false;
    }
    try {
      awaitArrivals(broker.punches());
      awaitArrivals(broker.dead());
      deadLetters.resting(() -> Uninterruptibly.await(broker.durably(lane, () -> all(copy))));
      return true;
    } finally {
      gate.open();
    }
  }

  private boolean all(ArtemisInbox.Copy copy) throws Exception {
    try (var each = broker.punches().browserIterator()) {
      while (each.hasNext()) {
        copy.waiting(Broker.body(each.next().getMessage()));
      }
    }
    try (var each = broker.dead().browserIterator()) {
      while (each.hasNext()) {
        var message = each.next().getMessage();
        copy.dead(
            Broker.body(message), DeadLetters.reason(message), DeadLetters.buriedAtMillis(message));
      }
    }
    return true;
  }

  /**
   * Waits until all that was stored before can be walked through: the queue takes it over in
   * portions. Later letters may come meanwhile, so that the two figures need not be the same one.
   */
  private void awaitArrivals(Queue queue) throws InterruptedException {
    var deadline = System.nanoTime() + ARRIVAL_NANOS_MAX;
    broker.catchUp(queue);
    var counted = queue.getMessageCount();
    while (walked(queue, counted) < counted) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the inbox does not come to rest; nothing was copied");
      }
      broker.offer(queue);
      broker.catchUp(queue);
    }
  }

  private long walked(Queue queue, long enough) {
    return Uninterruptibly.await(
        broker.durably(
            lane,
            () -> {
              var seen = 0L;
              try (var each = queue.browserIterator()) {
                while (seen < enough && each.hasNext()) {
                  each.next();
                  seen++;
                }
              }
              return seen;
            }));
  }

  /** Letters on their way into a new inbox. */
  ArtemisInbox.Paste paste() {
    return new Pasting();
  }

  /** Puts letters into an inbox in the bytes of another one's journal; closing puts the rest. */
  private final class Pasting implements ArtemisInbox.Paste {
    private final ArrayList<CoreMessage> batch = new ArrayList<>();

    @Override
    public void waiting(byte[] letter) {
      add(broker.message(Broker.PUNCHES, letter));
    }

    @Override
    public void dead(byte[] letter, String reason, long buriedAtMillis) {
      add(deadLetters.message(letter, reason, buriedAtMillis));
    }

    private void add(CoreMessage message) {
      batch.add(message);
      if (batch.size() == PASTE_BATCH) {
        close();
      }
    }

    @Override
    public void close() {
      Uninterruptibly.await(
          broker.inOneStep(
              lane,
              transaction -> {
                for (var message : batch) {
                  broker.route(message, transaction);
                }
              }));
      batch.clear();
    }
  }
}
