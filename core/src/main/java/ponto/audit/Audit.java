package ponto.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The audit log: each employer's deeds in one chain, added in the transaction of the deed itself,
 * changed by nobody.
 */
public final class Audit {
  private static final String LOCK =
      "SELECT last_number, last_at, last_hash FROM audit_head WHERE employer_id = ? FOR UPDATE";
  private static final String BEGIN =
      "INSERT INTO audit_head (employer_id) VALUES (?) ON CONFLICT (employer_id) DO NOTHING";
  private static final String APPEND =
      """
      INSERT INTO audit (employer_id, number, at, subject, role, action, about, detail, hash)
      SELECT ?, number, to_timestamp(at / 1000.0::float8), subject, role, action, about, detail, hash
      FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
           AS e (number, at, subject, role, action, about, detail, hash)
      """;
  private static final String MOVE =
      "UPDATE audit_head SET last_number = ?, last_at = ?, last_hash = ? WHERE employer_id = ?";
  private static final String PAGE =
      """
      SELECT e.employer_id, e.number, e.at, e.subject, e.role, e.action, e.about, e.detail, e.hash, a.login
      FROM audit e
      LEFT JOIN account a ON a.employer_id = e.employer_id AND a.subject::text = e.subject
      WHERE e.employer_id = ? AND e.number < ? AND (?::text IS NULL OR e.about = ?)
      ORDER BY e.number DESC
      LIMIT ?
      """;
  private static final String CHAIN =
      """
      SELECT employer_id, number, at, subject, role, action, about, detail, hash
      FROM audit
      WHERE employer_id = ?
      ORDER BY number
      """;
  private static final String END =
      "SELECT last_number, last_at, last_hash FROM audit_head WHERE employer_id = ?";

  /** A year's deeds of a large company need not be in memory at once. */
  private static final int FETCH = 1_000;

  private Audit() {}

  /**
   * An entry with its place in the chain.
   *
   * @param login of the account that did it; null when it is not an account of the employer's
   */
  public record Line(long number, Entry entry, String hash, @Nullable String login) {}

  /** Where a chain is broken, and what does not fit there. */
  public record Break(long number, String what) {}

  private record Head(long number, @Nullable Timestamp at, String hash) {}

  /**
   * Makes this transaction the only one that changes the employer's people and settings, until it
   * ends. To be called before what is to be changed is read.
   */
  public static void lock(Connection connection, long employerId) throws SQLException {
    head(connection, employerId);
  }

  /** Adds one deed, in the transaction of the deed. */
  public static void append(Connection connection, Entry entry) throws SQLException {
    append(connection, entry.employerId(), List.of(entry));
  }

  /** Adds deeds of one employer, in their order. */
  public static void append(Connection connection, long employerId, List<Entry> entries)
      throws SQLException {
    if (entries.isEmpty()) {
      return;
    }
    var head = head(connection, employerId);
    var number = head.number();
    var hash = head.hash();
    var lastAt = head.at();
    var last = lastAt == null ? Instant.EPOCH : lastAt.toInstant();
    var lines = new ArrayList<Line>(entries.size());
    for (var given : entries) {
      if (given.employerId() != employerId) {
        throw new IllegalArgumentException("an entry of another employer");
      }
      var entry = given.notBefore(last);
      last = entry.at();
      hash = entry.hash(++number, hash);
      lines.add(new Line(number, entry, hash, null));
    }
    try (var insert = connection.prepareStatement(APPEND)) {
      insert.setLong(1, employerId);
      fill(insert, 2, "int8", lines, Line::number);
      fill(insert, 3, "int8", lines, line -> line.entry().at().toEpochMilli());
      fill(insert, 4, "text", lines, line -> line.entry().subject());
      fill(insert, 5, "text", lines, line -> line.entry().role());
      fill(insert, 6, "text", lines, line -> line.entry().action());
      fill(insert, 7, "text", lines, line -> line.entry().about());
      fill(insert, 8, "text", lines, line -> line.entry().detail());
      fill(insert, 9, "text", lines, Line::hash);
      insert.executeUpdate();
    }
    try (var update = connection.prepareStatement(MOVE)) {
      update.setLong(1, number);
      update.setTimestamp(2, Timestamp.from(last));
      update.setString(3, hash);
      update.setLong(4, employerId);
      update.executeUpdate();
    }
  }

  /** The page of lines below a number, the newest first; of one thing only, if it is named. */
  public static List<Line> page(
      Connection connection, long employerId, long below, Optional<String> about, int limit)
      throws SQLException {
    try (var query = connection.prepareStatement(PAGE)) {
      query.setLong(1, employerId);
      query.setLong(2, below);
      query.setString(3, about.orElse(null));
      query.setString(4, about.orElse(null));
      query.setInt(5, limit);
      var lines = new ArrayList<Line>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          lines.add(
              new Line(
                  rows.getLong("number"),
                  entry(rows),
                  rows.getString("hash"),
                  rows.getString("login")));
        }
      }
      return lines;
    }
  }

  /**
   * The first place at which an employer's chain is broken; in a transaction, so that it streams.
   */
  public static Optional<Break> verify(Connection connection, long employerId) throws SQLException {
    // Before the lines: of what is added meanwhile the lines then hold more, never less.
    var end = end(connection, employerId);
    var number = 0L;
    var hash = "";
    try (var query = connection.prepareStatement(CHAIN)) {
      query.setFetchSize(FETCH);
      query.setLong(1, employerId);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          if (rows.getLong("number") != ++number) {
            return Optional.of(new Break(number, "the number is missing"));
          }
          hash = entry(rows).hash(number, hash);
          if (!hash.equals(rows.getString("hash"))) {
            return Optional.of(new Break(number, "the hash does not fit what is written"));
          }
          if (number == end.number() && !hash.equals(end.hash())) {
            return Optional.of(new Break(number, "the head remembers another hash"));
          }
        }
      }
    }
    return number < end.number()
        ? Optional.of(new Break(number + 1, "the end is missing"))
        : Optional.empty();
  }

  private static Head head(Connection connection, long employerId) throws SQLException {
    for (var attempt = 1; attempt <= 2; attempt++) {
      var found = read(connection, LOCK, employerId);
      if (found.isPresent()) {
        return found.get();
      }
      try (var insert = connection.prepareStatement(BEGIN)) {
        insert.setLong(1, employerId);
        insert.executeUpdate();
      }
    }
    return read(connection, LOCK, employerId)
        .orElseThrow(() -> new IllegalStateException("the head of the audit log is not locked"));
  }

  private static Head end(Connection connection, long employerId) throws SQLException {
    return read(connection, END, employerId).orElseGet(() -> new Head(0, null, ""));
  }

  private static Optional<Head> read(Connection connection, String sql, long employerId)
      throws SQLException {
    try (var query = connection.prepareStatement(sql)) {
      query.setLong(1, employerId);
      try (var rows = query.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new Head(
                    rows.getLong("last_number"),
                    rows.getTimestamp("last_at"),
                    rows.getString("last_hash")))
            : Optional.empty();
      }
    }
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong("employer_id"),
        row.getTimestamp("at").toInstant(),
        row.getString("subject"),
        row.getString("role"),
        row.getString("action"),
        row.getString("about"),
        row.getString("detail"));
  }

  private static void fill(
      PreparedStatement statement,
      int column,
      String type,
      List<Line> lines,
      Function<Line, Object> value)
      throws SQLException {
    var values = lines.stream().map(value).toArray();
    statement.setArray(column, statement.getConnection().createArrayOf(type, values));
  }
}
