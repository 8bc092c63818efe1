package ponto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a token is looked for, and when it is left alone. */
class SignerSlotTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // By JUnit.
  static Path folder;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Path file;

  private final AtomicInteger asked = new AtomicInteger();
  private Instant now = TestChain.NOW;
  private boolean isThere;

  @BeforeAll
  static void make() throws Exception {
    file = new TestChain().file(folder);
  }

  private Signer token() throws UnfitCertificate {
    asked.incrementAndGet();
    if (!isThere) {
      throw new TokenAbsent("the token is not plugged in: plug it in");
    }
    return Pkcs12Signer.open(file, TestChain.PASSWORD.toCharArray(), null);
  }

  @Test
  void without_a_certificate_nobody_is_looked_for() {
    try (var slot = SignerSlot.of(null)) {
      assertThat(slot.isMeant()).isFalse();
      assertThat(slot.find()).isEmpty();
    }
  }

  @Test
  void a_token_that_comes_later_is_found_and_not_looked_for_all_the_time() throws Exception {
    try (var slot = SignerSlot.open(this::token, () -> now)) {
      assertThat(slot.isMeant()).isTrue();
      isThere = true;
      assertThat(slot.find()).isEmpty();
      assertThat(asked).hasValue(1);
      now = now.plus(SignerSlot.RETRY);
      assertThat(slot.find()).isPresent();
      assertThat(slot.find()).isPresent();
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void a_token_that_is_pulled_out_and_comes_back_signs_again() throws Exception {
    isThere = true;
    try (var slot = SignerSlot.open(this::token, () -> now)) {
      var first = slot.find().orElseThrow();
      slot.lost(first);
      assertThat(slot.find()).isEmpty();
      assertThat(slot.isMeant()).isTrue();
      now = now.plus(SignerSlot.RETRY);
      var second = slot.find().orElseThrow();
      // Whoever is late with the news does not throw the new one out.
      slot.lost(first);
      assertThat(slot.find()).containsSame(second);
    }
  }

  @Test
  void a_wrong_pin_is_tried_once_and_never_again() throws Exception {
    try (var slot =
        SignerSlot.open(
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw new TokenAbsent("away");
              }
              throw new UnfitCertificate("its PIN is another");
            },
            () -> now)) {
      for (var i = 0; i < 5; i++) {
        now = now.plus(SignerSlot.RETRY);
        assertThat(slot.find()).isEmpty();
      }
      assertThat(asked).hasValue(2);
    }
    assertThatThrownBy(() ->
            SignerSlot.open(
                () -> {
                  throw new UnfitCertificate("its PIN is another");
                },
                () -> now))
        .isInstanceOf(UnfitCertificate.class)
        .isNotInstanceOf(TokenAbsent.class);
  }
}
