package ponto.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ponto.access.Connections;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.api.Problem;
import ponto.issuer.Verified.Granted;
import ponto.testing.TestDatabase;

/** Who shows the right password gets a token that says who it is; who does not learns nothing. */
class SignInTest {
  private static final String HOME = "198.51.100.9";
  private static final String CPF = "52998224725";
  private static final LocalDate LAST_DAY = LocalDate.of(2026, 11, 16);

  @TempDir static Path folder;
  private static TestDatabase database;
  private static SigningKeys keys;
  private static String hash;

  private final Clock clock = new Clock();
  // As long as a busy machine needs, not as people would wait.
  private final Passwords passwords = new Passwords(Duration.ofMinutes(5));
  private final LocalIssuer issuer = issuer(() -> database.connectAs("ponto_issuer"));
  private Company company;

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.fresh();
    keys = SigningKeys.open(folder);
    hash = new Passwords().hash(Company.PASSWORD);
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
  }

  @BeforeEach
  void anEmployer() throws Exception {
    company = new Company(database);
  }

  @Test
  void a_worker_gets_a_token_that_says_who_it_is() throws Exception {
    var subject = company.worker("11144477735", hash);

    var signedIn = issuer.signIn("111.444.777-35", Company.PASSWORD, HOME);

    assertThat(granted(signedIn))
        .isEqualTo(
            new Granted(
                new Principal(subject.toString(), company.id(), Role.WORKER, "11144477735", false),
                Clock.START.plusSeconds(signedIn.expiresIn())));
    assertThat(signedIn.role()).isEqualTo(Role.WORKER);
    assertThat(signedIn.name()).isEqualTo("Nome de 11144477735");
  }

  @Test
  void an_account_of_nobody_has_no_worker() throws Exception {
    company.account("coletor", Role.COLLECTOR, hash);

    var principal = granted(signIn("Coletor")).principal();

    assertThat(principal.role()).isEqualTo(Role.COLLECTOR);
    assertThat(principal.workerCpf()).isNull();
  }

  @Test
  void a_wrong_password_and_an_unknown_login_get_the_same_answer_for_the_same_work()
      throws Exception {
    company.account("maria", Role.HR, hash);

    var wrong = refused("maria", "ponto-Demo");
    assertThat(passwords.computed()).isEqualTo(1);
    var unknown = refused("mario", "ponto-Demo");
    assertThat(passwords.computed()).isEqualTo(2);

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.response()).isEqualTo(unknown.response());
    assertThat(wrong.response().body()).contains("wrong login or password");
  }

  @Test
  void a_disabled_account_learns_it_only_by_its_password() throws Exception {
    company.disable(company.account("ex", Role.HR, hash), true);

    assertThat(refused("ex", "wrong").status()).isEqualTo(401);
    assertThat(refused("ex", Company.PASSWORD).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-16T11:00:00Z, FULL",
    "2026-11-17T02:59:59Z, FULL",
    "2026-11-17T03:00:00Z, HAND_IN_ONLY",
    "2026-12-17T02:59:59Z, HAND_IN_ONLY",
    "2026-12-17T03:00:00Z, ENDED"
  })
  void a_dismissed_worker_may_hand_in_for_thirty_days(Instant now, Account.Standing standing)
      throws Exception {
    company.account("dispensada", Role.WORKER, hash, company.workerId(CPF));
    company.dismiss(CPF, LAST_DAY);
    clock.set(now);
    var login = "dispensada@" + company.document();

    if (standing == Account.Standing.ENDED) {
      assertThat(refused(login, Company.PASSWORD).status()).isEqualTo(403);
    } else {
      assertThat(granted(signIn(login)).principal().handInOnly())
          .isEqualTo(standing == Account.Standing.HAND_IN_ONLY);
    }
  }

  @Test
  void the_days_of_a_dismissal_are_those_of_the_last_place_of_work() throws Exception {
    company.account("acreana", Role.WORKER, hash, company.workerId(CPF));
    company.assign(CPF, LocalDate.of(2020, 1, 1), "America/Noronha");
    company.assign(CPF, LocalDate.of(2026, 1, 1), "America/Rio_Branco");
    company.dismiss(CPF, LAST_DAY);

    clock.set(Instant.parse("2026-11-17T04:59:59Z"));
    assertThat(granted(signIn("acreana")).principal().handInOnly()).isFalse();
    clock.set(Instant.parse("2026-11-17T05:00:00Z"));
    assertThat(granted(signIn("acreana")).principal().handInOnly()).isTrue();
  }

  @Test
  void a_login_of_several_employers_is_told_apart_by_its_password() throws Exception {
    var other = new Company(database);
    company.account("ana", Role.HR, hash);
    other.account("ana", Role.AUDITOR, passwords.hash("another"));

    assertThat(granted(signIn("ana")).principal().employerId()).isEqualTo(company.id());
    assertThat(granted(issuer.signIn("ana", "another", HOME)).principal().employerId())
        .isEqualTo(other.id());
  }

  @Test
  void one_password_at_several_employers_asks_for_the_employer() throws Exception {
    var other = new Company(database);
    company.account("bia", Role.HR, hash);
    other.account("bia", Role.HR, hash);

    var ambiguous = refused("bia", Company.PASSWORD);
    assertThat(ambiguous.status()).isEqualTo(409);
    assertThat(ambiguous.response().body()).contains("login@document");
    for (var each : new Company[] {company, other}) {
      var qualified = signIn("Bia@" + each.document());
      assertThat(granted(qualified).principal().employerId()).isEqualTo(each.id());
    }
    assertThat(refused("bia@99999999999999", Company.PASSWORD).status()).isEqualTo(401);
  }

  @Test
  void an_account_that_may_not_sign_in_does_not_stand_in_the_way_of_one_that_may()
      throws Exception {
    var other = new Company(database);
    company.disable(company.account("caio", Role.HR, hash), true);
    other.account("caio", Role.HR, hash);

    assertThat(granted(signIn("caio")).principal().employerId()).isEqualTo(other.id());
  }

  @Test
  void a_login_may_be_an_address_and_still_be_qualified() throws Exception {
    company.account("davi@example.com", Role.HR, hash);

    assertThat(granted(signIn("davi@example.com")).principal().employerId())
        .isEqualTo(company.id());
    var document = new StringBuilder(company.document()).insert(12, '-').insert(8, '/');
    assertThat(granted(signIn("davi@example.com@" + document)).principal().employerId())
        .isEqualTo(company.id());
  }

  @Test
  void a_hash_of_an_older_cost_is_replaced_at_sign_in() throws Exception {
    var old =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    var subject = company.account("eva", Role.HR, old);

    issuer.signIn("eva", "password", HOME);

    assertThat(company.hashOf(subject)).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    issuer.signIn("eva", "password", HOME);
  }

  @Test
  void guessing_is_answered_before_it_costs_a_hash_and_only_where_it_comes_from() throws Exception {
    company.account("fabio", Role.HR, hash);
    for (var i = 0; i < SignInThrottle.FREE_FAILURES; i++) {
      assertThat(refused("fabio", "guess" + i).status()).isEqualTo(401);
    }
    var computed = passwords.computed();

    var slowed = refused("fabio", Company.PASSWORD);

    assertThat(slowed.status()).isEqualTo(429);
    assertThat(slowed.response().headers()).containsEntry("Retry-After", "1");
    assertThat(passwords.computed()).isEqualTo(computed);
    assertThat(issuer.signIn("fabio", Company.PASSWORD, "203.0.113.7").role()).isEqualTo(Role.HR);
    clock.pass(Duration.ofSeconds(1));
    assertThat(signIn("fabio").role()).isEqualTo(Role.HR);
  }

  @Test
  void two_hundred_people_behind_one_address_sign_in_at_once() throws Exception {
    for (var i = 0; i < 200; i++) {
      company.account("pessoa" + i, Role.WORKER, hash);
    }
    var taken = new ConcurrentLinkedQueue<Connection>();
    var most = new AtomicInteger();
    var counting =
        issuer(() -> {
          var connection = database.connectAs("ponto_issuer");
          taken.add(connection);
          taken.removeIf(SignInTest::isClosed);
          most.accumulateAndGet(taken.size(), Math::max);
          return connection;
        });
    var people = new ArrayList<Callable<SignedIn>>();
    for (var i = 0; i < 200; i++) {
      var login = "pessoa" + i;
      people.add(() -> counting.signIn(login, Company.PASSWORD, HOME));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var signedIn : threads.invokeAll(people)) {
        assertThat(signedIn.get().role()).isEqualTo(Role.WORKER);
      }
    }
    assertThat(most.get()).as("connections taken at once").isLessThanOrEqualTo(2);
  }

  @Test
  void a_database_that_is_away_is_nobodys_wrong_password() throws Exception {
    company.account("gil", Role.HR, hash);
    var away = new AtomicBoolean(true);
    var shaky =
        issuer(() -> {
          if (away.get()) {
            throw new SQLException("away", "08001");
          }
          return database.connectAs("ponto_issuer");
        });
    for (var i = 0; i < 2 * SignInThrottle.FREE_FAILURES; i++) {
      assertThatThrownBy(() -> shaky.signIn("gil", Company.PASSWORD, HOME))
          .isInstanceOf(SQLException.class);
    }

    away.set(false);

    assertThat(shaky.signIn("gil", Company.PASSWORD, HOME).role()).isEqualTo(Role.HR);
  }

  @Test
  void nothing_that_may_be_logged_holds_a_secret() throws Exception {
    company.account("hugo", Role.HR, hash);
    var signedIn = signIn("hugo");

    assertThat(signedIn.toString())
        .doesNotContain(signedIn.accessToken())
        .doesNotContain(signedIn.refreshToken());
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException unknown) {
      throw new AssertionError(unknown);
    }
  }

  private SignedIn signIn(String login) throws Exception {
    return issuer.signIn(login, Company.PASSWORD, HOME);
  }

  private Problem refused(String login, String password) {
    return catchThrowableOfType(Problem.class, () -> issuer.signIn(login, password, HOME));
  }

  private Granted granted(SignedIn signedIn) {
    var verifier = new TokenVerifier(Realm.LOCAL, keys.source(), clock);
    return (Granted) verifier.verify(signedIn.accessToken());
  }

  private LocalIssuer issuer(Connections connections) {
    return new LocalIssuer(
        Realm.LOCAL, keys, passwords, new SignInThrottle(clock), connections, clock);
  }
}
