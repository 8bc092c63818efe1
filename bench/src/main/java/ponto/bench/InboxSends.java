package ponto.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.api.Receipts;
import ponto.artemis.ArtemisInbox;
import ponto.inbox.Inbox;
import ponto.inbox.Letter;

/**
 * The product's inbox without its door: letters put by as many senders, each waiting for its own.
 */
final class InboxSends implements Store {
  private static final int TAKE_LETTERS = 5_000;
  private static final long TAKE_BYTES = 8L << 20;
  private static final Duration TAKE_PATIENCE = Duration.ofMillis(100);

  private final ArtemisInbox inbox;
  private final Inbox.Taker taker;
  private final Receipts receipts;
  private final InstantSource clock;
  private final Principal worker = new Principal("bench", 1, Role.WORKER, "11122233344", false);
  private final String body;

  InboxSends(Path directory, String body, InstantSource clock) {
    this.clock = clock;
    this.body = body;
    this.receipts = new Receipts(clock);
    this.inbox = new ArtemisInbox(ArtemisInbox.Settings.in(directory), clock);
    this.taker = inbox.taker();
  }

  @Override
  public void send(int sender) throws Exception {
    inbox.put(new Letter(receipts.get(), worker, clock.instant(), null, "127.0.0.1", null, body));
  }

  @Override
  public void empty() throws Exception {
    while (inbox.depth() > 0) {
      taker.take(TAKE_LETTERS, TAKE_BYTES, TAKE_PATIENCE, Duration.ZERO);
      taker.forget();
    }
  }

  @Override
  public void close() {
    taker.close();
    inbox.close();
  }
}
