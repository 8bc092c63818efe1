package ponto.roster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes workers, each statement for as many as there are; in the caller's transaction, in the role
 * {@code ponto_roster}. What may be written was decided before.
 */
public final class WorkerRows {
  private static final String WORKERS =
      """
      INSERT INTO worker (employer_id, cpf, name, registration, badge, pis, job, admitted_on, created_at)
      SELECT ?, cpf, name, registration, badge, pis, job, admitted_on::date, ?::timestamptz
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
           AS w (cpf, name, registration, badge, pis, job, admitted_on)
      """;
  private static final String ASSIGN =
      """
      INSERT INTO assignment (employer_id, worker_id, establishment_id, starts_on)
      SELECT w.employer_id, w.worker_id, n.establishment_id, n.starts_on::date
      FROM unnest(?::text[], ?::bigint[], ?::text[]) AS n (cpf, establishment_id, starts_on)
      JOIN worker w ON w.employer_id = ? AND w.cpf = n.cpf
      """;
  private static final String NAME =
      """
      INSERT INTO worker_history (employer_id, worker_id, starts_on, name, job)
      SELECT w.employer_id, w.worker_id, n.starts_on::date, n.name, n.job
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS n (cpf, starts_on, name, job)
      JOIN worker w ON w.employer_id = ? AND w.cpf = n.cpf
      ON CONFLICT (worker_id, starts_on) DO UPDATE SET name = excluded.name, job = excluded.job
      """;
  private static final String CHANGE =
      """
      UPDATE worker AS w
      SET name = n.name, registration = n.registration, badge = n.badge, pis = n.pis, job = n.job,
          admitted_on = n.admitted_on::date, dismissed_on = n.dismissed_on::date
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
           AS n (cpf, name, registration, badge, pis, job, admitted_on, dismissed_on)
      WHERE w.employer_id = ? AND w.cpf = n.cpf
      """;
  private static final String RENAME_ACCOUNTS =
      """
      UPDATE account AS a
      SET name = n.name
      FROM unnest(?::text[], ?::text[]) AS n (cpf, name)
      JOIN worker w ON w.employer_id = ? AND w.cpf = n.cpf
      WHERE a.employer_id = w.employer_id AND a.worker_id = w.worker_id AND a.role = 'worker'
      """;
  private static final String MOVE =
      """
      SET starts_on = n.after::date
      FROM unnest(?::text[], ?::text[], ?::text[]) AS n (cpf, before, after)
      JOIN worker w ON w.employer_id = ? AND w.cpf = n.cpf
      WHERE m.worker_id = w.worker_id AND m.starts_on = n.before::date
      """;
  private static final List<String> MOVES =
      List.of("UPDATE assignment AS m " + MOVE, "UPDATE worker_history AS m " + MOVE);
  private static final String END =
      """
      UPDATE assignment AS a
      SET ends_on = ?::date
      FROM worker w
      WHERE w.employer_id = ? AND w.cpf = ? AND a.worker_id = w.worker_id AND a.starts_on <= ?::date
        AND a.starts_on = (SELECT max(b.starts_on) FROM assignment b
                           WHERE b.worker_id = w.worker_id AND b.starts_on <= ?::date)
      """;
  private static final String FORGET_LATER =
      """
      DELETE FROM assignment a
      USING worker w
      WHERE w.employer_id = ? AND w.cpf = ? AND a.worker_id = w.worker_id AND a.starts_on > ?::date
      """;
  private static final String RELOCATE =
      """
      UPDATE assignment AS a
      SET establishment_id = ?
      FROM worker w
      WHERE w.employer_id = ? AND w.cpf = ? AND a.worker_id = w.worker_id AND a.starts_on = ?::date
      """;

  private WorkerRows() {}

  /** An admission that was wrong, and the right one. */
  public record Correction(String cpf, LocalDate before, LocalDate after) {}

  /** Enters workers, named and assigned from the day of admission. */
  public static void add(Connection connection, long employerId, Instant at, List<WorkerCard> cards)
      throws SQLException {
    if (cards.isEmpty()) {
      return;
    }
    try (var insert = connection.prepareStatement(WORKERS)) {
      insert.setLong(1, employerId);
      insert.setString(2, at.toString());
      texts(insert, 3, cards, WorkerCard::cpf);
      texts(insert, 4, cards, WorkerCard::name);
      texts(insert, 5, cards, WorkerCard::registration);
      texts(insert, 6, cards, WorkerCard::badge);
      texts(insert, 7, cards, WorkerCard::pis);
      texts(insert, 8, cards, WorkerCard::job);
      texts(insert, 9, cards, card -> card.admittedOn().toString());
      insert.executeUpdate();
    }
    assign(connection, employerId, cards);
    name(connection, employerId, cards);
  }

  /** Begins the assignment that each card has. */
  public static void assign(Connection connection, long employerId, List<WorkerCard> cards)
      throws SQLException {
    if (cards.isEmpty()) {
      return;
    }
    try (var insert = connection.prepareStatement(ASSIGN)) {
      texts(insert, 1, cards, WorkerCard::cpf);
      var places = cards.stream().map(card -> card.tenure().establishmentId()).toArray(Long[]::new);
      insert.setArray(2, connection.createArrayOf("int8", places));
      texts(insert, 3, cards, card -> card.tenure().from().toString());
      insert.setLong(4, employerId);
      insert.executeUpdate();
    }
  }

  /** Writes what each is called from the day that its card says. */
  public static void name(Connection connection, long employerId, List<WorkerCard> cards)
      throws SQLException {
    if (cards.isEmpty()) {
      return;
    }
    try (var insert = connection.prepareStatement(NAME)) {
      texts(insert, 1, cards, WorkerCard::cpf);
      texts(insert, 2, cards, card -> card.tenure().namedFrom().toString());
      texts(insert, 3, cards, WorkerCard::name);
      texts(insert, 4, cards, WorkerCard::job);
      insert.setLong(5, employerId);
      insert.executeUpdate();
    }
  }

  /**
   * Writes everything of the cards but assignments and history; a worker's account follows its
   * name.
   */
  public static void change(Connection connection, long employerId, List<WorkerCard> cards)
      throws SQLException {
    if (cards.isEmpty()) {
      return;
    }
    try (var update = connection.prepareStatement(CHANGE)) {
      texts(update, 1, cards, WorkerCard::cpf);
      texts(update, 2, cards, WorkerCard::name);
      texts(update, 3, cards, WorkerCard::registration);
      texts(update, 4, cards, WorkerCard::badge);
      texts(update, 5, cards, WorkerCard::pis);
      texts(update, 6, cards, WorkerCard::job);
      texts(update, 7, cards, card -> card.admittedOn().toString());
      texts(update, 8, cards, card -> text(card.dismissedOn()));
      update.setLong(9, employerId);
      update.executeUpdate();
    }
    try (var update = connection.prepareStatement(RENAME_ACCOUNTS)) {
      texts(update, 1, cards, WorkerCard::cpf);
      texts(update, 2, cards, WorkerCard::name);
      update.setLong(3, employerId);
      update.executeUpdate();
    }
  }

  /** Moves what began on a wrong day of admission to the right one. */
  public static void correct(Connection connection, long employerId, List<Correction> corrections)
      throws SQLException {
    if (corrections.isEmpty()) {
      return;
    }
    for (var move : MOVES) {
      try (var update = connection.prepareStatement(move)) {
        texts(update, 1, corrections, Correction::cpf);
        texts(update, 2, corrections, correction -> correction.before().toString());
        texts(update, 3, corrections, correction -> correction.after().toString());
        update.setLong(4, employerId);
        update.executeUpdate();
      }
    }
  }

  /**
   * Ends the assignment that holds on the day with that day, and forgets those that begin later.
   */
  public static void end(Connection connection, long employerId, String cpf, LocalDate on)
      throws SQLException {
    try (var delete = connection.prepareStatement(FORGET_LATER)) {
      delete.setLong(1, employerId);
      delete.setString(2, cpf);
      delete.setString(3, on.toString());
      delete.executeUpdate();
    }
    try (var update = connection.prepareStatement(END)) {
      update.setString(1, on.toString());
      update.setLong(2, employerId);
      update.setString(3, cpf);
      update.setString(4, on.toString());
      update.setString(5, on.toString());
      update.executeUpdate();
    }
  }

  /** Has the assignment that the card names be at the card's establishment. */
  public static void relocate(Connection connection, long employerId, WorkerCard card)
      throws SQLException {
    try (var update = connection.prepareStatement(RELOCATE)) {
      update.setLong(1, card.tenure().establishmentId());
      update.setLong(2, employerId);
      update.setString(3, card.cpf());
      update.setString(4, card.tenure().from().toString());
      update.executeUpdate();
    }
  }

  private static @Nullable String text(@Nullable LocalDate day) {
    return day == null ? null : day.toString();
  }

  private static <T> void texts(
      PreparedStatement statement, int column, List<T> rows, Function<T, @Nullable String> value)
      throws SQLException {
    var values = rows.stream().map(value).toArray(String[]::new);
    statement.setArray(column, statement.getConnection().createArrayOf("text", values));
  }
}
