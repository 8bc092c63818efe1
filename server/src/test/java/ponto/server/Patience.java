package ponto.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks again until it is so, for a bounded time: HTTP tells nobody when a punch is recorded. */
public final class Patience {
  private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(20);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private Patience() {}

  public static <T> T until(String what, Supplier<T> ask, Predicate<T> good) {
    var deadline = System.nanoTime() + NANOS_MAX;
    while (true) {
      var seen = ask.get();
      if (good.test(seen)) {
        return seen;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(what + " is still " + seen);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  public static void until(String what, BooleanSupplier good) {
    until(what, good::getAsBoolean, seen -> seen);
  }
}
