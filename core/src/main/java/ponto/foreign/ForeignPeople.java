package ponto.foreign;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Persons whom other clocks name and who are no known worker, until hr binds them to one. */
public final class ForeignPeople {
  private static final String UNMATCHED =
      """
      SELECT p.person_id, p.naming, p.person, m.marks, m.first, m.last
      FROM foreign_person p
      CROSS JOIN LATERAL (SELECT count(*) AS marks, min(local_at)::date AS first, max(local_at)::date AS last
                          FROM foreign_mark m
                          WHERE m.employer_id = p.employer_id AND m.person_id = p.person_id) AS m
      WHERE p.employer_id = ? AND p.worker_id IS NULL AND p.person_id > ?
      ORDER BY p.person_id
      LIMIT ?
      """;
  private static final String LOCK =
      """
      SELECT p.naming, p.person, p.matched_by,
             (SELECT w.cpf FROM worker w WHERE w.employer_id = p.employer_id AND w.worker_id = p.worker_id) AS cpf
      FROM foreign_person p
      WHERE p.employer_id = ? AND p.person_id = ?
      FOR UPDATE OF p
      """;
  private static final String BIND =
      """
      UPDATE foreign_person p
      SET worker_id = w.worker_id, matched_by = 'hr'
      FROM worker w
      WHERE p.employer_id = ? AND p.person_id = ? AND w.employer_id = p.employer_id AND w.cpf = ?
      """;

  private ForeignPeople() {}

  /** Somebody unknown, with the marks there are. */
  public record Unmatched(
      long id,
      String naming,
      String person,
      long marks,
      @Nullable LocalDate first,
      @Nullable LocalDate last) {
    @Override
    public String toString() {
      return "Unmatched[" + id + "]";
    }
  }

  /**
   * A person as it is.
   *
   * @param cpf of the worker; null while it is nobody
   * @param byImport whether the clock's own number named the worker
   */
  public record Bound(String naming, String person, @Nullable String cpf, boolean byImport) {
    @Override
    public String toString() {
      return "Bound[" + naming + "]";
    }
  }

  /** The page of unknown persons after a number; some have no mark, where all were conflicts. */
  public static List<Unmatched> page(Connection connection, long employerId, long after, int limit)
      throws SQLException {
    try (var query = connection.prepareStatement(UNMATCHED)) {
      query.setLong(1, employerId);
      query.setLong(2, after);
      query.setInt(3, limit);
      var people = new ArrayList<Unmatched>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          people.add(
              new Unmatched(
                  rows.getLong("person_id"),
                  rows.getString("naming"),
                  rows.getString("person"),
                  rows.getLong("marks"),
                  rows.getObject("first", LocalDate.class),
                  rows.getObject("last", LocalDate.class)));
        }
      }
      return people;
    }
  }

  /** A person by its number, locked until the transaction ends. */
  public static Optional<Bound> lock(Connection connection, long employerId, long id)
      throws SQLException {
    try (var query = connection.prepareStatement(LOCK)) {
      query.setLong(1, employerId);
      query.setLong(2, id);
      try (var row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Bound(
                    row.getString("naming"),
                    row.getString("person"),
                    row.getString("cpf"),
                    "import".equals(row.getString("matched_by"))))
            : Optional.empty();
      }
    }
  }

  /** Makes a person this worker, for all its marks, also those to come; false for no worker. */
  public static boolean bind(Connection connection, long employerId, long id, String cpf)
      throws SQLException {
    try (var update = connection.prepareStatement(BIND)) {
      update.setLong(1, employerId);
      update.setLong(2, id);
      update.setString(3, cpf);
      return update.executeUpdate() == 1;
    }
  }
}
