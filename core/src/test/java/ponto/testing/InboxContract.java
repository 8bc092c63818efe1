package ponto.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Inbox;
import ponto.inbox.Inbox.DeadLetter;
import ponto.inbox.Letter;

/** What every inbox does, whatever it is made of. */
@Timeout(120)
public abstract class InboxContract extends InboxFixture {
  @Test
  void a_letter_is_taken_as_it_was_put() throws Exception {
    var worker = new Principal("sub-1", 7, Role.WORKER, "12345678901", true);
    var admin = new Principal("açúcar|ß|漢字", Long.MAX_VALUE, Role.ADMIN, null, false);
    var binding = new Letter.Binding(42, "98765432100");
    var at = Instant.parse("2026-11-22T11:01:37.123Z");
    var full = new Letter("r-1", worker, at, "2026-11-22T08:01:37.1-03:00", "::1", binding, "{}");
    var bare = new Letter("r-ç", admin, Instant.ofEpochMilli(-1), null, "", null, "");
    var large = letter("r-large", "ã漢🕗\u0000\"\\".repeat(20_000));
    for (var letter : List.of(full, bare, large)) {
      inbox.put(letter);
      assertThat(takeAndForget(1)).containsExactly(letter);
    }
  }

  @Test
  void a_body_of_256_kib_is_taken_as_it_was_put() throws Exception {
    var letter = letter("r", "x".repeat(256 << 10));
    inbox.put(letter);
    assertThat(takeAndForget(1)).containsExactly(letter);
  }

  @Test
  void a_letter_not_forgotten_comes_again_when_its_taker_closes() throws Exception {
    var letters = put(3);
    try (var taker = inbox.taker()) {
      assertThat(take(taker, 3)).containsExactlyInAnyOrderElementsOf(letters);
    }
    assertThat(takeAndForget(3)).containsExactlyInAnyOrderElementsOf(letters);
  }

  @Test
  void a_letter_given_back_comes_again_to_this_and_to_other_takers() throws Exception {
    var letters = put(3);
    try (var taker = inbox.taker();
        var other = inbox.taker()) {
      for (var times = 0; times < 12; times++) {
        assertThat(take(taker, 3)).containsExactlyInAnyOrderElementsOf(letters);
        taker.giveBack();
      }
      assertThat(take(other, 3)).containsExactlyInAnyOrderElementsOf(letters);
    }
  }

  @Test
  void a_forgotten_letter_never_comes_again() throws Exception {
    put(5);
    takeAndForget(5);
    try (var taker = inbox.taker()) {
      assertThat(taker.take(1, NO_LIMIT, GLANCE, Duration.ZERO)).isEmpty();
      taker.giveBack();
      assertThat(taker.take(1, NO_LIMIT, GLANCE, Duration.ZERO)).isEmpty();
    }
    assertThat(inbox.depth()).isZero();
  }

  @Test
  void letters_of_several_takes_are_forgotten_together() throws Exception {
    put(4);
    try (var taker = inbox.taker()) {
      take(taker, 2);
      take(taker, 2);
      taker.forget();
    }
    assertThat(inbox.depth()).isZero();
  }

  @Test
  void a_buried_letter_is_dead_once_it_is_forgotten() throws Exception {
    var letters = put(3);
    try (var taker = inbox.taker()) {
      take(taker, 3);
      taker.bury(letters.get(1), "a defect of ours: ção");
      taker.forget();
    }
    assertThat(inbox.dead(10))
        .containsExactly(new DeadLetter(letters.get(1), "a defect of ours: ção", NOW));
    assertThat(inbox.deadCount()).isEqualTo(1);
    assertThat(inbox.depth()).isZero();
  }

  @Test
  void a_letter_buried_and_given_back_stays_alive() throws Exception {
    var letters = put(2);
    try (var taker = inbox.taker()) {
      take(taker, 2);
      taker.bury(letters.get(0), "reason");
      taker.giveBack();
      take(taker, 2);
      taker.bury(letters.get(0), "reason");
    }
    assertThat(inbox.deadCount()).isZero();
    assertThat(takeAndForget(2)).containsExactlyInAnyOrderElementsOf(letters);
    assertThat(inbox.deadCount()).isZero();
  }

  @Test
  void only_a_letter_in_the_hand_is_buried() throws Exception {
    var letters = put(1);
    try (var taker = inbox.taker()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> taker.bury(letters.getFirst(), "reason"));
    }
  }

  @Test
  void two_takers_never_hold_the_same_letter() throws Exception {
    var letters = put(100);
    try (var one = inbox.taker();
        var other = inbox.taker()) {
      var held = new ArrayList<>(take(one, 30));
      held.addAll(take(other, 50));
      held.addAll(take(one, 20));
      assertThat(held).containsExactlyInAnyOrderElementsOf(letters);
      assertThat(other.take(1, NO_LIMIT, GLANCE, Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void many_senders_and_takers_pass_every_letter_once() throws Exception {
    var senders = 40;
    var each = 100;
    var taken = new ConcurrentLinkedQueue<String>();
    var left = new AtomicInteger(senders * each);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work = new ArrayList<Future<Integer>>();
      for (var sender = 0; sender < senders; sender++) {
        var name = "s" + sender + "-";
        work.add(threads.submit(() -> send(name, each)));
      }
      for (var taker = 0; taker < 4; taker++) {
        var impatient = taker == 0;
        work.add(threads.submit(() -> drain(left, taken, impatient)));
      }
      for (var one : work) {
        one.get();
      }
    }
    assertThat(taken).hasSize(senders * each).doesNotHaveDuplicates();
    assertThat(inbox.depth()).isZero();
  }

  @Test
  void take_stops_at_the_number_of_letters() throws Exception {
    put(10);
    try (var taker = inbox.taker()) {
      assertThat(taker.take(4, NO_LIMIT, PATIENCE, PATIENCE)).hasSize(4);
      assertThat(taker.take(10, NO_LIMIT, PATIENCE, GLANCE)).hasSize(6);
    }
  }

  @Test
  void take_stops_before_more_bytes_than_wanted_but_takes_one_letter_always() throws Exception {
    for (var i = 0; i < 3; i++) {
      inbox.put(letter("r" + i, "x".repeat(10_000)));
    }
    try (var taker = inbox.taker()) {
      assertThat(taker.take(10, 25_000, PATIENCE, PATIENCE)).hasSize(2);
      assertThat(taker.take(10, 1, PATIENCE, PATIENCE)).hasSize(1);
    }
  }

  @Test
  void take_waits_as_long_as_its_patience() throws Exception {
    try (var taker = inbox.taker()) {
      var start = System.nanoTime();
      assertThat(taker.take(1, NO_LIMIT, GLANCE, PATIENCE)).isEmpty();
      assertThat(since(start)).isBetween(GLANCE, Duration.ofSeconds(10));
    }
  }

  @Test
  void take_lingers_for_more_but_no_longer() throws Exception {
    put(1);
    try (var taker = inbox.taker()) {
      var start = System.nanoTime();
      assertThat(taker.take(10, NO_LIMIT, PATIENCE, GLANCE)).hasSize(1);
      assertThat(since(start)).isBetween(GLANCE, Duration.ofSeconds(10));
    }
  }

  @Test
  void a_waiting_take_gets_the_letter_that_arrives() throws Exception {
    var letter = letter("late", "body");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var taker = inbox.taker()) {
      var taken = threads.submit(() -> taker.take(1, NO_LIMIT, PATIENCE, Duration.ZERO));
      inbox.put(letter);
      assertThat(taken.get(60, SECONDS)).containsExactly(letter);
    }
  }

  @Test
  void a_full_inbox_refuses_at_once_and_has_room_again_when_drained() throws Exception {
    inbox.close();
    inbox = open(200_000);
    for (var round = 0; round < 3; round++) {
      var stored = fill(10_000, 100);
      assertThat(stored).isBetween(5, 20);
      var start = System.nanoTime();
      for (var i = 0; i < 100; i++) {
        var refused = letter("refused" + i, "x".repeat(10_000));
        assertThatExceptionOfType(Inbox.Full.class).isThrownBy(() -> inbox.put(refused));
      }
      assertThat(since(start)).isLessThan(Duration.ofSeconds(10));
      assertThat(takeAndForget(stored)).hasSize(stored);
      assertThat(inbox.depth()).isZero();
    }
  }

  @Test
  void an_interrupted_take_leaves_the_letters_to_others() throws Exception {
    try (var taker = inbox.taker()) {
      var waiting = new CountDownLatch(1);
      var ended = new CountDownLatch(1);
      var thread =
          Thread.ofVirtual()
              .start(() -> {
                waiting.countDown();
                try {
                  taker.take(10, NO_LIMIT, PATIENCE, PATIENCE);
                } catch (InterruptedException e) {
                  ended.countDown();
                }
              });
      waiting.await();
      put(2);
      thread.interrupt();
      assertThat(ended.await(60, SECONDS)).isTrue();
      assertThat(takeAndForget(2)).hasSize(2);
    }
  }

  @Test
  void a_take_by_an_interrupted_thread_loses_nothing() throws Exception {
    put(2);
    try (var taker = inbox.taker()) {
      for (var times = 0; times < 20; times++) {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
            .isThrownBy(() -> taker.take(3, NO_LIMIT, PATIENCE, PATIENCE));
      }
      assertThat(takeAndForget(2)).hasSize(2);
    }
  }

  @Test
  void interrupted_senders_harm_nobody() throws Exception {
    var senders = new ArrayList<Future<Integer>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 200; i++) {
        var name = "i" + i + "-";
        senders.add(threads.submit(() -> send(name, 1_000_000)));
      }
      take(inbox.taker(), 1_000);
      threads.shutdownNow();
    }
    assertThat(senders)
        .extracting(Future::exceptionNow)
        .hasOnlyElementsOfType(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> inbox.put(letter("interrupted", "body")));
    assertThat(Thread.interrupted()).isFalse();
    takeAndForget((int) inbox.depth() - 1_000);
    put(3);
    assertThat(takeAndForget(3)).hasSize(3);
  }

  @Test
  void dead_letters_are_listed_oldest_first() throws Exception {
    var letters = bury(5);
    assertThat(inbox.dead(3)).extracting(DeadLetter::letter).isEqualTo(letters.subList(0, 3));
    assertThat(inbox.dead(10)).extracting(DeadLetter::letter).isEqualTo(letters);
    assertThat(inbox.deadCount()).isEqualTo(5);
  }

  @Test
  void every_dead_letter_is_shown_once_however_many_there_are() throws Exception {
    var letters = bury(1_200);
    var seen = new ArrayList<Letter>();
    inbox.eachDead(dead -> seen.add(dead.letter()));
    assertThat(seen).isEqualTo(letters);
    assertThat(inbox.redrive(letters.subList(600, 1_200).stream().map(Letter::receipt).toList()))
        .isEqualTo(600);
    assertThat(inbox.deadCount()).isEqualTo(600);
  }

  @Test
  void named_dead_letters_are_redriven_and_the_others_stay() throws Exception {
    var letters = bury(5);
    assertThat(inbox.redrive(List.of("r1", "r3", "r1", "unknown"))).isEqualTo(2);
    assertThat(inbox.deadCount()).isEqualTo(3);
    assertThat(takeAndForget(2)).containsExactlyInAnyOrder(letters.get(1), letters.get(3));
    assertThat(inbox.redrive(List.of("unknown"))).isZero();
    assertThat(inbox.dead(10)).extracting(one -> one.letter().receipt()).contains("r0", "r2", "r4");
  }

  @Test
  void all_dead_letters_are_redriven_when_none_is_named() throws Exception {
    var letters = bury(5);
    assertThat(inbox.redrive(List.of())).isEqualTo(5);
    assertThat(inbox.deadCount()).isZero();
    assertThat(takeAndForget(5)).containsExactlyInAnyOrderElementsOf(letters);
    assertThat(inbox.redrive(List.of())).isZero();
  }

  @Test
  void depth_counts_letters_waiting_and_held() throws Exception {
    assertThat(inbox.depth()).isZero();
    put(5);
    assertThat(inbox.depth()).isEqualTo(5);
    try (var taker = inbox.taker()) {
      take(taker, 2);
      assertThat(inbox.depth()).isEqualTo(5);
      taker.forget();
      assertThat(inbox.depth()).isEqualTo(3);
    }
  }

  @Test
  void oldest_tells_when_the_first_waiting_letter_was_received() throws Exception {
    assertThat(inbox.oldest()).isEmpty();
    var letters = put(2);
    assertThat(inbox.oldest()).contains(letters.getFirst().receivedAt());
    takeAndForget(2);
    assertThat(inbox.oldest()).isEmpty();
  }

  @Test
  void closing_ends_a_waiting_take_and_refuses_letters() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var taker = inbox.taker();
        var idle = inbox.taker()) {
      put(1);
      take(idle, 1);
      var waiting = new CountDownLatch(1);
      var taken =
          threads.submit(() -> {
            waiting.countDown();
            return taker.take(1, NO_LIMIT, PATIENCE, PATIENCE);
          });
      waiting.await();
      inbox.close();
      assertThatThrownBy(() -> taken.get(60, SECONDS))
          .hasCauseInstanceOf(IllegalStateException.class);
      assertThatIllegalStateException().isThrownBy(() -> inbox.put(letter("late", "body")));
    }
  }
}
