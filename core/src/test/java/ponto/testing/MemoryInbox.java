package ponto.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import ponto.inbox.Inbox;
import ponto.inbox.Letter;

/** An inbox for tests: keeps the contract but for surviving its process. */
public class MemoryInbox implements Inbox {
  private final long bytesMax;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Letter> waiting = new ArrayDeque<>();
  private final List<DeadLetter> dead = new ArrayList<>();
  private int held;
  private long bytes;
  private boolean closed;

  /** An inbox that is never full. */
  public MemoryInbox(InstantSource clock) {
    this(clock, Long.MAX_VALUE);
  }

  /** An inbox with room for so many bytes of bodies. */
  public MemoryInbox(InstantSource clock, long bytesMax) {
    this.clock = clock;
    this.bytesMax = bytesMax;
  }

  @Override
  public void put(Letter letter) throws Full, InterruptedException {
    lock.lockInterruptibly();
    try {
      requireOpen();
      if (bytes + size(letter) > bytesMax) {
        throw new Full("bodies take " + bytes + " of " + bytesMax + " bytes");
      }
      bytes += size(letter);
      waiting.add(letter);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Taker taker() {
    return new MemoryTaker();
  }

  @Override
  public long depth() {
    lock.lock();
    try {
      return (long) waiting.size() + held;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing waits and nobody holds anything; false when that took longer. */
  public boolean awaitEmpty(Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var nanos = patience.toNanos();
      while (waiting.size() + held > 0 && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return waiting.isEmpty() && held == 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Instant> oldest() {
    lock.lock();
    try {
      return Optional.ofNullable(waiting.peek()).map(Letter::receivedAt);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<DeadLetter> dead(int limit) {
    lock.lock();
    try {
      return dead.stream().limit(limit).toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void eachDead(Consumer<DeadLetter> visitor) {
    dead(Integer.MAX_VALUE).forEach(visitor);
  }

  @Override
  public long deadCount() {
    lock.lock();
    try {
      return dead.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int redrive(List<String> receipts) {
    var wanted = Set.copyOf(receipts);
    lock.lock();
    try {
      var chosen =
          dead.stream()
              .filter(one -> wanted.isEmpty() || wanted.contains(one.letter().receipt()))
              .toList();
      dead.removeAll(chosen);
      chosen.forEach(one -> waiting.add(one.letter()));
      changed.signalAll();
      return chosen.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the inbox is closed");
    }
  }

  private static long size(Letter letter) {
    return letter.body().length();
  }

  private final class MemoryTaker implements Taker {
    private final List<Letter> mine = new ArrayList<>();
    private final Map<Letter, String> buried = new HashMap<>();
    private boolean done;

    @Override
    public List<Letter> take(int lettersMax, long bytesMax, Duration patience, Duration linger)
        throws InterruptedException {
      var taken = new ArrayList<Letter>();
      lock.lockInterruptibly();
      try {
        requireOpen();
        await(patience);
        var nanos = linger.toNanos();
        while (!fill(taken, lettersMax, bytesMax) && nanos > 0 && !taken.isEmpty()) {
          nanos = changed.awaitNanos(nanos);
          requireOpen();
        }
      } catch (InterruptedException | IllegalStateException e) {
        waiting.addAll(taken);
        held -= taken.size();
        throw e;
      } finally {
        lock.unlock();
      }
      mine.addAll(taken);
      return taken;
    }

    @Override
    public void bury(Letter letter, String reason) {
      if (!mine.contains(letter)) {
        throw new IllegalArgumentException("letter " + letter.receipt() + " is not taken here");
      }
      buried.put(letter, reason);
    }

    @Override
    public void forget() {
      lock.lock();
      try {
        requireOpen();
        for (var letter : mine) {
          var reason = buried.get(letter);
          if (reason == null) {
            bytes -= size(letter);
          } else {
            dead.add(new DeadLetter(letter, reason, clock.instant()));
          }
        }
        clear();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void giveBack() {
      lock.lock();
      try {
        mine.reversed().forEach(waiting::addFirst);
        clear();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      if (!done) {
        giveBack();
        done = true;
      }
    }

    private void await(Duration patience) throws InterruptedException {
      var nanos = patience.toNanos();
      while (waiting.isEmpty() && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
        requireOpen();
      }
    }

    /** Moves what fits; answers whether the batch is full. */
    private boolean fill(List<Letter> taken, int lettersMax, long bytesMax) {
      var left = bytesMax - taken.stream().mapToLong(MemoryInbox::size).sum();
      while (taken.size() < lettersMax && left > 0) {
        var next = waiting.peek();
        if (next == null) {
          return false;
        }
        if (!taken.isEmpty() && size(next) > left) {
          return true;
        }
        taken.add(waiting.remove());
        held++;
        left -= size(next);
      }
      return true;
    }

    private void clear() {
      held -= mine.size();
      mine.clear();
      buried.clear();
    }
  }
}
