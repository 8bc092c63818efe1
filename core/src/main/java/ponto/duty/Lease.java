package ponto.duty;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.ledger.Incidents;

/**
 * Who keeps the service available, by the database's clock, and what the ledgers are told of it:
 * each call is one transaction, and may be made again after any failure. In the role {@code
 * ponto_duty}, whose connections are in auto-commit mode. See ADR 38.
 */
public final class Lease {
  /** A server that was silent for so long is gone: three beats and a database's short absence. */
  static final Duration SILENCE_MAX = Duration.ofSeconds(45);

  private static final String MAKE = "INSERT INTO service DEFAULT VALUES ON CONFLICT DO NOTHING";
  private static final String LOCK = "SELECT state FROM service FOR UPDATE";
  private static final String STATE = "UPDATE service SET state = ?";
  private static final String OTHERS =
      """
      SELECT installation, run, beat_at, machine, boot,
             beat_at > clock_timestamp() - make_interval(secs => ?) AS alive
      FROM on_duty
      ORDER BY beat_at
      """;
  private static final String FORGET =
      """
      DELETE FROM on_duty
      WHERE installation = ? OR beat_at <= clock_timestamp() - make_interval(secs => ?)
      """;
  private static final String ENTER =
      """
      INSERT INTO on_duty (installation, run, machine, boot, beat_at)
      VALUES (?, ?, ?, ?, clock_timestamp())
      """;
  private static final String BEAT =
      "UPDATE on_duty SET beat_at = clock_timestamp() WHERE installation = ? AND run = ?";
  private static final String UNTOLD =
      """
      SELECT FROM counter
      WHERE NOT available AND EXISTS (SELECT FROM service WHERE state = 'available')
      LIMIT 1
      """;

  private final Incidents incidents;

  public Lease(InstantSource clock) {
    incidents = new Incidents(clock);
  }

  /** Whether the ledgers are to say 07; during a declared outage only a start or its end does. */
  private enum State {
    AVAILABLE("available"),
    UNAVAILABLE("unavailable"),
    OUTAGE("outage");

    private final String wire;

    State(String wire) {
      this.wire = wire;
    }
  }

  /** Something done under the lock of the lease. */
  @FunctionalInterface
  private interface Deed {
    int with(State state) throws SQLException;
  }

  /**
   * A server begins. The first one makes the service available; where nobody is left of those who
   * kept it and nobody said so, the ledgers are first told since when it was not.
   */
  public void take(Connection connection, Server server) throws SQLException {
    locked(
        connection,
        state -> {
          var left = left(connection, server);
          if (left.mine) {
            return 0;
          }
          if (!left.alive && state == State.AVAILABLE) {
            incidents.interrupted(connection, left.lastSeen, left.powerReturned);
          }
          incidents.available(connection);
          become(connection, State.AVAILABLE);
          forget(connection, server);
          enter(connection, server);
          return 0;
        });
  }

  /** A server is still there; answers false when it was given up meanwhile and has to take it. */
  public boolean beat(Connection connection, Server server) throws SQLException {
    try (var update = connection.prepareStatement(BEAT)) {
      update.setObject(1, server.installation());
      update.setObject(2, server.run());
      if (update.executeUpdate() == 0) {
        return false;
      }
    }
    try (var query = connection.prepareStatement(UNTOLD);
        var row = query.executeQuery()) {
      if (!row.next()) {
        return true;
      }
    }
    // Entered in the moment in which the service became available.
    locked(connection, state -> state == State.AVAILABLE ? incidents.available(connection) : 0);
    return true;
  }

  /** A server ends in order; the last one makes the service unavailable. */
  public void leave(Connection connection, Server server) throws SQLException {
    locked(
        connection,
        state -> {
          forget(connection, server);
          if (state == State.AVAILABLE && !left(connection, server).alive) {
            incidents.unavailable(connection);
            become(connection, State.UNAVAILABLE);
          }
          return 0;
        });
  }

  /**
   * Deployed where no process stays: available from the first time on, but for a declared outage.
   */
  public int deployed(Connection connection) throws SQLException {
    return locked(
        connection,
        state -> {
          if (state == State.OUTAGE) {
            return 0;
          }
          become(connection, State.AVAILABLE);
          return incidents.available(connection);
        });
  }

  /** The operator says that punches cannot be taken; answers how many ledgers were told. */
  public int beginOutage(Connection connection) throws SQLException {
    return locked(
        connection,
        _ -> {
          become(connection, State.OUTAGE);
          return incidents.unavailable(connection);
        });
  }

  /** The operator says that punches can be taken again; answers how many ledgers were told. */
  public int endOutage(Connection connection) throws SQLException {
    return locked(
        connection,
        _ -> {
          become(connection, State.AVAILABLE);
          return incidents.available(connection);
        });
  }

  private static int locked(Connection connection, Deed deed) throws SQLException {
    connection.setAutoCommit(false);
    try {
      connection.createStatement().execute(MAKE);
      var done = deed.with(lock(connection));
      connection.commit();
      return done;
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static State lock(Connection connection) throws SQLException {
    try (var query = connection.prepareStatement(LOCK);
        var row = query.executeQuery()) {
      row.next();
      var wire = requireNonNull(row.getString(1));
      for (var state : State.values()) {
        if (state.wire.equals(wire)) {
          return state;
        }
      }
      throw new IllegalStateException("the service is in no known state: " + wire);
    }
  }

  private static void become(Connection connection, State state) throws SQLException {
    try (var update = connection.prepareStatement(STATE)) {
      update.setString(1, state.wire);
      update.executeUpdate();
    }
  }

  /**
   * What is written of those on duty.
   *
   * @param mine this very start is among them: it was told so before
   * @param alive somebody else is
   * @param lastSeen the latest sign of anybody; long ago when there is none
   */
  private record Left(boolean mine, boolean alive, Instant lastSeen, boolean powerReturned) {}

  private static Left left(Connection connection, Server server) throws SQLException {
    try (var query = connection.prepareStatement(OTHERS)) {
      query.setDouble(1, (double) SILENCE_MAX.toSeconds());
      try (var rows = query.executeQuery()) {
        var left = new Left(false, false, Instant.EPOCH, false);
        while (rows.next()) {
          var same = server.installation().equals(rows.getObject(1, UUID.class));
          var mine = same && server.run().equals(rows.getObject(2, UUID.class));
          var before = new Machine(rows.getString(4), rows.getString(5));
          left =
              new Left(
                  left.mine || mine,
                  left.alive || (!same && rows.getBoolean(6)),
                  instant(rows.getTimestamp(3)),
                  server.machine().bootedSince(before));
        }
        return left;
      }
    }
  }

  private static Instant instant(@Nullable Timestamp timestamp) {
    return requireNonNull(timestamp).toInstant();
  }

  private static void forget(Connection connection, Server server) throws SQLException {
    try (var delete = connection.prepareStatement(FORGET)) {
      delete.setObject(1, server.installation());
      delete.setDouble(2, (double) SILENCE_MAX.toSeconds());
      delete.executeUpdate();
    }
  }

  private static void enter(Connection connection, Server server) throws SQLException {
    try (var insert = connection.prepareStatement(ENTER)) {
      insert.setObject(1, server.installation());
      insert.setObject(2, server.run());
      insert.setString(3, server.machine().id());
      insert.setString(4, server.machine().boot());
      insert.executeUpdate();
    }
  }
}
