package ponto.cloud;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks PostgreSQL again and again how many sessions a user has, and keeps the most. */
final class SessionWatch implements AutoCloseable {
  // Between two looks: shorter than a connection lives that is opened at all.
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  // While the database is away.
  private static final long AWAY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final String COUNT =
      "SELECT count(*) FROM pg_stat_activity WHERE usename = ? AND backend_type = 'client backend'";

  private final CloudDatabase database;
  private final String user;
  private final Thread thread;
  private volatile int most;
  private volatile boolean closed;

  SessionWatch(CloudDatabase database, String user) {
    this.database = database;
    this.user = user;
    this.thread = Thread.ofVirtual().name("session-watch").start(this::watch);
  }

  /** The most sessions that were seen at once. */
  int most() {
    return most;
  }

  private void watch() {
    while (!closed) {
      try (var connection = database.asSuperuser();
          var count = connection.prepareStatement(COUNT)) {
        count.setString(1, user);
        look(connection, count);
      } catch (SQLException _) {
        LockSupport.parkNanos(AWAY_NANOS);
      }
    }
  }

  private void look(Connection connection, PreparedStatement count) throws SQLException {
    while (!closed && !connection.isClosed()) {
      try (var rows = count.executeQuery()) {
        rows.next();
        most = Math.max(most, rows.getInt(1));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
