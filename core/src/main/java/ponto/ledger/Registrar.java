package ponto.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import ponto.access.Tenant;
import ponto.afd.AfdLine;
import ponto.afd.EmployerLine;
import ponto.afd.WorkerLine;

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
      "INSERT INTO counter (establishment_id, employer_id) VALUES (?, ?)";
  private static final String WORKERS =
      """
      INSERT INTO worker (employer_id, cpf, name, registration, badge, admitted_on, created_at)
      SELECT ?, cpf, name, registration, badge, admitted_on::date, ?::timestamptz
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) AS w (cpf, name, registration, badge, admitted_on)
      """;
  private static final String ASSIGN =
      """
      INSERT INTO assignment (employer_id, worker_id, establishment_id, starts_on)
      SELECT w.employer_id, w.worker_id, ?, w.admitted_on
      FROM worker w
      WHERE w.employer_id = ? AND w.cpf = ANY (?)
      """;
  private static final String LINES =
      """
      INSERT INTO ledger (establishment_id, nsr, employer_id, type, recorded_at, line)
      SELECT establishment_id, nsr, employer_id, type, to_timestamp(recorded_at / 1000.0::float8), line
      FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::bigint[], ?::text[])
           AS l (establishment_id, nsr, employer_id, type, recorded_at, line)
      """;

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
      LocalDate admittedOn) {}

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
    long establishmentId;
    try (var insert = connection.prepareStatement(ESTABLISHMENT)) {
      insert.setLong(1, employerId);
      insert.setInt(2, employer.idKind());
      insert.setString(3, establishment.document());
      insert.setString(4, establishment.cnoCaepf());
      insert.setString(5, employer.name());
      insert.setString(6, establishment.place());
      insert.setString(7, establishment.zone().getId());
      insert.setString(8, now);
      establishmentId = generated(insert.executeQuery());
    }
    try (var insert = connection.prepareStatement(COUNTER)) {
      insert.setLong(1, establishmentId);
      insert.setLong(2, employerId);
      insert.executeUpdate();
    }
    var place =
        new Place(employerId, establishmentId, establishment.zone(), employer.responsibleCpf());
    append(
        connection,
        place,
        List.of((nsr, at) ->
            new EmployerLine(
                nsr,
                at,
                employer.responsibleCpf(),
                employer.idKind(),
                establishment.document(),
                establishment.cnoCaepf(),
                employer.name(),
                establishment.place())));
    return place;
  }

  /** Enters workers at an establishment, in the order given, one type 5 record each. */
  public void enter(Connection connection, Place place, List<NewWorker> workers)
      throws SQLException {
    try (var insert = connection.prepareStatement(WORKERS)) {
      insert.setLong(1, place.employerId());
      insert.setString(2, clock.instant().toString());
      new ColumnArrays(connection, insert, 2)
          .texts(workers, NewWorker::cpf)
          .texts(workers, NewWorker::name)
          .texts(workers, NewWorker::registration)
          .texts(workers, NewWorker::badge)
          .texts(workers, worker -> worker.admittedOn().toString());
      insert.executeUpdate();
    }
    try (var insert = connection.prepareStatement(ASSIGN)) {
      insert.setLong(1, place.establishmentId());
      insert.setLong(2, place.employerId());
      insert.setArray(
          3, connection.createArrayOf("text", workers.stream().map(NewWorker::cpf).toArray()));
      insert.executeUpdate();
    }
    var lines = new ArrayList<Line>();
    for (var worker : workers) {
      lines.add((nsr, at) ->
          new WorkerLine(
              nsr,
              at,
              WorkerLine.Operation.INCLUDED,
              worker.cpf(),
              worker.name(),
              place.responsibleCpf()));
    }
    append(connection, place, lines);
  }

  /** A line that waits for its number and instant. */
  @FunctionalInterface
  private interface Line {
    AfdLine print(long nsr, OffsetDateTime at);
  }

  private void append(Connection connection, Place place, List<Line> lines) throws SQLException {
    var heads = Head.lock(connection, new TreeSet<>(List.of(place.establishmentId())), clock);
    var head = heads.of(place.establishmentId());
    var at = OffsetDateTime.ofInstant(head.recordedAt(), place.zone());
    var printed = lines.stream().map(line -> line.print(head.next(), at)).toList();
    try (var insert = connection.prepareStatement(LINES)) {
      new ColumnArrays(connection, insert)
          .longs(printed, _ -> place.establishmentId())
          .longs(printed, AfdLine::nsr)
          .longs(printed, _ -> place.employerId())
          .ints(printed, AfdLine::type)
          .instants(printed, _ -> head.recordedAt())
          .texts(printed, AfdLine::text);
      insert.executeUpdate();
    }
    Head.store(connection, heads);
  }

  private static long generated(ResultSet row) throws SQLException {
    try (row) {
      row.next();
      return row.getLong(1);
    }
  }
}
