package ponto.issuer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import ponto.access.Role;
import ponto.testing.TestDatabase;

/** An employer of its own for one test, with people put in as the roster does it. */
final class Company {
  static final String PASSWORD = "ponto-demo";
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final TestDatabase database;
  private final long id;
  private final String document;

  Company(TestDatabase database) throws SQLException {
    this.database = database;
    document = "%014d".formatted(COUNT.incrementAndGet());
    id =
        number(
            """
            INSERT INTO employer (id_kind, document, name, responsible_cpf, created_at)
            VALUES (1, ?, 'Padaria', '52998224725', ?) RETURNING employer_id
            """,
            document,
            created());
  }

  long id() {
    return id;
  }

  String document() {
    return document;
  }

  /** An account of nobody. */
  UUID account(String login, Role role, String hash) throws SQLException {
    return account(login, role, hash, null);
  }

  UUID account(String login, Role role, String hash, @Nullable Long worker) throws SQLException {
    var subject = UUID.randomUUID();
    change(
        """
        INSERT INTO account (subject, employer_id, login, role, name, worker_id, password_hash, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        subject,
        id,
        login,
        role.wire(),
        "Nome de " + login,
        worker,
        hash,
        created());
    return subject;
  }

  /** A worker with an account under its CPF. */
  UUID worker(String cpf, String hash) throws SQLException {
    return account(cpf, Role.WORKER, hash, workerId(cpf));
  }

  long workerId(String cpf) throws SQLException {
    return number(
        """
        INSERT INTO worker (employer_id, cpf, name, admitted_on, created_at)
        VALUES (?, ?, 'Fulano', '2020-01-01', ?) RETURNING worker_id
        """,
        id,
        cpf,
        created());
  }

  void dismiss(String cpf, LocalDate lastDay) throws SQLException {
    change("UPDATE worker SET dismissed_on = ? WHERE cpf = ?", lastDay, cpf);
  }

  /** From this day on the worker works in an establishment of this zone. */
  void assign(String cpf, LocalDate from, String zone) throws SQLException {
    var establishment =
        number(
            """
            INSERT INTO establishment (employer_id, id_kind, document, name, place, zone, created_at)
            VALUES (?, 1, ?, 'Loja', 'Rua', ?, ?) RETURNING establishment_id
            """,
            id,
            document + zone + from,
            zone,
            created());
    change(
        """
        INSERT INTO assignment (employer_id, worker_id, establishment_id, starts_on)
        SELECT employer_id, worker_id, ?, ? FROM worker WHERE cpf = ?
        """,
        establishment,
        from,
        cpf);
  }

  void rename(UUID subject, String name, Role role) throws SQLException {
    change("UPDATE account SET name = ?, role = ? WHERE subject = ?", name, role.wire(), subject);
  }

  void disable(UUID subject, boolean disabled) throws SQLException {
    change(
        "UPDATE account SET disabled_at = ? WHERE subject = ?",
        disabled ? created() : null,
        subject);
  }

  String hashOf(UUID subject) throws SQLException {
    try (var connection = asRoster();
        var query =
            connection.prepareStatement("SELECT password_hash FROM account WHERE subject = ?")) {
      query.setObject(1, subject);
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  private void change(String sql, @Nullable Object... values) throws SQLException {
    try (var connection = asRoster();
        var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  private long number(String sql, Object... values) throws SQLException {
    try (var connection = asRoster();
        var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private Connection asRoster() throws SQLException {
    var connection = database.connectAs("ponto_roster");
    try (var tenant =
        connection.prepareStatement("SELECT set_config('ponto.employer', ?, false)")) {
      tenant.setString(1, id == 0 ? "" : Long.toString(id));
      tenant.execute();
    }
    return connection;
  }

  private static OffsetDateTime created() {
    return OffsetDateTime.of(2020, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  }
}
