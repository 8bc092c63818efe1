package ponto.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import ponto.ledger.Registrar;
import ponto.ledger.Registrar.NewEmployer;
import ponto.ledger.Registrar.NewEstablishment;
import ponto.ledger.Registrar.NewWorker;
import ponto.ledger.Registrar.Place;
import ponto.postgres.Database;

/**
 * A fictitious employer in a test's database, with one establishment and workers whose CPFs are
 * valid.
 */
public final class Bakery {
  public static final ZoneId SAO_PAULO = ZoneId.of("America/Sao_Paulo");
  public static final LocalDate ADMITTED = LocalDate.of(2020, 1, 1);

  private final Place place;
  private final List<String> cpfs;

  private Bakery(Place place, List<String> cpfs) {
    this.place = place;
    this.cpfs = List.copyOf(cpfs);
  }

  /**
   * Enters an employer of this document (any text: the ledger does not judge it) with so many
   * workers.
   */
  public static Bakery open(
      TestDatabase database, String document, int workers, InstantSource clock)
      throws SQLException {
    return open(database.database(), document, workers, clock);
  }

  /** The same in any database. */
  public static Bakery open(Database database, String document, int workers, InstantSource clock)
      throws SQLException {
    try (var connection = database.connectAs("ponto_roster")) {
      connection.setAutoCommit(false);
      var registrar = new Registrar(clock);
      var place =
          registrar.enter(
              connection,
              new NewEmployer(
                  1, document, "Padaria São João Fictícia Ltda", "11144477735", "512026001234"),
              new NewEstablishment(
                  document, "", "Rua das Flores, 100 - Centro - São Paulo/SP", SAO_PAULO));
      var people = new ArrayList<NewWorker>();
      for (var number = 1; number <= workers; number++) {
        people.add(
            new NewWorker(cpf(number), "Worker " + number, "M" + number, "C" + number, ADMITTED));
      }
      registrar.enter(connection, place, people);
      connection.commit();
      return new Bakery(place, people.stream().map(NewWorker::cpf).toList());
    }
  }

  public long employerId() {
    return place.employerId();
  }

  public Place place() {
    return place;
  }

  /** The CPF of worker 1, 2, 3 … */
  public String worker(int number) {
    return cpfs.get(number - 1);
  }

  /** The n-th valid CPF of a fictitious range. */
  public static String cpf(int number) {
    var digits = Integer.toString(700_000_000 + number);
    var first = checkDigit(digits);
    return digits + first + checkDigit(digits + first);
  }

  private static int checkDigit(String digits) {
    var sum = 0;
    for (var i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * (digits.length() + 1 - i);
    }
    return sum % 11 < 2 ? 0 : 11 - sum % 11;
  }

  /** A connection as the recorder has it. */
  public static Connection recorder(TestDatabase database) throws SQLException {
    var connection = database.connectAs("ponto_recorder");
    connection.setAutoCommit(false);
    return connection;
  }
}
