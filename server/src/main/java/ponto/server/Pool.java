package ponto.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;

/**
 * A small, bounded, fair pool: who comes first is served first, who waits too long is told so. Only
 * what reads or manages goes through it; the punches' way never does.
 */
final class Pool implements Connections, AutoCloseable {
  /** Longer than any healthy read takes; the answer is then 503, not a pile of waiting requests. */
  private static final long PATIENCE_MILLIS = 2_000;

  /** A connection that rested longer than this is asked whether it lives. */
  private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Connections source;
  private final Semaphore permits;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private boolean closed;

  Pool(Connections source, int size) {
    this.source = source;
    this.permits = new Semaphore(size, true);
  }

  private record Idle(Connection connection, long sinceNanos) {}

  @Override
  public Connection open() throws SQLException {
    if (!acquire()) {
      throw new SQLTransientConnectionException("every pooled connection is in use", "08001");
    }
    try {
      var rested = rested();
      return lent(rested == null ? source.open() : rested);
    } catch (SQLException | RuntimeException e) {
      permits.release();
      throw e;
    }
  }

  private boolean acquire() throws SQLException {
    try {
      return permits.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException(
          "interrupted while waiting for a connection", "08001", e);
    }
  }

  private @Nullable Connection rested() {
    while (true) {
      Idle last;
      synchronized (idle) {
        last = idle.pollFirst();
      }
      if (last == null || isAlive(last)) {
        return last == null ? null : last.connection();
      }
      discard(last.connection());
    }
  }

  private static boolean isAlive(Idle last) {
    try {
      return System.nanoTime() - last.sinceNanos() < TRUSTED_NANOS || last.connection().isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /** The connection in a wrapper whose close gives it back. */
  private Connection lent(Connection connection) {
    InvocationHandler handler =
        new InvocationHandler() {
          private boolean returned;

          @Override
          public @Nullable Object invoke(
              Object proxy,
              java.lang.reflect.Method method,
              @Nullable Object @Nullable [] arguments)
              throws Throwable {
            if (method.getName().equals("close")) {
              if (!returned) {
                returned = true;
                giveBack(connection);
              }
              return null;
            }
            try {
              return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
              throw e.getCause() == null ? e : e.getCause();
            }
          }
        };
    return (Connection)
        Proxy.newProxyInstance(
            Pool.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
  }

  private void giveBack(Connection connection) {
    try {
      if (!connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      synchronized (idle) {
        if (!closed) {
          idle.addFirst(new Idle(connection, System.nanoTime()));
          return;
        }
      }
      discard(connection);
    } catch (SQLException e) {
      discard(connection);
    } finally {
      permits.release();
    }
  }

  private static void discard(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      System.getLogger(Pool.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a broken connection failed", e);
    }
  }

  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(rested -> discard(rested.connection()));
      idle.clear();
    }
  }
}
