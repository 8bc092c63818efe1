package ponto.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Inbox;
import ponto.inbox.Letter;

/** An open inbox and what the tests of every inbox do with it. */
public abstract class InboxFixture {
  /** When the tests' letters are received and buried. */
  protected static final Instant NOW = Instant.parse("2026-11-22T11:00:00Z");

  /** Long enough on a crowded machine; only a failing test waits so long. */
  protected static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Short: what should not come is not waited for long. */
  protected static final Duration GLANCE = Duration.ofMillis(200);

  protected static final long NO_LIMIT = Long.MAX_VALUE;
  private static final long ROOMY = 1L << 30;
  private static final int BATCH = 500;

  protected Inbox inbox = new MemoryInbox(() -> NOW);

  /** A new, empty inbox whose clock stands at {@link #NOW}, with room for so many bytes. */
  protected abstract Inbox open(long bytesMax);

  @BeforeEach
  void open_an_empty_inbox() {
    inbox = open(ROOMY);
  }

  @AfterEach
  void close_the_inbox() {
    inbox.close();
  }

  /** A worker's letter. */
  protected static Letter letter(String receipt, String body) {
    var worker = new Principal("subject", 1, Role.WORKER, "12345678901", false);
    return new Letter(receipt, worker, NOW, null, "127.0.0.1", null, body);
  }

  /** Puts letters r0, r1, … one after the other. */
  protected List<Letter> put(int count) throws Exception {
    var letters = new ArrayList<Letter>();
    for (var i = 0; i < count; i++) {
      var letter = letter("r" + i, "body " + i);
      inbox.put(letter);
      letters.add(letter);
    }
    return letters;
  }

  /** Puts so many letters of this name; answers how many. */
  protected int send(String name, int count) throws Exception {
    for (var i = 0; i < count; i++) {
      inbox.put(letter(name + i, "body " + i));
    }
    return count;
  }

  /** Takes exactly so many letters, whatever number of takes it needs. */
  protected static List<Letter> take(Inbox.Taker taker, int count) throws InterruptedException {
    var letters = new ArrayList<Letter>();
    while (letters.size() < count) {
      var batch = taker.take(count - letters.size(), NO_LIMIT, PATIENCE, Duration.ZERO);
      assertThat(batch).as("letters after the first %d of %d", letters.size(), count).isNotEmpty();
      letters.addAll(batch);
    }
    return letters;
  }

  /** Takes exactly so many letters with a taker of its own and forgets them. */
  protected List<Letter> takeAndForget(int count) throws InterruptedException {
    try (var taker = inbox.taker()) {
      var letters = take(taker, count);
      taker.forget();
      return letters;
    }
  }

  /** Puts letters, takes them all and buries them. */
  protected List<Letter> bury(int count) throws Exception {
    var letters = put(count);
    try (var taker = inbox.taker()) {
      take(taker, count);
      for (var letter : letters) {
        taker.bury(letter, "reason of " + letter.receipt());
      }
      taker.forget();
    }
    return letters;
  }

  /** Puts large letters until there is no room; answers how many fitted. */
  protected int fill(int bytesEach, int countMax) throws InterruptedException {
    for (var stored = 0; stored < countMax; stored++) {
      try {
        inbox.put(letter("fill" + stored, "x".repeat(bytesEach)));
      } catch (Inbox.Full e) {
        return stored;
      }
    }
    return countMax;
  }

  /**
   * Takes until none is left; an impatient taker gives every other batch back. Answers how many.
   */
  protected int drain(AtomicInteger left, Collection<String> receipts, boolean impatient)
      throws InterruptedException {
    var mine = 0;
    try (var taker = inbox.taker()) {
      var givesBack = impatient;
      while (left.get() > 0) {
        var letters = taker.take(BATCH, NO_LIMIT, GLANCE, Duration.ZERO);
        givesBack = impatient && !givesBack;
        if (givesBack) {
          taker.giveBack();
          continue;
        }
        taker.forget();
        letters.forEach(letter -> receipts.add(letter.receipt()));
        left.addAndGet(-letters.size());
        mine += letters.size();
      }
    }
    return mine;
  }

  protected static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
