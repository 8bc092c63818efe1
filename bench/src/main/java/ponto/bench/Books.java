package ponto.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import ponto.api.Json;

/**
 * Checks the database's books against what was accepted; looks as the reporting role, read only.
 */
final class Books {
  // Between two looks at the counters: fine enough for figures in milliseconds, cheap enough to
  // bear.
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int FETCH_ROWS = 5_000;

  private final Connection connection;

  Books(Connection connection) {
    this.connection = connection;
  }

  /** How many numbers have been given, over all establishments. */
  long lastNsrs() throws SQLException {
    return number("SELECT coalesce(sum(last_nsr), 0) FROM counter");
  }

  /**
   * Waits until so many numbers are given and committed; answers when that was seen, by
   * System.nanoTime.
   */
  long awaitNsrs(long wanted, Duration patience) throws SQLException {
    long deadline = System.nanoTime() + patience.toNanos();
    // No signal crosses from the database to a looker-on, so it has to look again.
    try (var statement =
        connection.prepareStatement("SELECT coalesce(sum(last_nsr), 0) FROM counter")) {
      while (true) {
        long seen = number(statement.executeQuery());
        long now = System.nanoTime();
        if (seen >= wanted) {
          return now;
        }
        if (now - deadline > 0) {
          throw new SQLTimeoutException(
              "%d of %d numbers given after %s".formatted(seen, wanted, patience));
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  /** What every letter came to, summed. */
  Sums sums() throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                SELECT count(*), coalesce(sum(punches), 0), coalesce(sum(recorded), 0),
                  coalesce(sum(repeated), 0), coalesce(sum(set_aside), 0),
                  (SELECT count(*) FROM punch), (SELECT count(*) FROM set_aside)
                FROM letter
                """)) {
      rows.next();
      return new Sums(
          rows.getLong(1),
          rows.getLong(2),
          rows.getLong(3),
          rows.getLong(4),
          rows.getLong(5),
          rows.getLong(6),
          rows.getLong(7));
    }
  }

  /** Everything that can be wrong with the ledger itself; empty when nothing is. */
  List<String> faults() throws SQLException {
    var faults = new ArrayList<String>();
    var sums = sums();
    if (!sums.balance()) {
      faults.add("the books do not balance: " + sums);
    }
    faults.addAll(numberFaults());
    faults.addAll(chainFaults());
    return faults;
  }

  /** Of these ids, the ones that are neither recorded nor set aside. */
  Set<UUID> missing(Collection<UUID> accepted) throws SQLException {
    var missing = new HashSet<>(accepted);
    readIds("SELECT id FROM punch", missing);
    readIds("SELECT punch_id FROM set_aside WHERE punch_id IS NOT NULL", missing);
    return missing;
  }

  /** How many ids have more than one row. */
  long doubled() throws SQLException {
    return number(
        "SELECT count(*) FROM (SELECT id FROM punch GROUP BY id HAVING count(*) > 1) AS twice");
  }

  private List<String> numberFaults() throws SQLException {
    var faults = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                SELECT establishment_id, last_nsr, count(nsr), min(nsr), max(nsr),
                  count(*) FILTER (WHERE type = 7)
                    - (SELECT count(*) FROM punch
                       WHERE punch.establishment_id = counter.establishment_id)
                FROM counter LEFT JOIN ledger USING (establishment_id)
                GROUP BY establishment_id, last_nsr
                """)) {
      while (rows.next()) {
        long last = rows.getLong(2);
        boolean empty = last == 0 && rows.getLong(3) == 0;
        boolean gapless =
            rows.getLong(3) == last && rows.getLong(4) == 1 && rows.getLong(5) == last;
        if (!empty && !gapless) {
          faults.add(
              "establishment %d: counter at %d, %d lines from %d to %d"
                  .formatted(
                      rows.getLong(1), last, rows.getLong(3), rows.getLong(4), rows.getLong(5)));
        }
        if (rows.getLong(6) != 0) {
          faults.add(
              "establishment %d: %d more punch lines than punches"
                  .formatted(rows.getLong(1), rows.getLong(6)));
        }
      }
    }
    return faults;
  }

  private List<String> chainFaults() throws SQLException {
    var faults = new ArrayList<String>();
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false); // Else the driver would fetch all lines at once.
    try (var statement = connection.createStatement()) {
      statement.setFetchSize(FETCH_ROWS);
      try (var rows =
          statement.executeQuery(
              """
              SELECT establishment_id, nsr, line FROM ledger WHERE type = 7
              ORDER BY establishment_id, nsr
              """)) {
        long establishment = -1;
        var chain = new Chain();
        while (rows.next()) {
          if (rows.getLong(1) != establishment) {
            establishment = rows.getLong(1);
            chain = new Chain();
          }
          var line = rows.getString(3);
          long nsr = rows.getLong(2);
          if (!chain.follows(line) || Long.parseLong(line, 0, 9, 10) != nsr) {
            faults.add("establishment %d: the chain breaks at %d".formatted(establishment, nsr));
          }
        }
      }
      connection.commit();
    } finally {
      connection.setAutoCommit(autoCommit);
    }
    return faults;
  }

  private void readIds(String sql, Set<UUID> remove) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.setFetchSize(FETCH_ROWS);
      try (var rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          remove.remove(rows.getObject(1, UUID.class));
        }
      }
      connection.commit();
    } finally {
      connection.setAutoCommit(autoCommit);
    }
  }

  private long number(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      return number(statement.executeQuery(sql));
    }
  }

  private static long number(ResultSet rows) throws SQLException {
    try (rows) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** The letters' own books, and the rows that there are. */
  record Sums(
      long letters,
      long punches,
      long recorded,
      long repeated,
      long setAside,
      long punchRows,
      long setAsideRows) {
    boolean balance() {
      return punches == recorded + repeated + setAside && recorded == punchRows;
    }

    /** What has come to these since the others. */
    Sums since(Sums before) {
      return new Sums(
          letters - before.letters,
          punches - before.punches,
          recorded - before.recorded,
          repeated - before.repeated,
          setAside - before.setAside,
          punchRows - before.punchRows,
          setAsideRows - before.setAsideRows);
    }

    void write(Json json) {
      json.number("letters", letters)
          .number("punches", punches)
          .number("recorded", recorded)
          .number("repeated", repeated)
          .number("setAside", setAside)
          .number("punchRows", punchRows)
          .number("setAsideRows", setAsideRows);
    }
  }
}
