package ponto.artemis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A consumer inside the broker that takes only what is wished for, while it is wished for.
 *
 * <p>So nothing is fetched ahead: what one taker has not taken, another can have.
 */
final class Hand implements Consumer, AutoCloseable {
  private final Broker broker;
  private final Queue queue;
  private final Executor lane;
  private final long id;
  private final Set<Taken> holding = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private @Nullable Wish wish;
  private boolean shut;

  Hand(Broker broker, Queue queue) {
    this.broker = broker;
    this.queue = queue;
    this.lane = broker.lane();
    this.id = broker.nextId();
    try {
      queue.addConsumer(this);
    } catch (Exception e) {
      throw new IllegalStateException("the inbox gives no letters to a new taker", e);
    }
  }

  /** As {@link ponto.inbox.Inbox.Taker#take} says. */
  List<Taken> take(int lettersMax, long bytesMax, Duration patience, Duration linger)
      throws InterruptedException {
    var mine = new Wish(lettersMax, bytesMax);
    begin(mine);
    broker.offer(queue);
    try {
      await(mine, patience, linger);
    } catch (InterruptedException e) {
      cancel(mine.letters);
      throw e;
    }
    holding.addAll(mine.letters);
    return mine.letters;
  }

  /** Acknowledges these and does something besides, both or neither. */
  void settle(Collection<Taken> those, Broker.Step besides) {
    Uninterruptibly.await(
        broker.inOneStep(
            lane,
            transaction -> {
              besides.in(transaction);
              for (var taken : those) {
                queue.acknowledge(transaction, taken.reference());
              }
            }));
    those.forEach(holding::remove);
  }

  /** Hands back all that is held: at once it can be taken again. */
  void giveBack() {
    cancel(holding);
    holding.clear();
  }

  /** Ends a waiting {@link #take} of another thread: the inbox closes. */
  void shut() {
    lock.lock();
    try {
      shut = true;
      wish = null;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    shut();
    try {
      queue.removeConsumer(this);
      giveBack();
    } catch (IllegalStateException | RejectedExecutionException e) {
      // A closed broker gives back what was held when it starts again.
      if (broker.isWell()) {
        throw e;
      }
    }
  }

  /** The broker offers a letter; called under the queue's lock, so it must be quick. */
  @Override
  public HandleStatus handle(MessageReference reference) {
    lock.lock();
    try {
      if (wish == null) {
        return HandleStatus.BUSY;
      }
      var accepted = wish.accepts(reference);
      if (accepted) {
        reference.handled();
        wish.add(reference);
      }
      // Not for each letter: waking a taker that lingers anyway costs more than the letter.
      if (wish.full || wish.letters.size() == 1) {
        arrived.signal();
      }
      return accepted ? HandleStatus.HANDLED : HandleStatus.BUSY;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void proceedDeliver(MessageReference reference) {}

  @Override
  public boolean supportsDirectDelivery() {
    return false;
  }

  @Override
  public @Nullable Filter getFilter() {
    return null;
  }

  @Override
  public List<MessageReference> getDeliveringMessages() {
    return List.of();
  }

  @Override
  public String debug() {
    return toManagementString();
  }

  @Override
  public String toManagementString() {
    return "taker " + id;
  }

  @Override
  public void disconnect() {}

  @Override
  public void failed(Throwable cause) {}

  @Override
  public long sequentialID() {
    return id;
  }

  private void begin(Wish mine) {
    broker.requireWell();
    lock.lock();
    try {
      requireOpen();
      wish = mine;
    } finally {
      lock.unlock();
    }
  }

  private void await(Wish mine, Duration patience, Duration linger) throws InterruptedException {
    // Interrupted or not, the wish must end: what it got is found again only through it.
    lock.lock();
    try {
      var nanos = patience.toNanos();
      while (mine.letters.isEmpty() && nanos > 0) {
        requireOpen();
        nanos = arrived.awaitNanos(nanos);
      }
      nanos = linger.toNanos();
      while (!mine.letters.isEmpty() && !mine.full && nanos > 0) {
        requireOpen();
        nanos = arrived.awaitNanos(nanos);
      }
    } finally {
      wish = null;
      lock.unlock();
    }
  }

  private void cancel(Collection<Taken> those) {
    if (those.isEmpty()) {
      return;
    }
    var back = List.copyOf(those);
    Uninterruptibly.await(
        broker.durably(
            lane,
            () -> {
              var undoing = broker.undoing();
              for (var taken : back) {
                queue.cancel(undoing, taken.reference(), true);
              }
              undoing.rollback();
              return undoing;
            }));
  }

  private void requireOpen() {
    if (shut) {
      throw new IllegalStateException("the taker is closed");
    }
  }

  /** One letter taken: the broker's hold on it and its message. */
  record Taken(MessageReference reference, Message message) {}

  /** What one take still wants and has got. */
  private static final class Wish {
    final List<Taken> letters = new ArrayList<>();
    private final int lettersMax;
    private long bytesLeft;
    boolean full;

    Wish(int lettersMax, long bytesMax) {
      if (lettersMax < 1) {
        throw new IllegalArgumentException("take of " + lettersMax + " letters");
      }
      this.lettersMax = lettersMax;
      this.bytesLeft = bytesMax;
    }

    boolean accepts(MessageReference reference) {
      if (!full && !letters.isEmpty() && reference.getMessage().getEncodeSize() > bytesLeft) {
        full = true;
      }
      return !full;
    }

    void add(MessageReference reference) {
      var message = reference.getMessage();
      letters.add(new Taken(reference, message));
      bytesLeft -= message.getEncodeSize();
      full = letters.size() == lettersMax || bytesLeft <= 0;
    }
  }
}
