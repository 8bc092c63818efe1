package ponto.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import ponto.inbox.Inbox;

/** What every inbox does that survives its process. */
public abstract class DurableInboxContract extends InboxContract {
  /** Opens anew what the closed inbox left behind. */
  protected abstract Inbox reopen();

  @Test
  void a_letter_put_is_there_after_a_restart() throws Exception {
    var letters = put(20);
    restart();
    assertThat(inbox.depth()).isEqualTo(20);
    assertThat(takeAndForget(20)).containsExactlyInAnyOrderElementsOf(letters);
  }

  @Test
  void a_letter_taken_but_not_forgotten_comes_again_after_a_restart() throws Exception {
    var letters = put(4);
    var taker = inbox.taker();
    take(taker, 2);
    taker.bury(letters.getFirst(), "reason");
    restart();
    taker.close();
    assertThat(inbox.deadCount()).isZero();
    assertThat(takeAndForget(4)).containsExactlyInAnyOrderElementsOf(letters);
  }

  @Test
  void a_forgotten_letter_does_not_come_again_after_a_restart() throws Exception {
    put(5);
    takeAndForget(5);
    restart();
    assertThat(inbox.depth()).isZero();
    try (var taker = inbox.taker()) {
      assertThat(taker.take(1, NO_LIMIT, GLANCE, Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void dead_letters_are_there_after_a_restart() throws Exception {
    var letters = bury(3);
    var before = inbox.dead(10);
    restart();
    assertThat(inbox.dead(10)).isEqualTo(before).hasSize(3);
    assertThat(inbox.redrive(List.of("r1"))).isEqualTo(1);
    restart();
    assertThat(inbox.deadCount()).isEqualTo(2);
    assertThat(takeAndForget(1)).containsExactly(letters.get(1));
  }

  @Test
  void a_full_inbox_is_full_after_a_restart_too() throws Exception {
    inbox.close();
    inbox = open(200_000);
    var stored = fill(10_000, 100);
    restart();
    assertThat(fill(10_000, 100)).isZero();
    assertThat(takeAndForget(stored)).hasSize(stored);
    assertThat(fill(10_000, 100)).isCloseTo(stored, within(1));
  }

  private void restart() {
    inbox.close();
    inbox = reopen();
  }
}
