package ponto.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C and SIGTERM: the first stops in order, the second at once. The JDK has no supported
 * interface for signals, so its own one is reached by name; where it is missing the JVM's default
 * stays: stop without draining.
 */
final class Signals {
  /** As a shell reports a process that Ctrl-C ended. */
  private static final int INTERRUPTED = 130;

  private Signals() {}

  /** Counts down at the first signal. */
  static void onStop(CountDownLatch stop) {
    var asked = new AtomicBoolean();
    Runnable signalled =
        () -> {
          if (asked.compareAndSet(false, true)) {
            System.err.println(
                "ponto: stopping; what is at hand is recorded first (again: at once)");
            stop.countDown();
          } else {
            Runtime.getRuntime().halt(INTERRUPTED);
          }
        };
    handle("INT", signalled);
    handle("TERM", signalled);
  }

  private static void handle(String name, Runnable signalled) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler call =
          (_, method, _) -> {
            if (method.getName().equals("handle")) {
              signalled.run();
            }
            return null;
          };
      var proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, call);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      System.getLogger(Signals.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "SIG" + name + " cannot be caught; it ends the process at once",
              e);
    }
  }
}
