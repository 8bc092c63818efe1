package ponto.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ponto.access.Tenant;
import ponto.afd.EmployerLine;
import ponto.afd.EventLine;
import ponto.afd.EventLine.Event;
import ponto.afd.WorkerLine;
import ponto.ledger.Lines.Line;
import ponto.roster.Establishment;
import ponto.roster.WorkerCard;
import ponto.roster.WorkerRows;

/**
 * Enters employers, establishments and workers, each together with the type 2 or 5 record that the
 * law wants of it. Works in the caller's transaction, in the role {@code ponto_roster}.
 */
public final class Registrar {
  private static final String EMPLOYER =
      """
      INSERT INTO employer (id_kind, document, name, responsible_cpf, inpi, created_at)
      VALUES (?, ?, ?, ?, ?, ?::timestamptz)
      RETURNING employer_id
      """;
  private static final String ESTABLISHMENT =
      """
      INSERT INTO establishment (employer_id, id_kind, document, cno_caepf, name, place, zone, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?::timestamptz)
      RETURNING establishment_id
      """;
  private static final String COUNTER =
      "INSERT INTO counter (establishment_id, employer_id, available) VALUES (?, ?, ?)";
  private static final String AVAILABLE = "SELECT FROM service WHERE state = 'available'";

  /** A CNPJ has fourteen characters. */
  private static final int CPF_LENGTH = 11;

  private final InstantSource clock;

  public Registrar(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * An employer to enter.
   *
   * @param idKind 1 CNPJ, 2 CPF
   * @param responsibleCpf the person who answers for what is entered, 11 digits
   * @param inpi this program's registration, digits only; empty when there is none
   */
  public record NewEmployer(
      int idKind, String document, String name, String responsibleCpf, String inpi) {}

  /** An establishment to enter: where punches count and whose ledger they go into. */
  public record NewEstablishment(String document, String cnoCaepf, String place, ZoneId zone) {}

  /** A worker to enter, assigned from the day of admission. */
  public record NewWorker(
      String cpf,
      String name,
      @Nullable String registration,
      @Nullable String badge,
      LocalDate admittedOn) {
    private WorkerCard at(Place place) {
      var tenure = new WorkerCard.Tenure(place.establishmentId(), admittedOn, admittedOn, null);
      return new WorkerCard(cpf, name, registration, badge, null, "", admittedOn, null, tenure);
    }
  }

  /** Who and where: what an establishment's lines are printed with. */
  public record Place(long employerId, long establishmentId, ZoneId zone, String responsibleCpf) {}

  /**
   * Enters an employer with its first establishment; from here on the transaction speaks for it.
   */
  public Place enter(Connection connection, NewEmployer employer, NewEstablishment establishment)
      throws SQLException {
    var now = clock.instant().toString();
    long employerId;
    try (var insert = connection.prepareStatement(EMPLOYER)) {
      insert.setInt(1, employer.idKind());
      insert.setString(2, employer.document());
      insert.setString(3, employer.name());
      insert.setString(4, employer.responsibleCpf());
      insert.setString(5, employer.inpi());
      insert.setString(6, now);
      employerId = generated(insert.executeQuery());
    }
    Tenant.speakFor(connection, employerId);
    return establish(connection, employerId, employer, establishment);
  }

  /**
   * Enters one establishment more, with a ledger of its own that begins with its type 2 record; the
   * event 07 follows where the service is available.
   */
  public Place establish(
      Connection connection, long employerId, NewEmployer employer, NewEstablishment establishment)
      throws SQLException {
    long establishmentId;
    try (var insert = connection.prepareStatement(ESTABLISHMENT)) {
      insert.setLong(1, employerId);
      insert.setInt(2, establishment.document().length() == CPF_LENGTH ? 2 : 1);
      insert.setString(3, establishment.document());
      insert.setString(4, establishment.cnoCaepf());
      insert.setString(5, employer.name());
      insert.setString(6, establishment.place());
      insert.setString(7, establishment.zone().getId());
      insert.setString(8, clock.instant().toString());
      establishmentId = generated(insert.executeQuery());
    }
    var available = isAvailable(connection);
    try (var insert = connection.prepareStatement(COUNTER)) {
      insert.setLong(1, establishmentId);
      insert.setLong(2, employerId);
      insert.setBoolean(3, available);
      insert.executeUpdate();
    }
    var place =
        new Place(employerId, establishmentId, establishment.zone(), employer.responsibleCpf());
    var lines = new ArrayList<Line>();
    lines.add(line(place, employer, establishment));
    if (available) {
      lines.add(new Line(place, (nsr, at) -> new EventLine(nsr, at, Event.AVAILABLE)));
    }
    append(connection, lines);
    return place;
  }

  /** Writes a type 2 record for each establishment whose identification is another now. */
  public void restate(
      Connection connection, long employerId, NewEmployer employer, List<Establishment> changed)
      throws SQLException {
    var lines = new ArrayList<Line>();
    for (var establishment : changed) {
      var place =
          new Place(
              employerId,
              establishment.establishmentId(),
              establishment.zone(),
              employer.responsibleCpf());
      var stated =
          new NewEstablishment(
              establishment.document(),
              establishment.cnoCaepf(),
              establishment.place(),
              establishment.zone());
      lines.add(line(place, employer, stated));
    }
    append(connection, lines);
  }

  /** Enters workers at an establishment, in the order given, one type 5 record each. */
  public void enter(Connection connection, Place place, List<NewWorker> workers)
      throws SQLException {
    var cards = workers.stream().map(worker -> worker.at(place)).toList();
    WorkerRows.add(connection, place.employerId(), clock.instant(), cards);
    record(
        connection,
        workers.stream()
            .map(worker ->
                new Deed(place, WorkerLine.Operation.INCLUDED, worker.cpf(), worker.name()))
            .toList());
  }

  /** What happened to a worker, to be told to the ledger of a place. */
  public record Deed(Place place, WorkerLine.Operation operation, String cpf, String name) {}

  /**
   * Writes a type 5 record for each deed, in their order. The last to be done in a transaction:
   * from here on the recorders of these places wait for its end.
   */
  public void record(Connection connection, List<Deed> deeds) throws SQLException {
    var lines = new ArrayList<Line>();
    for (var deed : deeds) {
      lines.add(
          new Line(
              deed.place(),
              (nsr, at) ->
                  new WorkerLine(
                      nsr,
                      at,
                      deed.operation(),
                      deed.cpf(),
                      deed.name(),
                      deed.place().responsibleCpf())));
    }
    append(connection, lines);
  }

  private static Line line(Place place, NewEmployer employer, NewEstablishment establishment) {
    return new Line(
        place,
        (nsr, at) ->
            new EmployerLine(
                nsr,
                at,
                employer.responsibleCpf(),
                establishment.document().length() == CPF_LENGTH ? 2 : 1,
                establishment.document(),
                establishment.cnoCaepf(),
                employer.name(),
                establishment.place()));
  }

  private void append(Connection connection, List<Line> lines) throws SQLException {
    var heads = Head.lock(connection, Lines.establishments(lines), clock);
    Lines.append(connection, heads, lines);
    Head.store(connection, heads);
  }

  private static boolean isAvailable(Connection connection) throws SQLException {
    try (var query = connection.prepareStatement(AVAILABLE);
        var row = query.executeQuery()) {
      return row.next();
    }
  }

  private static long generated(ResultSet row) throws SQLException {
    try (row) {
      row.next();
      return row.getLong(1);
    }
  }
}
