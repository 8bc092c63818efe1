package ponto.roster;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ponto.punch.Named.Kind;
import ponto.roster.Worker.Assignment;

/** The workers that a batch of punches names, read in one query for each way of naming. */
public final class People {
  /** A name within an employer; the same CPF at another employer is another name. */
  public record Name(long employerId, Kind by, String value) {
    // By hand, as there are thousands a batch: a record's own goes through method handles, which
    // the first compiler, the only one in a function, does not see through.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Name name
          && employerId == name.employerId
          && by == name.by
          && value.equals(name.value);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * Long.hashCode(employerId) + by.hashCode()) + value.hashCode();
    }
  }

  private static final String SELECT =
      """
      SELECT k.value, w.worker_id, w.employer_id, w.cpf, w.dismissed_on,
             a.establishment_id, e.zone, a.starts_on, a.ends_on
      FROM unnest(?::bigint[], ?::text[]) AS k (employer_id, value)
      JOIN worker w ON w.employer_id = k.employer_id AND w.%s = k.value
      JOIN assignment a ON a.worker_id = w.worker_id
      JOIN establishment e ON e.establishment_id = a.establishment_id
      ORDER BY w.worker_id, a.starts_on
      """;
  private static final Map<Kind, String> QUERIES =
      Map.of(
          Kind.WORKER, SELECT.formatted("cpf"),
          Kind.BADGE, SELECT.formatted("badge"),
          Kind.REGISTRATION, SELECT.formatted("registration"));

  private final Map<Name, Worker> found;

  private People(Map<Name, Worker> found) {
    this.found = found;
  }

  /** Reads whom the names mean; a name that nobody of its employer has is simply not found. */
  public static People named(Connection connection, Set<Name> names) throws SQLException {
    var found = new HashMap<Name, Worker>();
    for (var by : Kind.values()) {
      var asked = new LinkedHashSet<>(names);
      asked.removeIf(name -> name.by() != by);
      if (!asked.isEmpty()) {
        read(connection, by, List.copyOf(asked), found);
      }
    }
    return new People(found);
  }

  /** The worker of this name. */
  public Optional<Worker> find(Name name) {
    return Optional.ofNullable(found.get(name));
  }

  private static void read(
      Connection connection, Kind by, List<Name> names, Map<Name, Worker> found)
      throws SQLException {
    try (var query = connection.prepareStatement(QUERIES.get(by))) {
      query.setArray(
          1, connection.createArrayOf("bigint", names.stream().map(Name::employerId).toArray()));
      query.setArray(
          2, connection.createArrayOf("text", names.stream().map(Name::value).toArray()));
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          var name = new Name(rows.getLong("employer_id"), by, rows.getString("value"));
          found.merge(name, worker(rows), People::join);
        }
      }
    }
  }

  private static Worker worker(ResultSet row) throws SQLException {
    var assignment =
        new Assignment(
            row.getLong("establishment_id"),
            ZoneId.of(row.getString("zone")),
            row.getObject("starts_on", LocalDate.class),
            row.getObject("ends_on", LocalDate.class));
    return new Worker(
        row.getLong("worker_id"),
        row.getLong("employer_id"),
        row.getString("cpf"),
        row.getObject("dismissed_on", LocalDate.class),
        List.of(assignment));
  }

  private static Worker join(Worker earlier, Worker later) {
    var assignments = new ArrayList<>(earlier.assignments());
    assignments.addAll(later.assignments());
    return new Worker(
        earlier.workerId(),
        earlier.employerId(),
        earlier.cpf(),
        earlier.dismissedOn(),
        assignments);
  }
}
