package ponto.duty;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import ponto.ledger.Incidents;

/** What became of the clock, in the database: steps for the ledgers, checks as evidence. */
final class ClockRecords {
  /** Two processes of one machine look at different moments, and meet a step within these. */
  private static final Duration SAME_SHIFT = Duration.ofSeconds(2);

  private static final Duration SAME_MOMENT = Duration.ofMinutes(1);

  // The lease's row orders the two; without it both would look before either wrote.
  private static final String LOCK = "SELECT FROM service FOR UPDATE";
  private static final String TOLD =
      """
      SELECT FROM clock_step
      WHERE machine = ? AND machine <> ''
        AND abs(extract(epoch FROM adjusted_at - ?::timestamptz)) <= ?
        AND abs(extract(epoch FROM (adjusted_at - before_at) - (?::timestamptz - ?::timestamptz))) <= ?
      LIMIT 1
      """;
  private static final String STEP =
      """
      INSERT INTO clock_step (seen_at, machine, before_at, adjusted_at)
      VALUES (clock_timestamp(), ?, ?::timestamptz, ?::timestamptz)
      """;
  private static final String CHECK =
      """
      INSERT INTO legal_time (checked_at, machine, offset_millis, asked, answered, detail)
      VALUES (?::timestamptz, ?, ?, ?, ?, ?)
      """;

  private final Incidents incidents;
  private final Machine machine;

  ClockRecords(InstantSource clock, Machine machine) {
    incidents = new Incidents(clock);
    this.machine = machine;
  }

  /** A type 4 record for each ledger, unless another process of this machine told the same step. */
  void tell(Connection connection, Step step) throws SQLException {
    connection.setAutoCommit(false);
    try {
      connection.createStatement().execute(LOCK);
      if (!isTold(connection, step)) {
        incidents.adjusted(connection, step.before(), step.adjusted());
        try (var insert = connection.prepareStatement(STEP)) {
          insert.setString(1, machine.id());
          insert.setString(2, step.before().toString());
          insert.setString(3, step.adjusted().toString());
          insert.executeUpdate();
        }
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private boolean isTold(Connection connection, Step step) throws SQLException {
    try (var query = connection.prepareStatement(TOLD)) {
      query.setString(1, machine.id());
      query.setString(2, step.adjusted().toString());
      query.setDouble(3, (double) SAME_MOMENT.toSeconds());
      query.setString(4, step.adjusted().toString());
      query.setString(5, step.before().toString());
      query.setDouble(6, (double) SAME_SHIFT.toSeconds());
      try (var row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  void keep(Connection connection, TimeCheck check) throws SQLException {
    var offset = check.offset();
    try (var insert = connection.prepareStatement(CHECK)) {
      insert.setString(1, check.checkedAt().toString());
      insert.setString(2, machine.id());
      insert.setObject(3, offset == null ? null : offset.toMillis(), java.sql.Types.BIGINT);
      insert.setInt(4, check.asked());
      insert.setInt(5, check.answered());
      insert.setString(6, check.detail());
      insert.executeUpdate();
    }
  }
}
