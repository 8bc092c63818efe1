package ponto.artemis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ponto.inbox.Inbox;
import ponto.inbox.Letter;
import ponto.testing.DurableInboxContract;

/** The inbox of one machine keeps the contract, in memory that is bounded and on a disk that is. */
class ArtemisInboxTest extends DurableInboxContract {
  private static final long MEMORY_BYTES_MAX = 1 << 20;

  @TempDir Path directory = Path.of("");
  private int opened;
  private long bytesMax;

  @Override
  protected Inbox open(long bytesMax) {
    this.bytesMax = bytesMax;
    opened++;
    return reopen();
  }

  @Override
  protected Inbox reopen() {
    return new ArtemisInbox(settings(), () -> NOW);
  }

  @Test
  void letters_that_do_not_fit_in_memory_wait_on_disk_and_are_passed_once() throws Exception {
    inbox.close();
    inbox = openSmall();
    var senders = 20;
    var each = 500;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work = new ArrayList<Future<Integer>>();
      for (var sender = 0; sender < senders; sender++) {
        var name = "s" + sender + "-";
        work.add(threads.submit(() -> send(name, each)));
      }
      for (var one : work) {
        one.get();
      }
    }
    var all = senders * each;
    assertThat(inbox.depth()).isEqualTo(all);
    assertThat(bytesIn("paging")).isGreaterThan(MEMORY_BYTES_MAX);
    var receipts = receiptsOf(all / 4);
    inbox.close();
    inbox = openSmall();
    receipts.addAll(receiptsOf(all - all / 4));
    assertThat(receipts).hasSize(all).doesNotHaveDuplicates();
    assertThat(inbox.depth()).isZero();
  }

  @Test
  void letters_in_memory_and_on_disk_count_against_the_limit() throws Exception {
    inbox.close();
    bytesMax = 4 * MEMORY_BYTES_MAX;
    inbox = openSmall();
    var stored = fill(10_000, 10_000);
    assertThat(stored).isBetween(380, 420);
    inbox.close();
    inbox = openSmall();
    var half = stored / 2;
    assertThat(takeAndForget(half)).hasSize(half);
    assertThat(fill(10_000, 10_000)).isBetween(half - 2, half + 2);
  }

  @Test
  void a_disk_with_too_little_left_takes_no_letter() {
    inbox.close();
    var settings =
        new ArtemisInbox.Settings(settings().directory(), 1 << 30, Long.MAX_VALUE, 1 << 20);
    inbox = new ArtemisInbox(settings, () -> NOW);
    assertThatExceptionOfType(Inbox.Full.class)
        .isThrownBy(() -> inbox.put(letter("r", "body")))
        .withMessageContaining("disk");
  }

  @Test
  void large_bodies_lie_in_the_journal_not_in_files_of_their_own() throws Exception {
    for (var i = 0; i < 20; i++) {
      inbox.put(letter("r" + i, "ã".repeat(128 << 10)));
    }
    assertThat(bytesIn("large")).isZero();
    assertThat(takeAndForget(20)).hasSize(20);
  }

  @Test
  void a_letter_larger_than_the_journal_can_write_is_refused_by_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> inbox.put(letter("r", "x".repeat(500 << 10))))
        .withMessageContaining("409600");
  }

  @Test
  void a_letter_of_an_unknown_version_is_buried_raw_and_blocks_nobody() throws Exception {
    var letters = put(2);
    inbox.close();
    var unknown = LetterCodec.encode(letter("of-tomorrow", "body"));
    unknown[0] = 99;
    try (var broker = new Broker(settings().directory(), MEMORY_BYTES_MAX)) {
      broker.store(unknown).get();
      broker.store(new byte[] {1, 2, 3}).get();
    }
    inbox = reopen();
    assertThat(takeAndForget(2)).containsExactlyInAnyOrderElementsOf(letters);
    takeNothing();
    assertThat(inbox.depth()).isZero();
    assertThat(inbox.dead(10)).hasSize(2);
    assertThat(inbox.dead(10).getFirst().letter().receipt()).isEqualTo("of-tomorrow");
    assertThat(inbox.dead(10).getFirst().reason()).isEqualTo("letter version 99");
    assertThat(inbox.redrive(List.of())).isEqualTo(2);
    takeNothing();
    assertThat(inbox.deadCount()).isEqualTo(2);
  }

  @Test
  void a_second_process_is_refused_and_the_first_goes_on() throws Exception {
    var start = System.nanoTime();
    assertThatIllegalStateException()
        .isThrownBy(this::reopen)
        .withMessageContaining("another process");
    assertThat(since(start)).isLessThan(Duration.ofSeconds(5));
    put(1);
    assertThat(takeAndForget(1)).hasSize(1);
  }

  @Test
  void a_journal_that_cannot_be_opened_says_so() throws Exception {
    inbox.close();
    var broken = directory.resolve("broken");
    Files.createDirectories(broken);
    Files.writeString(broken.resolve("journal"), "a file where a directory should be");
    assertThatIllegalStateException()
        .isThrownBy(() -> new ArtemisInbox(ArtemisInbox.Settings.in(broken), () -> NOW))
        .withMessageContaining("broken");
  }

  @Test
  void a_failing_disk_ends_the_inbox_but_breaks_no_promise() throws Exception {
    inbox.close();
    var failing = openSmall();
    inbox = failing;
    var paging = settings().directory().resolve("paging");
    Files.writeString(paging, "a file where a directory should be");
    var promised = new ArrayList<Letter>();
    assertThatIllegalStateException()
        .isThrownBy(() -> {
          while (true) {
            var letter = letter("r" + promised.size(), "x".repeat(10_000));
            inbox.put(letter);
            promised.add(letter);
          }
        });
    assertThat(promised).hasSizeBetween(50, 150);
    assertThat(failing.isWell()).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> inbox.put(letter("late", "body")));
    assertThatIllegalStateException().isThrownBy(inbox::taker);
    inbox.close();
    Files.delete(paging);
    inbox = reopen();
    assertThat(takeAndForget((int) inbox.depth())).containsAll(promised);
  }

  private void takeNothing() throws InterruptedException {
    try (var taker = inbox.taker()) {
      assertThat(taker.take(1, NO_LIMIT, GLANCE, GLANCE)).isEmpty();
      assertThat(taker.take(1, NO_LIMIT, GLANCE, GLANCE)).isEmpty();
    }
  }

  private List<String> receiptsOf(int count) throws InterruptedException {
    var receipts = new ArrayList<String>();
    takeAndForget(count).forEach(letter -> receipts.add(letter.receipt()));
    return receipts;
  }

  private ArtemisInbox.Settings settings() {
    return ArtemisInbox.Settings.in(directory.resolve("inbox" + opened)).withDiskBytesMax(bytesMax);
  }

  private ArtemisInbox openSmall() {
    return new ArtemisInbox(settings().withMemoryBytesMax(MEMORY_BYTES_MAX), () -> NOW);
  }

  private long bytesIn(String part) throws IOException {
    try (var files = Files.walk(settings().directory().resolve(part))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
