package ponto.foreign;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import ponto.afd.AfdReader.Place;
import ponto.foreign.Finding.Kind;
import ponto.foreign.Persons.Known;
import ponto.foreign.Piece.Mark;
import ponto.foreign.Piece.Person;

/**
 * Takes a file piece by piece, each in one transaction: what is new is kept, what is there is
 * repeated, what contradicts is told and never overwrites.
 */
public final class ForeignImport {
  /** So many findings are told of one piece; the rest is counted. */
  public static final int FINDINGS_MAX = 100;

  private static final int SECONDS_OF_A_MINUTE = 60;

  private static final String LOCK =
      """
      SELECT name, sha256, given_rep, rep, zone, last_line, last_nsr, ended, bare_line_feed, finished_at
      FROM foreign_file WHERE employer_id = ? AND file_id = ? FOR UPDATE
      """;
  private static final String ADD =
      """
      INSERT INTO foreign_mark (employer_id, file_id, rep, nsr, line, person_id, local_at, offset_minutes,
        offset_printed, marked_at)
      SELECT ?, ?, rep, nsr, line, person_id, to_timestamp(local::float8) AT TIME ZONE 'UTC', minutes, printed = 1,
             to_timestamp((local - minutes * 60)::float8)
      FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
           AS m (rep, nsr, line, person_id, local, minutes, printed)
      ON CONFLICT (employer_id, rep, nsr) DO NOTHING
      """;
  private static final String CONTRADICTING =
      """
      SELECT m.line
      FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
           AS m (rep, nsr, line, person_id, local, minutes, printed)
      JOIN foreign_mark f ON f.employer_id = ? AND f.rep = m.rep AND f.nsr = m.nsr
      WHERE f.person_id <> m.person_id
         OR f.local_at <> to_timestamp(m.local::float8) AT TIME ZONE 'UTC'
         OR f.offset_printed <> (m.printed = 1)
         OR (f.offset_printed AND f.offset_minutes <> m.minutes)
      """;
  private static final String MOVE =
      """
      UPDATE foreign_file
      SET rep = ?, last_line = ?, last_nsr = ?, ended = ?, bare_line_feed = ?, finished_at = ?,
          taken = taken + ?, repeated = repeated + ?, conflicting = conflicting + ?,
          unmatched = unmatched + ?, broken = broken + ?, noted = noted + ?
      WHERE employer_id = ? AND file_id = ?
      """;

  /** Whose file it is, and which. */
  public record Target(long employerId, long file) {}

  /** What became of a piece. */
  public sealed interface Outcome {
    /**
     * It is taken.
     *
     * @param findings the first {@link #FINDINGS_MAX}, in the order of the lines
     * @param nextLine the number of the line with which the next piece begins
     */
    record Taken(Tally tally, List<Finding> findings, long nextLine) implements Outcome {}

    /** The file is not at this line; nothing was taken. */
    record OutOfPlace(long nextLine) implements Outcome {}

    /** The file's last piece was taken before. */
    record Finished() implements Outcome {}
  }

  private final Connection connection;
  private final long employerId;
  private final long file;
  private final Instant now;

  private ForeignImport(Connection connection, long employerId, long file, Instant now) {
    this.connection = connection;
    this.employerId = employerId;
    this.file = file;
    this.now = now;
  }

  /**
   * Takes a piece of a file; empty where the employer has none of this number.
   *
   * @param firstLine the number of its first line in the file
   * @param text whole lines, of any bytes
   * @param last whether the file ends with it
   */
  public static Optional<Outcome> take(
      Connection connection, Target to, long firstLine, byte[] text, boolean last, Instant now)
      throws SQLException {
    return new ForeignImport(connection, to.employerId(), to.file(), now)
        .take(firstLine, text, last);
  }

  private Optional<Outcome> take(long firstLine, byte[] text, boolean last) throws SQLException {
    try (var query = connection.prepareStatement(LOCK)) {
      query.setLong(1, employerId);
      query.setLong(2, file);
      try (var row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        if (row.getTimestamp("finished_at") != null) {
          return Optional.of(new Outcome.Finished());
        }
        var state = state(row);
        var next = state.place().line() + 1;
        return Optional.of(
            firstLine == next
                ? keep(Piece.read(text, last, state), last)
                : new Outcome.OutOfPlace(next));
      }
    }
  }

  private static Piece.State state(ResultSet row) throws SQLException {
    return new Piece.State(
        row.getString("name"),
        row.getString("sha256"),
        row.getString("given_rep"),
        row.getString("rep"),
        ZoneId.of(row.getString("zone")),
        new Place(
            row.getLong("last_line"),
            row.getLong("last_nsr"),
            row.getBoolean("ended"),
            row.getBoolean("bare_line_feed")));
  }

  private Outcome keep(Piece.Contents read, boolean last) throws SQLException {
    var known =
        Persons.of(
            connection,
            employerId,
            read.marks().stream().map(Mark::person).collect(Collectors.toSet()));
    // In the order of the key: two who import the same file must not wait for each other.
    var marks = new ArrayList<>(read.marks());
    marks.sort(Comparator.comparing(Mark::rep).thenComparingLong(Mark::nsr));
    var taken = add(marks, known);
    var contradicting = taken == marks.size() ? Set.<Long>of() : contradicting(marks, known);
    var findings = new ArrayList<>(read.findings());
    contradicting.forEach(line ->
        findings.add(
            new Finding(
                line,
                Kind.CONFLICTING,
                "this clock and NSR are kept with another content, which stays")));
    findings.sort(Comparator.comparingLong(Finding::line));
    var unmatched =
        marks.stream()
            .filter(mark -> !contradicting.contains(mark.line()))
            .filter(mark -> !known.getOrDefault(mark.person(), Known.NOBODY).matched())
            .count();
    var tally =
        new Tally(
            taken,
            marks.size() - taken - contradicting.size(),
            contradicting.size(),
            unmatched,
            count(findings, Kind.BROKEN),
            count(findings, Kind.NOTED));
    move(read, tally, last);
    return new Outcome.Taken(
        tally, findings.stream().limit(FINDINGS_MAX).toList(), read.place().line() + 1);
  }

  private static long count(List<Finding> findings, Kind kind) {
    return findings.stream().filter(finding -> finding.kind() == kind).count();
  }

  private long add(List<Mark> marks, Map<Person, Known> known) throws SQLException {
    if (marks.isEmpty()) {
      return 0;
    }
    try (var insert = connection.prepareStatement(ADD)) {
      insert.setLong(1, employerId);
      insert.setLong(2, file);
      fill(insert, 3, marks, known);
      return insert.executeUpdate();
    }
  }

  /** The lines of the marks that are there otherwise, also through a line before in this piece. */
  private Set<Long> contradicting(List<Mark> marks, Map<Person, Known> known) throws SQLException {
    try (var query = connection.prepareStatement(CONTRADICTING)) {
      fill(query, 1, marks, known);
      query.setLong(8, employerId);
      var lines = new TreeSet<Long>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          lines.add(rows.getLong(1));
        }
      }
      return lines;
    }
  }

  private static void fill(
      PreparedStatement statement, int first, List<Mark> marks, Map<Person, Known> known)
      throws SQLException {
    set(statement, first, "text", marks, Mark::rep);
    set(statement, first + 1, "int8", marks, Mark::nsr);
    set(statement, first + 2, "int8", marks, Mark::line);
    set(
        statement,
        first + 3,
        "int8",
        marks,
        mark -> known.getOrDefault(mark.person(), Known.NOBODY).id());
    set(statement, first + 4, "int8", marks, mark -> mark.at().toEpochSecond(ZoneOffset.UTC));
    set(
        statement,
        first + 5,
        "int8",
        marks,
        mark -> (long) mark.offset().getTotalSeconds() / SECONDS_OF_A_MINUTE);
    set(statement, first + 6, "int8", marks, mark -> mark.offsetPrinted() ? 1L : 0L);
  }

  static <T> void set(
      PreparedStatement statement,
      int column,
      String type,
      Collection<T> rows,
      Function<T, Object> value)
      throws SQLException {
    // Typed arrays: only those travel in binary.
    var values =
        type.equals("int8")
            ? rows.stream().map(value).toArray(Long[]::new)
            : rows.stream().map(value).toArray(String[]::new);
    statement.setArray(column, statement.getConnection().createArrayOf(type, values));
  }

  private void move(Piece.Contents read, Tally tally, boolean last) throws SQLException {
    try (var update = connection.prepareStatement(MOVE)) {
      var place = read.place();
      update.setString(1, read.rep());
      update.setLong(2, place.line());
      update.setLong(3, place.lastNsr());
      update.setBoolean(4, place.ended());
      update.setBoolean(5, place.bareLineFeed());
      update.setTimestamp(6, last ? Timestamp.from(now) : null);
      update.setLong(7, tally.taken());
      update.setLong(8, tally.repeated());
      update.setLong(9, tally.conflicting());
      update.setLong(10, tally.unmatched());
      update.setLong(11, tally.broken());
      update.setLong(12, tally.noted());
      update.setLong(13, employerId);
      update.setLong(14, file);
      update.executeUpdate();
    }
  }
}
