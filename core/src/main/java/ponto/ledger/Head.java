package ponto.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import ponto.afd.PunchLine;

/**
 * The head of one establishment's ledger while a transaction holds its lock: the last NSR, the last
 * hash and the instant that the next rows carry. Not thread-safe.
 */
public final class Head {
  private static final String LOCK =
      """
      SELECT establishment_id, employer_id, last_nsr, last_hash, last_recorded_at
      FROM counter
      WHERE establishment_id = ANY (?)
      ORDER BY establishment_id
      FOR UPDATE
      """;
  private static final String UPDATE =
      """
      UPDATE counter AS c
      SET last_nsr = h.nsr, last_hash = h.hash, last_recorded_at = to_timestamp(h.recorded_at / 1000.0::float8)
      FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::bigint[]) AS h (establishment_id, nsr, hash, recorded_at)
      WHERE c.establishment_id = h.establishment_id
      """;

  private final long establishmentId;
  private final long employerId;
  private final @Nullable Instant last;
  private final Instant recordedAt;
  private long nsr;
  private String hash;

  private Head(
      long establishmentId,
      long employerId,
      long nsr,
      String hash,
      @Nullable Instant last,
      InstantSource clock) {
    this.establishmentId = establishmentId;
    this.employerId = employerId;
    this.nsr = nsr;
    this.hash = hash;
    this.last = last;
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    this.recordedAt = last == null || last.isBefore(now) ? now : last;
  }

  /** The heads that a transaction holds, by establishment. */
  public static final class Heads {
    private final TreeMap<Long, Head> held = new TreeMap<>();

    /** The head of an establishment that was asked for. */
    public Head of(long establishmentId) {
      var head = held.get(establishmentId);
      if (head == null) {
        throw new IllegalStateException(
            "the head of establishment " + establishmentId + " is not held");
      }
      return head;
    }
  }

  /**
   * Locks the heads in the order of their ids, so that two recorders never wait for each other;
   * only then is the clock read, so that {@code recordedAt} never runs backwards along the NSR.
   */
  public static Heads lock(
      Connection connection, SortedSet<Long> establishments, InstantSource clock)
      throws SQLException {
    var heads = new Heads();
    if (establishments.isEmpty()) {
      return heads;
    }
    try (var lock = connection.prepareStatement(LOCK)) {
      lock.setArray(1, connection.createArrayOf("bigint", establishments.toArray()));
      try (var rows = lock.executeQuery()) {
        while (rows.next()) {
          var last = rows.getTimestamp("last_recorded_at");
          var head =
              new Head(
                  rows.getLong("establishment_id"),
                  rows.getLong("employer_id"),
                  rows.getLong("last_nsr"),
                  rows.getString("last_hash"),
                  last == null ? null : last.toInstant(),
                  clock);
          heads.held.put(head.establishmentId, head);
        }
      }
    }
    // Without an UPDATE policy row-level security would lock nothing, in silence.
    if (heads.held.size() != establishments.size()) {
      throw new IllegalStateException(
          "locked " + heads.held.size() + " ledger heads of " + establishments.size());
    }
    return heads;
  }

  /** Writes the heads back, in the transaction that moved them. */
  public static void store(Connection connection, Heads heads) throws SQLException {
    if (heads.held.isEmpty()) {
      return;
    }
    Collection<Head> moved = heads.held.values();
    try (var update = connection.prepareStatement(UPDATE)) {
      var columns = new ColumnArrays(connection, update);
      columns.longs(moved, Head::establishmentId);
      columns.longs(moved, Head::nsr);
      columns.texts(moved, Head::hash);
      columns.instants(moved, Head::recordedAt);
      update.executeUpdate();
    }
  }

  /** The next NSR; from now on it is taken. */
  public long next() {
    return ++nsr;
  }

  /** Remembers the hash that the next punch chains to. */
  public void chain(PunchLine.Printed printed) {
    hash = printed.hash();
  }

  /** Whose ledger it is. */
  public long employerId() {
    return employerId;
  }

  public long establishmentId() {
    return establishmentId;
  }

  /** The last NSR taken. */
  public long nsr() {
    return nsr;
  }

  /** The hash of the last punch; empty before the first. */
  public String hash() {
    return hash;
  }

  /**
   * The instant of recording of everything in this transaction, at least the last one's, in
   * milliseconds.
   */
  public Instant recordedAt() {
    return recordedAt;
  }

  /**
   * For what is recorded after it was seen: then, but neither before the last record nor after now.
   */
  public Instant recordedAt(Instant seen) {
    var at = last != null && last.isAfter(seen) ? last : seen.truncatedTo(ChronoUnit.MILLIS);
    return at.isAfter(recordedAt) ? recordedAt : at;
  }
}
