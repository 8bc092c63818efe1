package ponto.cloud;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import ponto.ledger.Registrar;
import ponto.ledger.Registrar.NewEmployer;
import ponto.ledger.Registrar.NewEstablishment;
import ponto.ledger.Registrar.NewWorker;
import ponto.testing.Bakery;

/** A fictitious employer in the cloud's database, its workers each with a token of the pool. */
final class Company {
  private static final ZoneId ZONE = ZoneId.of("America/Sao_Paulo");
  private static final LocalDate ADMITTED = LocalDate.of(2020, 1, 1);

  private final LoopbackCloud cloud;
  private final long employerId;
  private final List<String> cpfs;

  private Company(LoopbackCloud cloud, long employerId, List<String> cpfs) {
    this.cloud = cloud;
    this.employerId = employerId;
    this.cpfs = List.copyOf(cpfs);
  }

  /** Enters an employer of this document, any text, with so many workers. */
  static Company open(LoopbackCloud cloud, String document, int workers, Instant now)
      throws SQLException {
    try (var connection = cloud.database().database().connectAs("ponto_roster")) {
      connection.setAutoCommit(false);
      var registrar = new Registrar(() -> now);
      var place =
          registrar.enter(
              connection,
              new NewEmployer(
                  1, document, "Padaria São João Fictícia Ltda", "11144477735", "512026001234"),
              new NewEstablishment(document, "", "Rua das Flores, 100 - São Paulo/SP", ZONE));
      var cpfs = IntStream.rangeClosed(1, workers).mapToObj(Bakery::cpf).toList();
      registrar.enter(
          connection,
          place,
          IntStream.range(0, workers)
              .mapToObj(i -> new NewWorker(cpfs.get(i), "Worker " + i, "M" + i, "C" + i, ADMITTED))
              .toList());
      connection.commit();
      return new Company(cloud, place.employerId(), cpfs);
    }
  }

  long employerId() {
    return employerId;
  }

  /** Who a worker is to the pool, which names everybody by a UUID. */
  String subject(int worker) {
    return new UUID(employerId, worker).toString();
  }

  /** The ID token of a worker, counted from 0. */
  String token(int worker) {
    return cloud
        .pool()
        .idToken(
            subject(worker),
            Map.of(
                "employer",
                Long.toString(employerId),
                "role",
                "worker",
                "worker",
                cpfs.get(worker)));
  }

  /** A token for each worker. */
  List<String> tokens() {
    return IntStream.range(0, cpfs.size()).mapToObj(this::token).toList();
  }
}
