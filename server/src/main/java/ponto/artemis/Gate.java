package ponto.artemis;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets takers hold letters, or a copier see them all: what a taker holds is in no queue, so both at
 * once would miss some.
 */
final class Gate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int inside;
  private boolean shut;

  /** Waits while it is shut; then the taker is inside. */
  void enter() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (shut) {
        changed.await();
      }
      inside++;
    } finally {
      lock.unlock();
    }
  }

  /** The taker holds nothing any more. */
  void leave() {
    lock.lock();
    try {
      inside--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody in and waits until all are out; false, and open again, when that took too long. */
  boolean shut(Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var nanos = patience.toNanos();
      while (shut && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      if (shut) {
        return false;
      }
      shut = true;
      while (inside > 0 && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      if (inside == 0) {
        return true;
      }
      open();
      return false;
    } catch (InterruptedException e) {
      open();
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Lets them in again. */
  void open() {
    lock.lock();
    try {
      shut = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
