package ponto.lambda.door;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;

/**
 * One connection that is lent again and again: a function answers one request at a time. Who needs
 * a second meanwhile gets one for once.
 */
final class Rested implements Connections {
  /** A connection that rested longer is asked whether it lives. */
  private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final Logger LOG = System.getLogger(Rested.class.getName());

  private final Connections source;
  private @Nullable Connection resting;
  private long sinceNanos;

  Rested(Connections source) {
    this.source = source;
  }

  @Override
  public synchronized Connection open() throws SQLException {
    var rested = resting;
    resting = null;
    if (rested != null && System.nanoTime() - sinceNanos > TRUSTED_NANOS && !lives(rested)) {
      discard(rested);
      rested = null;
    }
    return lent(rested == null ? source.open() : rested);
  }

  /** Closes what rests: nothing of it may be in a snapshot. */
  synchronized void close() {
    var rested = resting;
    resting = null;
    if (rested != null) {
      discard(rested);
    }
  }

  private Connection lent(Connection connection) {
    var returned = new boolean[1];
    return (Connection)
        Proxy.newProxyInstance(
            Rested.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("close")) {
                if (!returned[0]) {
                  returned[0] = true;
                  giveBack(connection);
                }
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
  }

  private synchronized void giveBack(Connection connection) {
    try {
      if (!connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      if (resting == null && !connection.isClosed()) {
        resting = connection;
        sinceNanos = System.nanoTime();
        return;
      }
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "a connection was given back broken", e);
    }
    discard(connection);
  }

  private static boolean lives(Connection connection) {
    try {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  private static void discard(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "closing a broken connection failed", e);
    }
  }
}
