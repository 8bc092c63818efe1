package ponto.foreign;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import ponto.foreign.Piece.Person;

/** Whom other clocks name: known already, or entered and matched to a worker. */
final class Persons {
  private static final String FIND =
      """
      SELECT p.naming, p.person, p.person_id, p.worker_id IS NOT NULL AS matched
      FROM unnest(?::text[], ?::text[]) AS n (naming, person)
      JOIN foreign_person p ON p.employer_id = ? AND p.naming = n.naming AND p.person = n.person
      """;

  /** Also who was nobody at the last import may be a worker by now. */
  private static final String ENTER =
      """
      INSERT INTO foreign_person AS p (employer_id, naming, person, worker_id, matched_by)
      SELECT ?, n.naming, n.person, n.worker_id, CASE WHEN n.worker_id IS NOT NULL THEN 'import' END
      FROM (SELECT naming, person,
                   CASE naming
                     WHEN 'cpf' THEN (SELECT worker_id FROM worker w WHERE w.employer_id = ? AND w.cpf = person)
                     ELSE (SELECT worker_id FROM worker w WHERE w.employer_id = ? AND w.pis = substr(person, 2) AND left(person, 1) = '0')
                   END AS worker_id
            FROM unnest(?::text[], ?::text[]) AS u (naming, person)) AS n
      ON CONFLICT (employer_id, naming, person) DO UPDATE
      SET worker_id = EXCLUDED.worker_id, matched_by = EXCLUDED.matched_by
      WHERE p.worker_id IS NULL AND EXCLUDED.worker_id IS NOT NULL
      """;

  private Persons() {}

  /** A person's row. */
  record Known(long id, boolean matched) {
    static final Known NOBODY = new Known(0, false);
  }

  static Map<Person, Known> of(Connection connection, long employerId, Set<Person> named)
      throws SQLException {
    if (named.isEmpty()) {
      return Map.of();
    }
    var known = find(connection, employerId, named);
    var open =
        new TreeSet<Person>(); // In order: imports beside each other must not lock crosswise.
    for (var person : named) {
      if (!known.getOrDefault(person, Known.NOBODY).matched()) {
        open.add(person);
      }
    }
    if (!open.isEmpty()) {
      enter(connection, employerId, open);
      known.putAll(find(connection, employerId, open));
    }
    return known;
  }

  private static Map<Person, Known> find(
      Connection connection, long employerId, Collection<Person> named) throws SQLException {
    try (var query = connection.prepareStatement(FIND)) {
      ForeignImport.set(query, 1, "text", named, Person::naming);
      ForeignImport.set(query, 2, "text", named, Person::text);
      query.setLong(3, employerId);
      var known = new HashMap<Person, Known>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          known.put(
              new Person(rows.getString("naming"), rows.getString("person")),
              new Known(rows.getLong("person_id"), rows.getBoolean("matched")));
        }
      }
      return known;
    }
  }

  private static void enter(Connection connection, long employerId, Collection<Person> named)
      throws SQLException {
    try (var insert = connection.prepareStatement(ENTER)) {
      insert.setLong(1, employerId);
      insert.setLong(2, employerId);
      insert.setLong(3, employerId);
      ForeignImport.set(insert, 4, "text", named, Person::naming);
      ForeignImport.set(insert, 5, "text", named, Person::text);
      insert.executeUpdate();
    }
  }
}
