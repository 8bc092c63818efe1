package ponto.report;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a report can be narrowed to: the employer's establishments and its managers' teams. */
public final class Choices {
  private Choices() {}

  /** An establishment, with the zone in which its days begin. */
  public record Establishment(String document, String name, ZoneId zone) {}

  /** The people of a manager. */
  public record Team(String login, String name) {}

  /** The establishments in the order in which they were entered. */
  public static List<Establishment> establishments(Connection connection, long employerId)
      throws SQLException {
    var query =
        new Query()
            .add(
                """
                SELECT document, name, zone FROM establishment WHERE employer_id = ?
                ORDER BY establishment_id\
                """,
                employerId);
    var found = new ArrayList<Establishment>();
    try (var statement = query.on(connection, 0);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(
            new Establishment(rows.getString(1), rows.getString(2), ZoneId.of(rows.getString(3))));
      }
    }
    return found;
  }

  /** The zone of the establishment asked for, else of the first one. */
  public static Optional<ZoneId> zone(Connection connection, Asked asked) throws SQLException {
    return establishments(connection, asked.employerId()).stream()
        .filter(
            one -> asked.establishment() == null || one.document().equals(asked.establishment()))
        .map(Establishment::zone)
        .findFirst();
  }

  /** The managers' teams; for a manager only the own one. */
  public static List<Team> teams(Connection connection, long employerId, @Nullable String manager)
      throws SQLException {
    var query =
        new Query()
            .add(
                """
                SELECT a.login, a.name FROM account a
                WHERE a.employer_id = ? AND a.role = 'manager' AND a.disabled_at IS NULL\
                """,
                employerId);
    if (manager != null) {
      query.add("AND a.subject = ?::uuid", manager);
    }
    query.add("ORDER BY a.login");
    var found = new ArrayList<Team>();
    try (var statement = query.on(connection, 0);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(new Team(rows.getString(1), rows.getString(2)));
      }
    }
    return found;
  }

  /** The documents of the establishments by their number in the database. */
  static Map<Long, String> documents(Connection connection, long employerId) throws SQLException {
    var query =
        new Query()
            .add(
                "SELECT establishment_id, document FROM establishment WHERE employer_id = ?",
                employerId);
    var documents = new HashMap<Long, String>();
    try (var statement = query.on(connection, 0);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        documents.put(rows.getLong(1), rows.getString(2));
      }
    }
    return documents;
  }
}
