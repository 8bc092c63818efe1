package ponto.server;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.access.Login;
import ponto.access.Role;
import ponto.issuer.Passwords;
import ponto.ledger.Registrar;
import ponto.ledger.Registrar.NewEmployer;
import ponto.ledger.Registrar.NewEstablishment;
import ponto.ledger.Registrar.NewWorker;
import ponto.roster.NewAccounts;
import ponto.roster.NewAccounts.NewAccount;

/** Another employer on the same clock, with a worker, and an account of every role. */
final class SecondEmployer {
  static final String CPF = "12345678909";
  static final String BADGE = "second's badge";
  static final String REGISTRATION = "second's number";
  private static final String DOCUMENT = "11444777000161";

  private final Site site;
  private final long id;

  private SecondEmployer(Site site, long id) {
    this.site = site;
    this.id = id;
  }

  static SecondEmployer on(Site site) throws SQLException, InterruptedException {
    var clock = Main.CLOCK;
    var registrar = new Registrar(clock);
    try (var connection = site.connectAs("ponto_roster")) {
      connection.setAutoCommit(false);
      var place =
          registrar.enter(
              connection,
              new NewEmployer(1, DOCUMENT, "Segunda Fictícia Ltda", "11144477735", ""),
              new NewEstablishment(DOCUMENT, "", "Manaus", ZoneId.of("America/Manaus")));
      registrar.enter(
          connection,
          place,
          List.of(
              new NewWorker(
                  CPF, "Fulana Fictícia", REGISTRATION, BADGE, LocalDate.of(2020, 1, 1))));
      var hash = new Passwords().hash(Demo.PASSWORD);
      var accounts = new ArrayList<NewAccount>();
      for (var role : Role.values()) {
        var cpf = role == Role.WORKER ? CPF : null;
        accounts.add(account("second-" + role.wire(), role, cpf, hash));
      }
      NewAccounts.enter(connection, place.employerId(), accounts, clock.instant());
      for (var account : accounts) {
        if (account.role() == Role.MANAGER) {
          NewAccounts.supervise(connection, place.employerId(), account.subject(), Set.of(CPF));
        }
      }
      connection.commit();
      return new SecondEmployer(site, place.employerId());
    }
  }

  private static NewAccount account(String login, Role role, @Nullable String cpf, String hash) {
    return new NewAccount(UUID.randomUUID(), new Login(login), role, login, cpf, hash);
  }

  long id() {
    return id;
  }

  Caller as(Role role) {
    return site.as("second-" + role.wire());
  }

  Caller worker() {
    return as(Role.WORKER);
  }
}
