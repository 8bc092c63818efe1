package ponto.evidence;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ponto.access.Tenant;
import ponto.audit.Audit;
import ponto.audit.Entry;

/**
 * One run over the evidence, oldest first: each step looks at a bounded stretch of arrivals and
 * removes what its employer keeps no longer. What was removed is counted in the same transaction,
 * so that the audit misses nothing when a run is cut off.
 */
final class Expiry {
  /** A step's rows: some milliseconds of work, and a lock on nothing that a recorder wants. */
  static final int STEP_ROWS = 1_000;

  private static final String BEGINNING = "-infinity";

  /** Of all processes on one database one runs; the number only has to be nobody else's. */
  private static final long LEASE = 0x506f6e746f4b6565L;

  private static final String TAKE_LEASE = "SELECT pg_try_advisory_lock(" + LEASE + ")";
  private static final String GIVE_LEASE = "SELECT pg_advisory_unlock(" + LEASE + ")";
  private static final String SHORTEST = "SELECT min(evidence_days) FROM employer_settings";
  private static final String NEXT =
      """
      SELECT max(received_at)
      FROM (SELECT received_at FROM evidence
            WHERE received_at > ?::timestamptz AND received_at < ?::timestamptz
            ORDER BY received_at LIMIT ?) AS stretch
      """;
  // Days of 24 hours: the session's zone decides nothing here.
  private static final String STEP =
      """
      WITH erased AS (DELETE FROM evidence e USING employer_settings s
                      WHERE s.employer_id = e.employer_id
                        AND e.received_at > ?::timestamptz AND e.received_at <= ?::timestamptz
                        AND e.received_at < ?::timestamptz - s.evidence_days * interval '24 hours'
                      RETURNING e.employer_id),
           counted AS (SELECT employer_id, count(*) AS pieces FROM erased GROUP BY employer_id)
      UPDATE employer_settings s SET evidence_unaudited = evidence_unaudited + pieces
      FROM counted c
      WHERE s.employer_id = c.employer_id
      RETURNING pieces
      """;
  private static final String UNAUDITED =
      "SELECT employer_id FROM employer_settings WHERE evidence_unaudited > 0 ORDER BY employer_id";
  private static final String COUNTED =
      """
      SELECT evidence_unaudited, evidence_days FROM employer_settings
      WHERE employer_id = ? AND evidence_unaudited > 0 FOR UPDATE
      """;
  private static final String AUDITED =
      "UPDATE employer_settings SET evidence_unaudited = 0 WHERE employer_id = ?";

  private final Connection connection;
  private final InstantSource clock;
  private String after = BEGINNING;

  /** On a connection of the keeper's own, in auto-commit mode. */
  Expiry(Connection connection, InstantSource clock) {
    this.connection = connection;
    this.clock = clock;
  }

  /** Whether this process is the one that runs now. */
  boolean takeLease() throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(TAKE_LEASE)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** Another may run; a connection that breaks gives it too. */
  void giveLease() throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(GIVE_LEASE);
    }
  }

  /** Removes what has expired in the next stretch; empty when the run has come to its end. */
  Optional<Long> step() throws SQLException {
    var now = clock.instant();
    var until = next(now);
    if (until == null) {
      return Optional.empty();
    }
    var erased = 0L;
    try (var delete = connection.prepareStatement(STEP)) {
      delete.setString(1, after);
      delete.setString(2, until);
      delete.setString(3, now.toString());
      try (var rows = delete.executeQuery()) {
        while (rows.next()) {
          erased += rows.getLong("pieces");
        }
      }
    }
    after = until;
    return Optional.of(erased);
  }

  /** Writes into each employer's audit what was removed since its last line, this run or before. */
  void audit() throws SQLException {
    var employers = unaudited();
    connection.setAutoCommit(false);
    for (var employer : employers) {
      Tenant.speakFor(connection, employer);
      audit(employer);
      connection.commit();
    }
    connection.setAutoCommit(true);
  }

  private List<Long> unaudited() throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(UNAUDITED)) {
      var employers = new ArrayList<Long>();
      while (rows.next()) {
        employers.add(rows.getLong(1));
      }
      return employers;
    }
  }

  private void audit(long employer) throws SQLException {
    try (var query = connection.prepareStatement(COUNTED);
        var update = connection.prepareStatement(AUDITED)) {
      query.setLong(1, employer);
      try (var row = query.executeQuery()) {
        if (!row.next()) {
          return;
        }
        var detail =
            "{\"erased\":%d,\"retentionDays\":%s}"
                .formatted(row.getLong("evidence_unaudited"), row.getString("evidence_days"));
        Audit.append(
            connection,
            new Entry(
                employer,
                clock.instant(),
                Entry.PROGRAM,
                Entry.PROGRAM,
                "expire-evidence",
                "employer",
                detail));
      }
      update.setLong(1, employer);
      update.executeUpdate();
    }
  }

  private @Nullable String next(Instant now) throws SQLException {
    var days = shortest();
    if (days == null) {
      return null;
    }
    try (var query = connection.prepareStatement(NEXT)) {
      query.setString(1, after);
      query.setString(2, now.minus(Duration.ofDays(days)).toString());
      query.setInt(3, STEP_ROWS);
      try (var row = query.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  private @Nullable Integer shortest() throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(SHORTEST)) {
      row.next();
      var days = row.getInt(1);
      return row.wasNull() ? null : days;
    }
  }
}
