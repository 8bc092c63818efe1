package ponto.foreign;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;

/** The files of other clocks: begun, listed, found. */
public final class ForeignFiles {
  private static final String BEGIN =
      """
      INSERT INTO foreign_file (employer_id, name, sha256, given_rep, zone, subject, started_at)
      SELECT ?, ?, ?, ?, coalesce(?, (SELECT zone FROM establishment WHERE employer_id = ?
                                      ORDER BY establishment_id LIMIT 1), 'America/Sao_Paulo'), ?, ?
      RETURNING file_id
      """;
  private static final String PAGE =
      """
      SELECT f.*, a.login
      FROM foreign_file f
      LEFT JOIN account a ON a.employer_id = f.employer_id AND a.subject::text = f.subject
      WHERE f.employer_id = ? AND f.file_id < ? AND (?::bigint IS NULL OR f.file_id = ?)
      ORDER BY f.file_id DESC
      LIMIT ?
      """;

  private ForeignFiles() {}

  /**
   * A file that somebody begins to send.
   *
   * @param rep the clock's identification; null: what the file's header says
   * @param zone of times without an offset; null: the employer's first establishment's
   */
  public record NewFile(String name, String sha256, @Nullable String rep, @Nullable ZoneId zone) {}

  /** Begins a file; answers its number. */
  public static long begin(Connection connection, Principal by, NewFile file, Instant now)
      throws SQLException {
    try (var insert = connection.prepareStatement(BEGIN)) {
      var zone = file.zone();
      insert.setLong(1, by.employerId());
      insert.setString(2, file.name());
      insert.setString(3, file.sha256());
      insert.setString(4, file.rep());
      insert.setString(5, zone == null ? null : zone.getId());
      insert.setLong(6, by.employerId());
      insert.setString(7, by.subject());
      insert.setTimestamp(8, Timestamp.from(now));
      try (var row = insert.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** The page of files below a number, the newest first. */
  public static List<ForeignFile> page(
      Connection connection, long employerId, long below, int limit) throws SQLException {
    return read(connection, employerId, below, null, limit);
  }

  /** One file. */
  public static Optional<ForeignFile> find(Connection connection, long employerId, long id)
      throws SQLException {
    return read(connection, employerId, Long.MAX_VALUE, id, 1).stream().findFirst();
  }

  private static List<ForeignFile> read(
      Connection connection, long employerId, long below, @Nullable Long id, int limit)
      throws SQLException {
    try (var query = connection.prepareStatement(PAGE)) {
      query.setLong(1, employerId);
      query.setLong(2, below);
      query.setObject(3, id);
      query.setObject(4, id);
      query.setInt(5, limit);
      var files = new ArrayList<ForeignFile>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          files.add(file(rows));
        }
      }
      return files;
    }
  }

  private static ForeignFile file(ResultSet row) throws SQLException {
    var finished = row.getTimestamp("finished_at");
    return new ForeignFile(
        row.getLong("file_id"),
        row.getString("name"),
        row.getString("sha256"),
        row.getString("rep"),
        row.getString("zone"),
        row.getString("login"),
        row.getTimestamp("started_at").toInstant(),
        finished == null ? null : finished.toInstant(),
        row.getLong("last_line"),
        new Tally(
            row.getLong("taken"),
            row.getLong("repeated"),
            row.getLong("conflicting"),
            row.getLong("unmatched"),
            row.getLong("broken"),
            row.getLong("noted")));
  }
}
