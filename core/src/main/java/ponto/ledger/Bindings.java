package ponto.ledger;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Letter;
import ponto.ledger.Judged.Doubtful;
import ponto.ledger.Judged.Origin;
import ponto.punch.Content;
import ponto.punch.LetterReader;
import ponto.punch.Named;
import ponto.punch.Punch;
import ponto.punch.Reading;
import ponto.punch.Reason;
import ponto.roster.People;
import ponto.roster.People.Name;

/** Turns hr's word "this was that worker's punch" into a punch with its original instants. */
final class Bindings {
  // The employer is compared here, not there: an index led by it would do for a plan made while the
  // table was empty.
  private static final String SELECT =
      """
      SELECT employer_id, receipt, index, punch_id, reason, raw, subject, role, worker_cpf, received_at, sent_at, source
      FROM set_aside
      WHERE set_aside_id = ?
      """;
  private static final String DECIDE =
      """
      INSERT INTO set_aside_decision (set_aside_id, employer_id, decision, worker_id, punch_id, reason, subject, decided_at)
      VALUES (?, ?, 'bound', ?, ?, '', ?, ?::timestamptz)
      """;

  private Bindings() {}

  /**
   * The punch that was set aside, for the worker whom hr named; doubtful still when that cannot be.
   */
  static Judged read(Connection connection, Letter binding, Letter.Binding bound)
      throws SQLException {
    var employer = binding.sender().employerId();
    try (var query = connection.prepareStatement(SELECT)) {
      query.setLong(1, bound.setAsideId());
      try (var row = query.executeQuery()) {
        if (!row.next() || row.getLong("employer_id") != employer) {
          var origin = new Origin(binding, 0, "set-aside " + bound.setAsideId());
          return new Doubtful(origin, null, null, Reason.MALFORMED, "there is no such set-aside");
        }
        var original = original(row, employer);
        if (Known.decided(connection, bound.setAsideId())) {
          return new Judged.Settled(new Origin(binding, 0, ""));
        }
        var raw = row.getString("raw");
        var name = new Name(employer, Named.Kind.WORKER, bound.cpf());
        var worker = People.named(connection, Set.of(name)).find(name);
        if (worker.isPresent() && reread(raw) instanceof Reading.Legible(_, var punch, _)) {
          var origin = new Origin(original, row.getInt("index"), raw);
          var content = contentHash(original.sender(), punch, bound.cpf());
          var conflict = Reason.CONFLICT.wire().equals(row.getString("reason"));
          return Judge.sound(
              origin,
              conflict ? renamed(punch, content) : punch,
              content,
              worker.get(),
              bound.setAsideId());
        }
        var origin = new Origin(binding, 0, raw);
        return new Doubtful(
            origin,
            row.getObject("punch_id", UUID.class),
            null,
            Reason.UNKNOWN_WORKER,
            "bound to a worker or a text that cannot be");
      }
    }
  }

  /** Writes down hr's decision beside the punch. */
  static void decide(Connection connection, long setAsideId, Batch.Settlement settled, Instant at)
      throws SQLException {
    var worker = settled.sound().worker();
    try (var insert = connection.prepareStatement(DECIDE)) {
      insert.setLong(1, setAsideId);
      insert.setLong(2, worker.employerId());
      insert.setLong(3, worker.workerId());
      insert.setObject(4, settled.sound().id());
      insert.setString(5, settled.binding().sender().subject());
      insert.setString(6, at.toString());
      insert.executeUpdate();
    }
  }

  /** The content as it was sent; where nobody was named, hr's word names the person. */
  private static String contentHash(Principal sender, Punch punch, String cpf) {
    var sent = Judge.contentHash(sender, punch);
    return sent == null ? Content.of(punch, new Named.One(Named.Kind.WORKER, cpf)).hash() : sent;
  }

  /** Reads the text of one punch again. */
  static Reading reread(String raw) {
    return LetterReader.read("{\"punches\":[" + raw + "]}").getFirst();
  }

  private static Letter original(ResultSet row, long employer) throws SQLException {
    var sender =
        new Principal(
            row.getString("subject"),
            employer,
            Role.of(row.getString("role")).orElseThrow(),
            row.getString("worker_cpf"),
            false);
    return new Letter(
        row.getString("receipt"),
        sender,
        instant(row),
        row.getString("sent_at"),
        row.getString("source"),
        null,
        "");
  }

  private static Instant instant(ResultSet row) throws SQLException {
    return row.getTimestamp("received_at").toInstant();
  }

  /**
   * The id that a bound punch gets where its own is taken by other content: made of its content
   * (RFC 9562 version 8), so that the same binding again finds it.
   */
  static UUID freshId(String contentHash) {
    var digest = ByteBuffer.wrap(sha256(HexFormat.of().parseHex(contentHash)));
    var high = (digest.getLong() & ~0xf000L) | 0x8000L;
    var low = (digest.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  /** The same punch under its fresh id. */
  static Punch renamed(Punch punch, String contentHash) {
    return new Punch(
        freshId(contentHash),
        punch.at(),
        punch.offsetMinutes(),
        punch.zone(),
        punch.collector(),
        punch.offline(),
        punch.named(),
        punch.evidence());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
