package ponto.report;

import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.access.Tenant;
import ponto.testing.Bakery;
import ponto.testing.SettableClock;
import ponto.testing.TestDatabase;

/** Two employers, the first with a second establishment and a manager, and punches made by hand. */
final class Punched implements AutoCloseable {
  static final String DOCUMENT = "11222333000181";
  static final String BRANCH = "11222333000262";
  static final String MANAGER = "00000000-0000-0000-0000-00000000000a";
  static final int WORKERS = 20;

  /** The only one whom the manager looks after; the manager is worker 19. */
  static final int LED = 18;

  static final int LEADER = 19;

  final TestDatabase database = TestDatabase.fresh();
  final Bakery bakery;
  final Bakery stranger;
  private final long branch;
  private int number;

  Punched() throws SQLException {
    var clock = new SettableClock(SettableClock.MORNING);
    bakery = Bakery.open(database, DOCUMENT, WORKERS, clock);
    stranger = Bakery.open(database, "11444777000161", 1, clock);
    as(
        "ponto_roster",
        "INSERT INTO establishment (employer_id, id_kind, document, name, place, zone, created_at)"
            + " VALUES (current_employer(), 1, '"
            + BRANCH
            + "', 'Filial', 'Manaus', 'America/Manaus', now())");
    as(
        "ponto_roster",
        """
        INSERT INTO account (subject, employer_id, login, role, name, worker_id, password_hash, created_at)
        SELECT '%s', employer_id, 'gestora', 'manager', 'Gestora', worker_id, '', now() FROM worker WHERE cpf = '%s'
        """
            .formatted(MANAGER, bakery.worker(LEADER)));
    as(
        "ponto_roster",
        """
        INSERT INTO supervision (employer_id, manager, worker_id)
        SELECT employer_id, '%s', worker_id FROM worker WHERE cpf = '%s'
        """
            .formatted(MANAGER, bakery.worker(LED)));
    branch =
        ask(connection -> {
          try (var statement = connection.createStatement();
              var rows =
                  statement.executeQuery("SELECT max(establishment_id) FROM establishment")) {
            rows.next();
            return rows.getLong(1);
          }
        });
  }

  private void as(String role, String sql) throws SQLException {
    Tenant.speakingFor(
        bakery.employerId(),
        () -> database.connectAs(role),
        connection -> {
          try (var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
          }
        });
  }

  /** Asks as the product does: in its role, speaking for the first employer. */
  <T> T ask(Tenant.Work<T> work) throws SQLException {
    return Tenant.speakingFor(bakery.employerId(), () -> database.connectAs("ponto_api"), work);
  }

  /** On-line punches of one worker at the first establishment. */
  void at(int worker, String... instants) throws SQLException {
    for (var instant : instants) {
      put(bakery, bakery.place().establishmentId(), worker, instant, null);
    }
  }

  /** The same at the branch. */
  void atBranch(int worker, String... instants) throws SQLException {
    for (var instant : instants) {
      put(bakery, branch, worker, instant, null);
    }
  }

  /** An off-line punch that reached the server later, with flags. */
  void late(int worker, String instant, Duration delay, String... flags) throws SQLException {
    put(bakery, bakery.place().establishmentId(), worker, instant, delay, flags);
  }

  /** Punches of the other employer's only worker. */
  void elsewhere(String... instants) throws SQLException {
    for (var instant : instants) {
      put(stranger, stranger.place().establishmentId(), 1, instant, null);
    }
  }

  private void put(
      Bakery of,
      long establishment,
      int worker,
      String instant,
      @Nullable Duration delay,
      String... flags)
      throws SQLException {
    var at = OffsetDateTime.parse(instant);
    try (var connection = database.connectAs("ponto_recorder");
        var insert =
            connection.prepareStatement(
                """
                INSERT INTO punch
                SELECT w.employer_id, ?, ?, ?, w.worker_id, w.cpf, ?, ?, 'x', ?, 0, ?, ?, 'web', ?, 'server', ?, '', '', 'r'
                FROM worker w WHERE w.employer_id = ? AND w.cpf = ?
                """)) {
      var received = delay == null ? at : at.plus(delay);
      var values =
          List.of(
              UUID.randomUUID(),
              establishment,
              ++number,
              at,
              at.getOffset().getTotalSeconds() / 60,
              at,
              received,
              received.plusSeconds(1),
              delay != null,
              flags,
              of.employerId(),
              of.worker(worker));
      for (var place = 0; place < values.size(); place++) {
        insert.setObject(place + 1, values.get(place));
      }
      insert.executeUpdate();
    }
  }

  /** Everything of the first employer. */
  Asked all() {
    return new Asked(bakery.employerId(), null, null, null, null);
  }

  /** One worker's. */
  Asked worker(int worker) {
    return new Asked(bakery.employerId(), null, null, null, bakery.worker(worker));
  }

  /** One establishment's. */
  Asked establishment(String document) {
    return new Asked(bakery.employerId(), null, document, null, null);
  }

  /** What the manager may see, whatever team is asked for. */
  Asked manager() {
    return new Asked(bakery.employerId(), MANAGER, null, null, null);
  }

  /** The manager's team, asked for by somebody who may see all. */
  Asked team(String login) {
    return new Asked(bakery.employerId(), null, null, login, null);
  }

  @Override
  public void close() {
    database.close();
  }
}
