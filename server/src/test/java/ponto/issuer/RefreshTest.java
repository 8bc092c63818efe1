package ponto.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.api.Problem;
import ponto.issuer.Verified.Granted;
import ponto.testing.TestDatabase;

/** Whoever is signed in stays so, through lost answers and second tabs; a copied token does not. */
class RefreshTest {
  private static final String HOME = "198.51.100.9";
  private static final Duration AFTER_GRACE = Sessions.GRACE.plusSeconds(1);

  @TempDir static Path folder;
  private static TestDatabase database;
  private static SigningKeys keys;
  private static String hash;

  private final Clock clock = new Clock();
  private LocalIssuer issuer;
  private Company company;
  private UUID subject;
  private String first;

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
  void somebodySignsIn() throws Exception {
    issuer =
        new LocalIssuer(
            Realm.LOCAL,
            keys,
            new Passwords(),
            new SignInThrottle(clock),
            () -> database.connectAs("ponto_issuer"),
            clock);
    company = new Company(database);
    subject = company.worker("52998224725", hash);
    first = signIn();
  }

  @Test
  void a_refresh_gives_a_new_pair_and_the_account_as_it_is_now() throws Exception {
    company.rename(subject, "Novo Nome", Role.MANAGER);

    var refreshed = issuer.refresh(first);

    assertThat(refreshed.refreshToken()).isNotEqualTo(first).matches("[A-Za-z0-9_-]{43}");
    assertThat(refreshed.name()).isEqualTo("Novo Nome");
    assertThat(principal(refreshed).role()).isEqualTo(Role.MANAGER);
    assertThat(principal(refreshed).workerCpf()).isEqualTo("52998224725");
    refresh(refreshed.refreshToken());
  }

  @Test
  void within_the_grace_the_old_token_answers_again_and_both_successors_work() throws Exception {
    var one = refresh(first);
    clock.pass(Sessions.GRACE);
    var two = refresh(first);
    clock.pass(Duration.ofDays(1));

    refresh(refresh(one));
    refresh(refresh(two));
  }

  @RepeatedTest(5)
  void two_tabs_that_refresh_at_once_both_stay_signed_in() throws Exception {
    var successors = new HashSet<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var tab :
          threads.invokeAll(Collections.<Callable<String>>nCopies(8, () -> refresh(first)))) {
        successors.add(tab.get());
      }
    }
    clock.pass(Duration.ofDays(1));

    assertThat(successors).hasSize(8);
    for (var successor : successors) {
      refresh(refresh(successor));
    }
  }

  @Test
  void after_a_lost_answer_the_old_token_works_however_long_the_basement_was() throws Exception {
    refresh(first); // The answer never arrives.
    clock.pass(Duration.ofDays(30));
    refresh(first); // Nor does this one.
    clock.pass(Duration.ofDays(30));

    var arrived = refresh(first);

    clock.pass(Duration.ofDays(30));
    refresh(refresh(arrived));
  }

  @Test
  void after_a_lost_answer_two_tabs_may_come_back_together() throws Exception {
    refresh(first);
    clock.pass(Duration.ofDays(7));

    var one = refresh(first);
    clock.pass(Duration.ofSeconds(5));
    var two = refresh(first);
    clock.pass(Duration.ofDays(1));

    refresh(one);
    refresh(two);
  }

  @Test
  void an_old_token_whose_successor_was_used_is_a_copy_and_ends_the_session() throws Exception {
    var second = refresh(first);
    var third = refresh(second);
    clock.pass(AFTER_GRACE);

    assertThat(refused(first).response().body()).contains("used by two");

    assertThat(refused(third).status()).isEqualTo(401);
    assertThat(refused(second).status()).isEqualTo(401);
    assertThat(refused(first).status()).isEqualTo(401);
    refresh(signIn());
  }

  @Test
  void a_successor_that_was_replaced_is_a_copy_and_ends_the_session() throws Exception {
    var copied = refresh(first);
    clock.pass(AFTER_GRACE);
    var owners = refresh(first);

    assertThat(refused(copied).response().body()).contains("used by two");
    assertThat(refused(owners).status()).isEqualTo(401);
  }

  @Test
  void a_copy_ends_only_its_own_session() throws Exception {
    var elsewhere = signIn();
    refresh(refresh(first));
    clock.pass(AFTER_GRACE);
    refused(first);

    refresh(elsewhere);
  }

  @Test
  void a_session_lives_on_while_it_is_used_and_ends_ninety_days_after() throws Exception {
    var token = first;
    for (var month = 0; month < 12; month++) {
      clock.pass(Duration.ofDays(89));
      token = refresh(token);
    }
    clock.pass(Sessions.LIFE);

    assertThat(refused(token).response().body()).contains("urn:ponto:problem:session-ended");
  }

  @Test
  void a_second_token_that_nobody_uses_dies_though_its_session_lives() throws Exception {
    var used = refresh(first);
    var unused = refresh(first);
    for (var i = 0; i < 5; i++) {
      clock.pass(Duration.ofDays(20));
      used = refresh(used);
    }

    assertThat(refused(unused).status()).isEqualTo(401);
    refresh(used);
  }

  @Test
  void repeating_without_listening_is_slowed_down_but_signs_nobody_out() throws Exception {
    var last = "";
    for (var i = 0; i < Sessions.REPLAYS_MAX; i++) {
      last = refresh(first);
    }

    assertThat(refused(first).status()).isEqualTo(429);

    refresh(last);
  }

  @Test
  void a_token_that_was_never_given_is_refused() {
    assertThat(refused("x").status()).isEqualTo(401);
    assertThat(refused("A".repeat(43)).status()).isEqualTo(401);
  }

  @Test
  void a_dismissed_worker_refreshes_for_thirty_days_to_hand_in_punches() throws Exception {
    company.dismiss("52998224725", LocalDate.of(2026, 11, 16));

    var lastDay = issuer.refresh(first);
    assertThat(principal(lastDay).handInOnly()).isFalse();
    clock.pass(Duration.ofDays(1));
    var dayAfter = issuer.refresh(lastDay.refreshToken());
    assertThat(principal(dayAfter).handInOnly()).isTrue();
    clock.pass(Duration.ofDays(29));
    var thirtieth = issuer.refresh(dayAfter.refreshToken());
    assertThat(principal(thirtieth).handInOnly()).isTrue();
    clock.pass(Duration.ofDays(1));
    assertThat(refused(thirtieth.refreshToken()).status()).isEqualTo(401);
  }

  @Test
  void a_disabled_account_is_refused_and_goes_on_where_it_was_when_it_comes_back()
      throws Exception {
    company.disable(subject, true);
    assertThat(refused(first).status()).isEqualTo(401);

    company.disable(subject, false);
    refresh(first);
  }

  @Test
  void signing_out_ends_the_session_of_the_token_and_no_other() throws Exception {
    var other = signIn();
    var stranger = new Company(database);
    var strangers = principal(stranger.account("x", Role.HR, hash), stranger);

    issuer.end(strangers, Optional.of(first));
    first = refresh(first);
    issuer.end(principal(subject, company), Optional.of(first));

    assertThat(refused(first).status()).isEqualTo(401);
    refresh(other);
  }

  @Test
  void signing_out_without_a_token_ends_all_of_the_account() throws Exception {
    var other = signIn();

    issuer.end(principal(subject, company), Optional.empty());

    assertThat(refused(first).status()).isEqualTo(401);
    assertThat(refused(other).status()).isEqualTo(401);
  }

  @Test
  void the_database_knows_only_the_digest() throws Exception {
    assertThat(count("SELECT count(*) FROM refresh_token WHERE digest = sha256(?::bytea)", first))
        .isEqualTo(1);
    assertThat(count("SELECT count(*) FROM refresh_token WHERE digest = ?::bytea", first)).isZero();
  }

  @Test
  void the_rows_of_a_session_do_not_pile_up() throws Exception {
    var token = first;
    for (var i = 0; i < 40; i++) {
      clock.pass(Duration.ofDays(1));
      token = refresh(token);
    }
    var sql =
        """
        SELECT count(*) FROM refresh_token
        WHERE session_id = (SELECT session_id FROM refresh_token WHERE digest = sha256(?::bytea))
        """;

    assertThat(count(sql, token)).isLessThan(20);
  }

  @Test
  void dead_sessions_are_swept_at_the_next_sign_in() throws Exception {
    issuer.end(principal(subject, company), Optional.of(first));
    var expiring = signIn();
    clock.pass(Sessions.LIFE);
    var living = signIn();

    assertThat(count("SELECT count(*) FROM session WHERE subject = ?::uuid", subject.toString()))
        .isEqualTo(1);
    assertThat(refused(expiring).status()).isEqualTo(401);
    refresh(living);
  }

  private String signIn() throws Exception {
    return issuer
        .signIn("52998224725@" + company.document(), Company.PASSWORD, HOME)
        .refreshToken();
  }

  private String refresh(String token) throws Exception {
    return issuer.refresh(token).refreshToken();
  }

  private Problem refused(String token) {
    return catchThrowableOfType(Problem.class, () -> issuer.refresh(token));
  }

  private Principal principal(SignedIn signedIn) {
    var verifier = new TokenVerifier(Realm.LOCAL, keys.source(), clock);
    return ((Granted) verifier.verify(signedIn.accessToken())).principal();
  }

  private static Principal principal(UUID subject, Company company) {
    return new Principal(subject.toString(), company.id(), Role.WORKER, null, false);
  }

  private static long count(String sql, String value) throws Exception {
    try (var connection = database.connectAs("ponto_issuer");
        var query = connection.prepareStatement(sql)) {
      query.setString(1, value);
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
