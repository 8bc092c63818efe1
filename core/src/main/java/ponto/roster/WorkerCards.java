package ponto.roster;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ponto.roster.WorkerCard.Tenure;

/** Reads workers as hr keeps them, and who has a number that only one may have. */
public final class WorkerCards {
  private static final String FIND =
      """
      SELECT w.cpf, w.name, w.registration, w.badge, w.pis, w.job, w.admitted_on, w.dismissed_on,
             a.establishment_id, a.starts_on, h.named_from, l.left_on
      FROM worker w
      CROSS JOIN LATERAL (SELECT s.establishment_id, s.starts_on FROM assignment s
                          WHERE s.worker_id = w.worker_id ORDER BY s.starts_on DESC LIMIT 1) AS a
      CROSS JOIN LATERAL (SELECT max(n.starts_on) AS named_from FROM worker_history n
                          WHERE n.worker_id = w.worker_id) AS h
      CROSS JOIN LATERAL (SELECT max(b.ends_on) AS left_on FROM assignment b
                          WHERE b.worker_id = w.worker_id AND b.starts_on < w.admitted_on) AS l
      WHERE w.employer_id = ? AND w.cpf = ANY (?)
      """;
  private static final String HOLDERS =
      """
      SELECT w.registration, w.badge, w.pis, w.cpf
      FROM worker w
      WHERE w.employer_id = ? AND (w.registration = ANY (?) OR w.badge = ANY (?) OR w.pis = ANY (?))
      """;
  private static final String ASSIGNMENTS =
      """
      SELECT e.document, a.starts_on, a.ends_on
      FROM worker w
      JOIN assignment a ON a.worker_id = w.worker_id
      JOIN establishment e ON e.establishment_id = a.establishment_id
      WHERE w.employer_id = ? AND w.cpf = ?
      ORDER BY a.starts_on
      """;
  private static final String HISTORY =
      """
      SELECT h.starts_on, h.name, h.job
      FROM worker w
      JOIN worker_history h ON h.worker_id = w.worker_id
      WHERE w.employer_id = ? AND w.cpf = ?
      ORDER BY h.starts_on
      """;

  private WorkerCards() {}

  /** A stretch of work at an establishment, both days inclusive. */
  public record Stretch(String establishment, LocalDate from, @Nullable LocalDate to) {}

  /** What a worker was called and did since a day. */
  public record Called(LocalDate from, String name, String job) {}

  /** Whose a registration, a badge or a PIS is: CPF by value. */
  public record Holders(
      Map<String, String> registrations, Map<String, String> badges, Map<String, String> pis) {}

  /** The workers of these CPFs, by CPF. */
  public static Map<String, WorkerCard> find(
      Connection connection, long employerId, Collection<String> cpfs) throws SQLException {
    var found = new HashMap<String, WorkerCard>();
    try (var query = connection.prepareStatement(FIND)) {
      query.setLong(1, employerId);
      query.setArray(2, connection.createArrayOf("text", cpfs.toArray()));
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getString("cpf"), card(rows));
        }
      }
    }
    return found;
  }

  /** Who has any of these numbers. */
  public static Holders holders(
      Connection connection,
      long employerId,
      Collection<String> registrations,
      Collection<String> badges,
      Collection<String> pis)
      throws SQLException {
    var holders = new Holders(new HashMap<>(), new HashMap<>(), new HashMap<>());
    try (var query = connection.prepareStatement(HOLDERS)) {
      query.setLong(1, employerId);
      query.setArray(2, connection.createArrayOf("text", registrations.toArray()));
      query.setArray(3, connection.createArrayOf("text", badges.toArray()));
      query.setArray(4, connection.createArrayOf("text", pis.toArray()));
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          var cpf = rows.getString("cpf");
          note(holders.registrations(), rows.getString("registration"), cpf);
          note(holders.badges(), rows.getString("badge"), cpf);
          note(holders.pis(), rows.getString("pis"), cpf);
        }
      }
    }
    return holders;
  }

  private static void note(Map<String, String> holders, @Nullable String value, String cpf) {
    if (value != null) {
      holders.put(value, cpf);
    }
  }

  /** Where a worker worked, from the first stretch to the last. */
  public static List<Stretch> assignments(Connection connection, long employerId, String cpf)
      throws SQLException {
    var stretches = new ArrayList<Stretch>();
    try (var query = connection.prepareStatement(ASSIGNMENTS)) {
      query.setLong(1, employerId);
      query.setString(2, cpf);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          stretches.add(
              new Stretch(
                  rows.getString("document"),
                  rows.getObject("starts_on", LocalDate.class),
                  rows.getObject("ends_on", LocalDate.class)));
        }
      }
    }
    return stretches;
  }

  /** What a worker was called and did, from the first day to now. */
  public static List<Called> history(Connection connection, long employerId, String cpf)
      throws SQLException {
    var called = new ArrayList<Called>();
    try (var query = connection.prepareStatement(HISTORY)) {
      query.setLong(1, employerId);
      query.setString(2, cpf);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          called.add(
              new Called(
                  rows.getObject("starts_on", LocalDate.class),
                  rows.getString("name"),
                  rows.getString("job")));
        }
      }
    }
    return called;
  }

  private static WorkerCard card(ResultSet row) throws SQLException {
    return new WorkerCard(
        row.getString("cpf"),
        row.getString("name"),
        row.getString("registration"),
        row.getString("badge"),
        row.getString("pis"),
        row.getString("job"),
        row.getObject("admitted_on", LocalDate.class),
        row.getObject("dismissed_on", LocalDate.class),
        new Tenure(
            row.getLong("establishment_id"),
            row.getObject("starts_on", LocalDate.class),
            row.getObject("named_from", LocalDate.class),
            row.getObject("left_on", LocalDate.class)));
  }
}
