package ponto.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.inbox.Letter;

/**
 * What the ledger knew before this batch, read before the locks: a race ends in a unique violation,
 * and the batch again: letters, punches, doubts and hr's decisions.
 */
final class Known {
  private static final String LETTERS = "SELECT receipt FROM letter WHERE receipt = ANY (?)";
  // Looked up one by one: a join planned while the table was empty would be kept, and scan, as it
  // grows.
  private static final String PUNCHES =
      """
      SELECT p.employer_id, p.id, p.content_hash
      FROM unnest(?::bigint[], ?::text[]) AS k (employer_id, id)
      CROSS JOIN LATERAL (SELECT q.employer_id, q.id, q.content_hash
                          FROM punch q
                          WHERE q.employer_id = k.employer_id AND q.id = k.id::uuid
                          LIMIT 1) AS p
      """;
  private static final String DOUBTS =
      """
      SELECT s.employer_id, s.digest
      FROM unnest(?::bigint[], ?::bytea[]) AS k (employer_id, digest)
      CROSS JOIN LATERAL (SELECT d.employer_id, d.digest
                          FROM set_aside d
                          WHERE d.employer_id = k.employer_id AND d.digest = k.digest
                          LIMIT 1) AS s
      """;
  private static final String DECIDED = "SELECT FROM set_aside_decision WHERE set_aside_id = ?";

  private Known() {}

  /** A punch's key: the client's id within its employer. */
  record Key(long employerId, UUID id) {
    // By hand, as there are thousands a batch: a record's own goes through method handles, which
    // the first compiler, the only one in a function, does not see through.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && employerId == key.employerId && id.equals(key.id);
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(employerId) + id.hashCode();
    }
  }

  /** The receipts among these letters that were recorded before. */
  static Set<String> receipts(Connection connection, Collection<Letter> letters)
      throws SQLException {
    var receipts = letters.stream().map(Letter::receipt).toArray();
    try (var query = connection.prepareStatement(LETTERS)) {
      query.setArray(1, connection.createArrayOf("text", receipts));
      var found = new HashSet<String>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    }
  }

  /** The content hash (hex) of every punch that exists under these keys. */
  static Map<Key, String> punches(Connection connection, Collection<Key> keys) throws SQLException {
    var found = new HashMap<Key, String>();
    if (keys.isEmpty()) {
      return found;
    }
    try (var query = connection.prepareStatement(PUNCHES)) {
      new ColumnArrays(connection, query)
          .longs(keys, Key::employerId)
          .texts(keys, key -> key.id().toString());
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          var key = new Key(rows.getLong(1), rows.getObject(2, UUID.class));
          found.put(key, HexFormat.of().formatHex(rows.getBytes(3)));
        }
      }
    }
    return found;
  }

  /** The digests (hex) among these that were set aside before. */
  static Set<Doubt.Key> doubts(Connection connection, List<Doubt> doubts) throws SQLException {
    var found = new HashSet<Doubt.Key>();
    if (doubts.isEmpty()) {
      return found;
    }
    try (var query = connection.prepareStatement(DOUBTS)) {
      new ColumnArrays(connection, query)
          .longs(doubts, Doubt::employerId)
          .bytes(doubts, doubt -> HexFormat.of().parseHex(doubt.digest()));
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          var digest = HexFormat.of().formatHex(rows.getBytes(2));
          found.add(new Doubt.Key(rows.getLong(1), digest));
        }
      }
    }
    return found;
  }

  /** Whether hr has decided on what was set aside. */
  static boolean decided(Connection connection, long setAsideId) throws SQLException {
    try (var query = connection.prepareStatement(DECIDED)) {
      query.setLong(1, setAsideId);
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }
}
