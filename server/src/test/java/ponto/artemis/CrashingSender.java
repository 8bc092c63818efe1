package ponto.artemis;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Inbox;
import ponto.inbox.Letter;

/**
 * A process that puts and takes letters as fast as it can until it is killed; says on its output
 * what it was promised: {@code put receipt .}, {@code forgets receipt .}, {@code forgot receipt .}
 */
final class CrashingSender {
  /** A line with fewer was cut by the kill. */
  static final int WORDS = 3;

  private static final int SENDERS = 50;
  private static final int BATCH = 100;
  private static final InstantSource CLOCK = () -> Instant.EPOCH;

  private CrashingSender() {}

  /** The directory, how many bytes of letters stay in memory, and the prefix of the receipts. */
  public static void main(String[] args) throws Exception {
    var settings = ArtemisInbox.Settings.in(Path.of(args[0]));
    var inbox = new ArtemisInbox(settings.withMemoryBytesMax(Long.parseLong(args[1])), CLOCK);
    var said = System.out;
    Thread.ofPlatform().daemon().start(CrashingSender::endWithParent);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var sender = 0; sender < SENDERS; sender++) {
        var name = args[2] + "-" + sender + "-";
        var _ = threads.submit(() -> send(inbox, name, said));
      }
      var _ = threads.submit(() -> take(inbox, said));
    }
  }

  /** Or a killed test would leave a process that fills the disk. */
  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said to it; its input ends with its parent.
      }
    } catch (IOException e) {
      Runtime.getRuntime().halt(2);
    }
    Runtime.getRuntime().halt(1);
  }

  private static Void send(Inbox inbox, String name, PrintStream said) throws Exception {
    var sender = new Principal("subject", 1, Role.WORKER, null, false);
    for (var i = 0; ; i++) {
      var receipt = name + i;
      var body = "x".repeat(300);
      inbox.put(new Letter(receipt, sender, Instant.EPOCH, null, "", null, body));
      said.println("put " + receipt + " .");
    }
  }

  /** Slower than the senders: what is left behind grows. */
  private static Void take(Inbox inbox, PrintStream said) throws Exception {
    try (var taker = inbox.taker()) {
      while (true) {
        var letters = taker.take(BATCH, Long.MAX_VALUE, Duration.ofSeconds(1), Duration.ZERO);
        if (Math.floorMod(letters.hashCode(), 3) == 0) {
          taker.giveBack();
          continue;
        }
        // Said before as well: killed in between, nobody can know which of the two it is.
        letters.forEach(letter -> said.println("forgets " + letter.receipt() + " ."));
        said.flush();
        taker.forget();
        letters.forEach(letter -> said.println("forgot " + letter.receipt() + " ."));
      }
    }
  }
}
