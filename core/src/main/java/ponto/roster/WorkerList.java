package ponto.roster;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;
import ponto.access.Scope;

/** Lists an employer's workers, in the order of their CPF. */
public final class WorkerList {
  private static final String PAGE =
      """
      SELECT w.cpf, w.name, w.badge, w.registration
      FROM worker w
      WHERE w.employer_id = ? AND w.cpf > ?
        AND (?::text IS NULL
             OR w.worker_id IN (SELECT v.worker_id FROM supervision v WHERE v.manager = ?::uuid)
             OR w.worker_id IN (SELECT a.worker_id FROM account a WHERE a.subject = ?::uuid))
      ORDER BY w.cpf
      LIMIT ?
      """;
  private static final String EXISTS = "SELECT FROM worker WHERE employer_id = ? AND cpf = ?";

  private WorkerList() {}

  /** One line; the registration is left out for those who may see names only. */
  public record Line(
      String cpf, String name, @Nullable String badge, @Nullable String registration) {}

  /** The next page after a CPF. */
  public static List<Line> page(
      Connection connection, Principal viewer, Scope scope, Optional<String> after, int limit)
      throws SQLException {
    var manager = scope == Scope.PEOPLE ? viewer.subject() : null;
    try (var query = connection.prepareStatement(PAGE)) {
      query.setLong(1, viewer.employerId());
      query.setString(2, after.orElse(""));
      query.setString(3, manager);
      query.setString(4, manager);
      query.setString(5, manager);
      query.setInt(6, limit);
      var lines = new ArrayList<Line>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          lines.add(
              new Line(
                  rows.getString("cpf"),
                  rows.getString("name"),
                  rows.getString("badge"),
                  scope == Scope.NAMES ? null : rows.getString("registration")));
        }
      }
      return lines;
    }
  }

  /** Whether the employer has a worker of this CPF. */
  public static boolean has(Connection connection, long employerId, String cpf)
      throws SQLException {
    try (var query = connection.prepareStatement(EXISTS)) {
      query.setLong(1, employerId);
      query.setString(2, cpf);
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }
}
