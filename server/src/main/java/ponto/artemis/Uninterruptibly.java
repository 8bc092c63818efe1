package ponto.artemis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waiting that an interrupt does not cut short; the interrupt is kept for the caller. */
final class Uninterruptibly {
  private Uninterruptibly() {}

  /** What the broker's work yields; throws what made it fail. */
  static <T> T await(CompletableFuture<T> work) {
    try {
      return work.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the inbox failed", e.getCause());
    }
  }

  static void join(Thread thread) {
    var interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
