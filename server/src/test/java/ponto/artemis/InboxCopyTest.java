package ponto.artemis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ponto.inbox.Inbox;
import ponto.testing.InboxFixture;

/** What a copy of an open inbox holds: every letter that was stored before it began. */
class InboxCopyTest extends InboxFixture {
  @TempDir Path directory = Path.of("");
  private int opened;

  @Override
  protected Inbox open(long bytesMax) {
    return opened(directory.resolve("inbox" + opened++));
  }

  private static ArtemisInbox opened(Path folder) {
    return new ArtemisInbox(
        ArtemisInbox.Settings.in(folder).withMemoryBytesMax(1 << 20), () -> NOW);
  }

  private ArtemisInbox artemis() {
    return (ArtemisInbox) inbox;
  }

  /** Copied letters, as they are handed over. */
  private static final class Copied implements ArtemisInbox.Copy {
    final List<byte[]> waiting = new ArrayList<>();
    final List<byte[]> dead = new ArrayList<>();
    final List<String> reasons = new ArrayList<>();

    @Override
    public void waiting(byte[] letter) {
      waiting.add(letter);
    }

    @Override
    public void dead(byte[] letter, String reason, long buriedAtMillis) {
      assertThat(buriedAtMillis).isEqualTo(NOW.toEpochMilli());
      dead.add(letter);
      reasons.add(reason);
    }

    Set<String> receipts() {
      var receipts = new TreeSet<String>();
      for (var letter : waiting) {
        receipts.add(((LetterCodec.Opened.Legible) LetterCodec.decode(letter)).letter().receipt());
      }
      return receipts;
    }
  }

  @Test
  void a_copy_put_into_a_new_inbox_is_the_same_inbox() throws Exception {
    bury(3);
    // More than fits in memory, so that some wait in paging files.
    var fitting = fill(20_000, 200);
    var copied = new Copied();
    assertThat(artemis().copy(copied)).isTrue();
    assertThat(copied.waiting).hasSize(fitting);
    assertThat(copied.reasons)
        .containsExactlyInAnyOrder("reason of r0", "reason of r1", "reason of r2");
    var first = inbox.dead(10);
    try (var other = opened(directory.resolve("other"))) {
      try (var paste = other.paste()) {
        copied.waiting.forEach(paste::waiting);
        for (var i = 0; i < copied.dead.size(); i++) {
          paste.dead(copied.dead.get(i), copied.reasons.get(i), NOW.toEpochMilli());
        }
      }
      assertThat(other.depth()).isEqualTo(fitting);
      assertThat(other.dead(10)).containsExactlyInAnyOrderElementsOf(first);
    }
    try (var other = opened(directory.resolve("other"))) {
      assertThat(other.depth()).isEqualTo(fitting);
      assertThat(other.deadCount()).isEqualTo(3);
    }
  }

  @Test
  void a_copy_waits_for_what_a_taker_holds() throws Exception {
    put(10);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var taker = inbox.taker()) {
      take(taker, 4);
      var copied = new Copied();
      var copying = threads.submit(() -> artemis().copy(copied));
      assertThat(copying.isDone()).isFalse();
      taker.giveBack();
      assertThat(copying.get()).isTrue();
      assertThat(copied.receipts()).hasSize(10);
      assertThat(take(taker, 10)).hasSize(10);
      taker.forget();
    }
    var after = new Copied();
    assertThat(artemis().copy(after)).isTrue();
    assertThat(after.waiting).isEmpty();
  }

  @Test
  void what_was_stored_before_a_copy_began_is_in_it_or_was_forgotten_before() throws Exception {
    var stored = ConcurrentHashMap.<String>newKeySet();
    var forgotten = ConcurrentHashMap.<String>newKeySet();
    var stop = new CountDownLatch(1);
    var work = new ArrayList<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var sender = 0; sender < 20; sender++) {
        var name = "s" + sender + "-";
        work.add(
            threads.submit(() -> {
              for (var i = 0; stop.getCount() > 0; i++) {
                inbox.put(letter(name + i, "body"));
                stored.add(name + i);
              }
              return null;
            }));
      }
      for (var recorder = 0; recorder < 2; recorder++) {
        work.add(
            threads.submit(() -> {
              try (var taker = inbox.taker()) {
                while (stop.getCount() > 0) {
                  var letters = taker.take(50, NO_LIMIT, GLANCE, Duration.ZERO);
                  // As the recorder does: in the ledger first, then forgotten.
                  letters.forEach(letter -> forgotten.add(letter.receipt()));
                  taker.forget();
                }
              }
              return null;
            }));
      }
      for (var copies = 0; copies < 20; copies++) {
        var before = Set.copyOf(stored);
        var copied = new Copied();
        assertThat(artemis().copy(copied)).isTrue();
        // The ledger is looked at after the inbox was copied.
        var recorded = Set.copyOf(forgotten);
        var found = copied.receipts();
        assertThat(before)
            .allMatch(receipt -> found.contains(receipt) || recorded.contains(receipt));
      }
      stop.countDown();
      for (var one : work) {
        one.get();
      }
    }
    assertThat(stored).isNotEmpty();
  }
}
