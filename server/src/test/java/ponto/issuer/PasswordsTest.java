package ponto.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ponto.api.Problem;

/** Passwords are hashed as everybody hashes Argon2id, and only a few at a time. */
class PasswordsTest {
  private final Passwords passwords = new Passwords();

  @Test
  void a_hash_fits_its_password_and_no_other() throws Exception {
    var hash = passwords.hash("ponto-demo");

    try (var seat = passwords.sit()) {
      assertThat(seat.fits("ponto-demo", hash)).isTrue();
      assertThat(seat.fits("Ponto-demo", hash)).isFalse();
      assertThat(seat.fits("", hash)).isFalse();
      assertThat(seat.outdated(hash)).isFalse();
    }
  }

  @Test
  void the_same_password_twice_gives_two_hashes() throws Exception {
    assertThat(passwords.hash("x")).isNotEqualTo(passwords.hash("x"));
  }

  @Test
  void the_hash_of_the_reference_implementation_fits_and_is_due_for_a_new_one() throws Exception {
    // From test.c of the reference implementation: version 0x13, t=2, m=2^16, p=1.
    var reference =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    try (var seat = passwords.sit()) {
      assertThat(seat.fits("password", reference)).isTrue();
      assertThat(seat.fits("differentpassword", reference)).isFalse();
      assertThat(seat.outdated(reference)).isTrue();
    }
  }

  @Test
  void an_accent_typed_apart_from_its_letter_is_the_same_password() throws Exception {
    var hash = passwords.hash("sa\u0303o joa\u0303o");

    try (var seat = passwords.sit()) {
      assertThat(seat.fits("s\u00e3o jo\u00e3o", hash)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "!",
        "ponto-demo",
        "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=16$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=19456,t=0,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
      })
  void a_hash_that_cannot_be_read_fits_nothing_and_costs_the_same(String unreadable)
      throws Exception {
    try (var seat = passwords.sit()) {
      assertThat(seat.fits("ponto-demo", unreadable)).isFalse();
    }
    assertThat(passwords.computed()).isEqualTo(1);
  }

  @Test
  void no_more_than_two_hash_at_once_and_nobody_waits_for_ever() throws Exception {
    var impatient = new Passwords(Duration.ZERO);
    try (var first = impatient.sit();
        var second = impatient.sit()) {
      assertThat(first).isNotSameAs(second);
      assertThatThrownBy(impatient::sit)
          .isInstanceOfSatisfying(
              Problem.class,
              problem -> {
                assertThat(problem.status()).isEqualTo(503);
                assertThat(problem.response().headers()).containsKey("Retry-After");
              });
    }
    impatient.sit().close();
  }

  @Test
  void hashing_leaves_the_carriers_of_virtual_threads_to_others() throws Exception {
    var hashing = new FutureTask<>(() -> passwords.hash("x"));
    Thread.ofVirtual().start(hashing);
    assertThat(hashing.get()).startsWith("$argon2id$");

    assertThat(Thread.getAllStackTraces().keySet())
        .as("threads of the operating system")
        .anyMatch(thread -> thread.getName().equals("password-1"));
  }

  @Test
  void whoever_waits_gets_the_seat_that_becomes_free() throws Exception {
    var first = passwords.sit();
    try (var second = passwords.sit()) {
      assertThat(second).isNotNull();
      var waiting = new FutureTask<>(() -> passwords.hash("x"));
      Thread.ofVirtual().start(waiting);
      first.close();
      assertThat(waiting.get()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }
  }
}
