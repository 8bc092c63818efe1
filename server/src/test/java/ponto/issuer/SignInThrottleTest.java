package ponto.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ponto.access.Login;
import ponto.api.Problem;

/** Guessing becomes slow; signing in does not. */
class SignInThrottleTest {
  private static final String OFFICE = "203.0.113.7";
  private static final String HOME = "198.51.100.9";

  private static final Set<Thread.State> RESTING =
      Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED);

  private final Clock clock = new Clock();
  private final SignInThrottle throttle = new SignInThrottle(clock);

  @Test
  void some_mistypings_are_free() throws Exception {
    fail("rh", OFFICE, SignInThrottle.FREE_FAILURES - 1);

    succeed("rh", OFFICE);
  }

  @Test
  void each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour() throws Exception {
    fail("rh", OFFICE, SignInThrottle.FREE_FAILURES);
    for (var seconds : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900}) {
      assertThat(refused("rh", OFFICE)).isEqualTo(seconds);
      clock.pass(Duration.ofSeconds(seconds));
      fail("rh", OFFICE, 1);
    }
  }

  @Test
  void nobody_locks_a_colleague_out() throws Exception {
    fail("rh", HOME, SignInThrottle.FREE_FAILURES);

    assertThat(refused("rh", HOME)).isPositive();
    succeed("rh", OFFICE);
    succeed("gestora", HOME);
  }

  @Test
  void signing_in_rightly_begins_anew() throws Exception {
    fail("rh", OFFICE, SignInThrottle.FREE_FAILURES - 1);
    succeed("rh", OFFICE);

    fail("rh", OFFICE, SignInThrottle.FREE_FAILURES - 1);
    succeed("rh", OFFICE);
  }

  @Test
  void another_spelling_of_the_login_is_the_same_login() throws Exception {
    fail("rh", OFFICE, SignInThrottle.FREE_FAILURES);

    assertThat(refused(" RH ", OFFICE)).isPositive();
  }

  @Test
  void after_an_hour_all_is_forgotten() throws Exception {
    fail("rh", OFFICE, SignInThrottle.FREE_FAILURES);
    clock.pass(Duration.ofHours(1));

    fail("rh", OFFICE, SignInThrottle.FREE_FAILURES - 1);
    succeed("rh", OFFICE);
    clock.pass(Duration.ofHours(1));
    assertThat(throttle.remembered()).isZero();
  }

  @Test
  void a_clock_set_back_locks_nobody_out() throws Exception {
    fail("rh", OFFICE, SignInThrottle.FREE_FAILURES);
    clock.pass(Duration.ofDays(-400));

    succeed("rh", OFFICE);
  }

  @Test
  void one_password_tried_on_many_logins_is_noticed_by_its_source() throws Exception {
    for (var i = 0; i < SignInThrottle.SOURCE_FAILURES_MAX; i++) {
      fail("login" + i, HOME, 1);
    }

    assertThat(refused("another", HOME)).isEqualTo(2);
    succeed("another", OFFICE);
    clock.pass(Duration.ofSeconds(2));
    succeed("another", HOME);
  }

  @Test
  void those_who_queued_before_the_source_failed_are_refused_before_they_hash() throws Exception {
    try (var turn = throttle.enter(new Login("another"), HOME)) {
      for (var i = 0; i < SignInThrottle.SOURCE_FAILURES_MAX; i++) {
        fail("login" + i, HOME, 1);
      }
      assertThat(catchThrowableOfType(Problem.class, turn::check).status()).isEqualTo(429);
    }
  }

  @Test
  void guesses_made_at_once_are_no_more_than_guesses_made_in_turn() throws Exception {
    fail("rh", HOME, SignInThrottle.FREE_FAILURES - 1);
    var hashed = new AtomicInteger();
    var beside = Thread.ofVirtual().unstarted(() -> guess(hashed));

    try (var turn = throttle.enter(new Login("rh"), HOME)) {
      beside.start();
      while (!RESTING.contains(beside.getState())) {
        Thread.onSpinWait();
      }
      turn.failed();
    }
    beside.join();

    assertThat(hashed).hasValue(0);
  }

  @Test
  void many_logins_and_sources_do_not_fill_the_memory() throws Exception {
    for (var i = 0; i < 30_000; i++) {
      fail("login" + i, "10.0." + i / 256 + "." + i % 256, 1);
    }

    assertThat(throttle.remembered())
        .isLessThanOrEqualTo(SignInThrottle.PAIRS_MAX + SignInThrottle.SOURCES_MAX);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.7",
    "2001:db8:1:2:3:4:5:6, 20010db800010002",
    "2001:db8:1:2::1, 20010db800010002",
    "[2001:db8::1], 20010db800000000",
    "::1, 0000000000000000",
    "no:address, no:address",
    "::ffff:203.0.113.7, 203.0.113.7",
    "'', ''"
  })
  void one_network_is_one_source(String address, String source) {
    assertThat(SignInThrottle.network(address)).isEqualTo(source);
  }

  private void guess(AtomicInteger hashed) {
    try (var turn = throttle.enter(new Login("rh"), HOME)) {
      turn.check();
      hashed.incrementAndGet();
      turn.failed();
    } catch (Problem tooEarly) {
      assertThat(tooEarly.status()).isEqualTo(429);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void fail(String login, String source, int times) throws InterruptedException {
    for (var i = 0; i < times; i++) {
      try (var turn = throttle.enter(new Login(login), source)) {
        turn.check();
        turn.failed();
      }
    }
  }

  private void succeed(String login, String source) throws InterruptedException {
    try (var turn = throttle.enter(new Login(login), source)) {
      turn.check();
      turn.succeeded();
    }
  }

  private int refused(String login, String source) {
    var problem =
        catchThrowableOfType(Problem.class, () -> throttle.enter(new Login(login), source).close());
    assertThat(problem.status()).isEqualTo(429);
    return Integer.parseInt(problem.response().headers().get("Retry-After"));
  }
}
