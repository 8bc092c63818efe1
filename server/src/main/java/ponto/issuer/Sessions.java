package ponto.issuer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;

/**
 * The signed-in devices. Each refresh gives a new token for the old one. The old one still answers
 *
 * <ul>
 *   <li>for a short grace, for a second tab and for a client that tries again at once;
 *   <li>for as long as no successor of it was used: a used successor proves that an answer arrived;
 *       until then the answer may have been lost, and whoever comes back from a basement next week
 *       must still be signed in. The successors given out before are then superseded.
 * </ul>
 *
 * Anything else is a copy: an old token after its successor was used, or a superseded one. Which of
 * the two holders is the thief nobody can tell, so the session ends for both, and the person signs
 * in again; punches not yet handed in wait in the outbox meanwhile.
 */
final class Sessions {
  /**
   * Signed in while used once a quarter; a token that was not used for as long is worth nothing.
   */
  static final Duration LIFE = Duration.ofDays(90);

  /** Two tabs that wake together, a client's own repetition after a time-out. */
  static final Duration GRACE = Duration.ofSeconds(60);

  /**
   * How long a used token is kept to recognise a copy of it; about 50 rows a day for one device.
   */
  private static final Duration KEPT = Duration.ofDays(7);

  /** More answers than tabs: somebody repeats without listening. */
  static final int REPLAYS_MAX = 20;

  /** What became of a token that was presented. */
  sealed interface Rotation {
    /** It was exchanged, for this account. */
    record Rotated(Account account, Account.Standing standing, RefreshToken next)
        implements Rotation {}

    /** It means nothing here (any more). */
    record Unknown() implements Rotation {}

    /** It was copied; its session has been ended. */
    record Copied() implements Rotation {}

    /** It was presented too often; wait for the grace to end. */
    record Repeated() implements Rotation {}

    /** The account may not sign in; the token is left as it was, the account may come back. */
    record Refused() implements Rotation {}
  }

  private record Session(UUID id, long employerId, UUID subject) {}

  private record Presented(
      @Nullable Instant usedAt, boolean superseded, boolean confirmed, int successors) {}

  private final Connections connections;
  private final Accounts accounts;

  Sessions(Connections connections, Accounts accounts) {
    this.connections = connections;
    this.accounts = accounts;
  }

  /** Opens a session; the account's dead ones are swept on the way. */
  RefreshToken open(Account account, Instant now) throws SQLException {
    var sql =
        """
        WITH opened AS (
          INSERT INTO session (session_id, employer_id, subject, created_at, expires_at)
          VALUES (?, ?, ?, ?, ?)
          RETURNING session_id, employer_id, created_at)
        INSERT INTO refresh_token (digest, session_id, employer_id, issued_at)
        SELECT ?, session_id, employer_id, created_at FROM opened
        """;
    var token = RefreshToken.random();
    try (var connection = connections.open()) {
      sweep(connection, account.subject(), now);
      try (var insert = connection.prepareStatement(sql)) {
        insert.setObject(1, UUID.randomUUID());
        insert.setLong(2, account.employerId());
        insert.setObject(3, account.subject());
        insert.setObject(4, time(now));
        insert.setObject(5, time(now.plus(LIFE)));
        insert.setBytes(6, token.digest());
        insert.executeUpdate();
      }
    }
    return token;
  }

  private static void sweep(Connection connection, UUID subject, Instant now) throws SQLException {
    var sql =
        """
        WITH dead AS (
          SELECT session_id FROM session WHERE subject = ? AND (expires_at <= ? OR ended_at IS NOT NULL)),
        tokens AS (
          DELETE FROM refresh_token WHERE session_id IN (SELECT session_id FROM dead))
        DELETE FROM session WHERE session_id IN (SELECT session_id FROM dead)
        """;
    try (var delete = connection.prepareStatement(sql)) {
      delete.setObject(1, subject);
      delete.setObject(2, time(now));
      delete.executeUpdate();
    }
  }

  /** Exchanges a token for its successor. */
  Rotation rotate(RefreshToken token, Instant now) throws SQLException {
    try (var connection = connections.open()) {
      connection.setAutoCommit(false);
      try {
        var rotation = rotate(connection, token, now);
        connection.commit();
        return rotation;
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        throw failed;
      }
    }
  }

  private Rotation rotate(Connection connection, RefreshToken token, Instant now)
      throws SQLException {
    var session = lock(connection, token, now).orElse(null);
    var presented = session == null ? null : presented(connection, token, now).orElse(null);
    if (session == null || presented == null) {
      return new Rotation.Unknown();
    }
    var usedAt = presented.usedAt();
    var late = usedAt != null && now.isAfter(usedAt.plus(GRACE));
    if (presented.superseded() || (late && presented.confirmed())) {
      end(connection, session, now);
      return new Rotation.Copied();
    }
    if (usedAt != null && !late && presented.successors() >= REPLAYS_MAX) {
      return new Rotation.Repeated();
    }
    var account = accounts.of(connection, session.subject());
    var standing = account.standing(now);
    if (standing == Account.Standing.DISABLED || standing == Account.Standing.ENDED) {
      return new Rotation.Refused();
    }
    if (late) {
      supersede(connection, token, now);
    }
    if (late || usedAt == null) {
      use(connection, token, now);
    }
    return new Rotation.Rotated(account, standing, succeed(connection, session, token, now));
  }

  /** Refreshes of one session go one after another. */
  private static Optional<Session> lock(Connection connection, RefreshToken token, Instant now)
      throws SQLException {
    var sql =
        """
        SELECT session_id, employer_id, subject FROM session
        WHERE session_id = (SELECT session_id FROM refresh_token WHERE digest = ?)
          AND ended_at IS NULL AND expires_at > ?
        FOR UPDATE
        """;
    try (var query = connection.prepareStatement(sql)) {
      query.setBytes(1, token.digest());
      query.setObject(2, time(now));
      try (var rows = query.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        return Optional.of(
            new Session(
                rows.getObject("session_id", UUID.class),
                rows.getLong("employer_id"),
                rows.getObject("subject", UUID.class)));
      }
    }
  }

  /** A statement of its own after the lock: it must see what the refresh before this one did. */
  private static Optional<Presented> presented(
      Connection connection, RefreshToken token, Instant now) throws SQLException {
    var sql =
        """
        SELECT t.used_at, t.superseded_at IS NOT NULL AS superseded,
          count(c.used_at) > 0 AS confirmed, count(c.digest) AS successors
        FROM refresh_token t
        LEFT JOIN refresh_token c
          ON c.session_id = t.session_id AND c.parent = t.digest AND c.superseded_at IS NULL
        WHERE t.digest = ? AND t.issued_at > ?
        GROUP BY t.digest
        """;
    try (var query = connection.prepareStatement(sql)) {
      query.setBytes(1, token.digest());
      query.setObject(2, time(now.minus(LIFE)));
      try (var rows = query.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        var usedAt = rows.getObject("used_at", OffsetDateTime.class);
        return Optional.of(
            new Presented(
                usedAt == null ? null : usedAt.toInstant(),
                rows.getBoolean("superseded"),
                rows.getBoolean("confirmed"),
                rows.getInt("successors")));
      }
    }
  }

  /** Of the successors lost with their answers only the last ones are kept, to be recognised. */
  private static void supersede(Connection connection, RefreshToken token, Instant now)
      throws SQLException {
    var forget = "DELETE FROM refresh_token WHERE parent = ? AND superseded_at IS NOT NULL";
    try (var delete = connection.prepareStatement(forget)) {
      delete.setBytes(1, token.digest());
      delete.executeUpdate();
    }
    var mark = "UPDATE refresh_token SET superseded_at = ? WHERE parent = ?";
    try (var update = connection.prepareStatement(mark)) {
      update.setObject(1, time(now));
      update.setBytes(2, token.digest());
      update.executeUpdate();
    }
  }

  /** The grace begins here, and anew when an answer was lost: two tabs may come back together. */
  private static void use(Connection connection, RefreshToken token, Instant now)
      throws SQLException {
    var sql = "UPDATE refresh_token SET used_at = ? WHERE digest = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setObject(1, time(now));
      update.setBytes(2, token.digest());
      update.executeUpdate();
    }
  }

  private static RefreshToken succeed(
      Connection connection, Session session, RefreshToken token, Instant now) throws SQLException {
    var sql =
        """
        WITH extended AS (
          UPDATE session SET expires_at = ? WHERE session_id = ?),
        cleared AS (
          DELETE FROM refresh_token t
          WHERE t.session_id = ? AND (t.issued_at <= ? OR t.used_at <= ? AND EXISTS (
            SELECT FROM refresh_token c
            WHERE c.session_id = t.session_id AND c.parent = t.digest AND c.used_at IS NOT NULL)))
        INSERT INTO refresh_token (digest, session_id, employer_id, issued_at, parent)
        VALUES (?, ?, ?, ?, ?)
        """;
    var next = RefreshToken.random();
    try (var insert = connection.prepareStatement(sql)) {
      insert.setObject(1, time(now.plus(LIFE)));
      insert.setObject(2, session.id());
      insert.setObject(3, session.id());
      insert.setObject(4, time(now.minus(LIFE)));
      insert.setObject(5, time(now.minus(KEPT)));
      insert.setBytes(6, next.digest());
      insert.setObject(7, session.id());
      insert.setLong(8, session.employerId());
      insert.setObject(9, time(now));
      insert.setBytes(10, token.digest());
      insert.executeUpdate();
    }
    return next;
  }

  private static void end(Connection connection, Session session, Instant now) throws SQLException {
    var sql = "UPDATE session SET ended_at = ? WHERE session_id = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setObject(1, time(now));
      update.setObject(2, session.id());
      update.executeUpdate();
    }
  }

  /** Ends this account's session that the token belongs to; nothing when it belongs to none. */
  void end(UUID subject, RefreshToken token, Instant now) throws SQLException {
    var sql =
        """
        UPDATE session SET ended_at = ?
        WHERE subject = ? AND ended_at IS NULL
          AND session_id = (SELECT session_id FROM refresh_token WHERE digest = ?)
        """;
    try (var connection = connections.open();
        var update = connection.prepareStatement(sql)) {
      update.setObject(1, time(now));
      update.setObject(2, subject);
      update.setBytes(3, token.digest());
      update.executeUpdate();
    }
  }

  /** Ends every session of this account. */
  void endAll(UUID subject, Instant now) throws SQLException {
    var sql = "UPDATE session SET ended_at = ? WHERE subject = ? AND ended_at IS NULL";
    try (var connection = connections.open();
        var update = connection.prepareStatement(sql)) {
      update.setObject(1, time(now));
      update.setObject(2, subject);
      update.executeUpdate();
    }
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
