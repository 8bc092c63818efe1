package ponto.server;

import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;
import ponto.access.Login;
import ponto.access.Role;
import ponto.api.Receipts;
import ponto.issuer.Passwords;
import ponto.ledger.Registrar;
import ponto.ledger.Registrar.NewEmployer;
import ponto.ledger.Registrar.NewEstablishment;
import ponto.ledger.Registrar.NewWorker;
import ponto.roster.Employers;
import ponto.roster.NewAccounts;
import ponto.roster.NewAccounts.NewAccount;

/** A fictitious bakery with its people, the same on every machine, to try the product with. */
final class Demo {
  /** Everybody's. */
  static final String PASSWORD = "ponto-demo";

  static final String DOCUMENT = "11222333000181";
  private static final String RESPONSIBLE_CPF = "11144477735";
  private static final String INPI = "512026001234";
  private static final LocalDate ADMITTED = LocalDate.of(2020, 1, 1);
  private static final List<String> FIRST_NAMES =
      List.of(
          "Ana", "João", "Maria", "José", "Conceição", "Antônio", "Lúcia", "Paulo", "Inês", "Luís");
  private static final List<String> LAST_NAMES =
      List.of(
          "da Silva",
          "Souza",
          "Araújo",
          "de Oliveira",
          "Gonçalves",
          "Pereira",
          "Simões",
          "Cardoso");

  private final Connections roster;
  private final Passwords passwords;
  private final InstantSource clock;

  Demo(Connections roster, Passwords passwords, InstantSource clock) {
    this.roster = roster;
    this.passwords = passwords;
    this.clock = clock;
  }

  /**
   * Fills an empty database; does nothing where the demo is already.
   *
   * @throws Refusal when a real employer lives there
   */
  void fill(int workers) throws SQLException, InterruptedException {
    try (var connection = roster.open()) {
      var there = Employers.first(connection);
      if (there.isPresent()) {
        if (!there.equals(Optional.of(DOCUMENT))) {
          throw new Refusal(
              "this data directory holds a real employer: start --demo in another one (--data DIR)");
        }
        return;
      }
      // One hash for all: the password is public, and two hundred hashes would take seconds.
      var hash = passwords.hash(PASSWORD);
      connection.setAutoCommit(false);
      var registrar = new Registrar(clock);
      var place =
          registrar.enter(
              connection,
              new NewEmployer(1, DOCUMENT, "Padaria São João Fictícia Ltda", RESPONSIBLE_CPF, INPI),
              new NewEstablishment(
                  DOCUMENT,
                  "",
                  "Rua das Flores, 100 - Centro - São Paulo/SP",
                  ZoneId.of("America/Sao_Paulo")));
      var people = people(workers);
      registrar.enter(connection, place, people);
      var accounts = accounts(people, hash);
      NewAccounts.enter(connection, place.employerId(), accounts, clock.instant());
      for (var account : accounts) {
        if (account.role() == Role.MANAGER) {
          var everybody = new HashSet<>(people.stream().map(NewWorker::cpf).toList());
          NewAccounts.supervise(connection, place.employerId(), account.subject(), everybody);
        }
      }
      connection.commit();
    }
  }

  private static List<NewWorker> people(int workers) {
    var people = new ArrayList<NewWorker>();
    for (var number = 1; number <= workers; number++) {
      var name =
          FIRST_NAMES.get(number % FIRST_NAMES.size())
              + " "
              + LAST_NAMES.get(number / FIRST_NAMES.size() % LAST_NAMES.size())
              + " Fictícia "
              + number;
      people.add(
          new NewWorker(
              cpf(number), name, "M%05d".formatted(number), "C%05d".formatted(number), ADMITTED));
    }
    return people;
  }

  /**
   * A valid CPF of a range that only spells a number: 900.000.001 and so on, with its check digits.
   */
  static String cpf(int number) {
    var digits = Integer.toString(900_000_000 + number);
    return digits + checkDigit(digits) + checkDigit(digits + checkDigit(digits));
  }

  private static int checkDigit(String digits) {
    var sum = 0;
    for (var i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * (digits.length() + 1 - i);
    }
    var rest = sum % 11;
    return rest < 2 ? 0 : 11 - rest;
  }

  private List<NewAccount> accounts(List<NewWorker> people, String hash) {
    var accounts = new ArrayList<NewAccount>();
    for (var worker : people) {
      accounts.add(account(worker.cpf(), Role.WORKER, worker.name(), worker.cpf(), hash));
    }
    accounts.add(
        account("gestora", Role.MANAGER, "Gestora Fictícia", people.getFirst().cpf(), hash));
    accounts.add(
        account("rh", Role.HR, "RH Fictício", people.get(people.size() > 1 ? 1 : 0).cpf(), hash));
    accounts.add(account("auditora", Role.AUDITOR, "Auditora Fictícia", null, hash));
    accounts.add(account("coletor", Role.COLLECTOR, "Coletor da entrada", null, hash));
    accounts.add(account("admin", Role.ADMIN, "Administração Fictícia", null, hash));
    return accounts;
  }

  private NewAccount account(
      String login, Role role, String name, @Nullable String cpf, String hash) {
    UUID subject = new Receipts(clock).next();
    return new NewAccount(subject, new Login(login), role, name, cpf, hash);
  }
}
