package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import ponto.artemis.ArtemisInbox;
import ponto.testing.TestDatabase;

/**
 * The database away: punches are accepted while there is room, and all recorded when it is back.
 */
final class AwayTest {
  private static final int SENDERS = 4;

  /** Enough that senders are at work while the server stops and comes back. */
  private static final int WHILE_AWAY = 200;

  private static final long SMALL_INBOX = 16L << 20;

  /** "At once", on a busy machine. */
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  @Test
  void punches_are_accepted_while_the_database_is_stopped_and_recorded_when_it_is_back()
      throws Exception {
    try (var server = TestDatabase.ownServer();
        var site = Site.demoOn(server, ArtemisInbox.Settings.DISK_BYTES_MAX)) {
      var workers = new ArrayList<Caller>();
      for (var i = 1; i <= SENDERS; i++) {
        workers.add(site.worker(i));
      }
      var hr = site.as("rh");
      var accepted = new ConcurrentLinkedQueue<String>();
      var done = new AtomicBoolean();
      var senders = workers.stream().map(worker -> sender(worker, accepted, done)).toList();
      Patience.until("the load", () -> accepted.size() > SENDERS);
      server.stop();
      var before = accepted.size();
      Patience.until("punches while it is away", () -> accepted.size() > before + WHILE_AWAY);

      var ready =
          Patience.until(
              "readyz",
              () -> site.nobody().get("/readyz").expect(200),
              answer -> answer.json().containsValue(List.of("database")));
      assertThat(ready.text("status")).isEqualTo("ready");
      hr.get("/v1/punches").problem(503);
      hr.get("/v1/workers").problem(503);
      site.nobody().session("rh", Demo.PASSWORD).problem(503);

      server.start();
      done.set(true);
      for (var sender : senders) {
        sender.join();
      }
      var books = Books.settled(site);
      assertThat(books.accepted()).isEqualTo(accepted.size());
      assertThat(books.recorded()).isEqualTo(accepted.size());
      assertThat(site.nobody().get("/readyz").json()).containsEntry("notWell", List.of());
      hr.get("/v1/punches").expect(200);
    }
  }

  private static Thread sender(
      Caller worker, ConcurrentLinkedQueue<String> accepted, AtomicBoolean done) {
    return Thread.ofVirtual()
        .start(() -> {
          while (!done.get()) {
            var id = Press.newId();
            worker.punch(Press.own(id)).expect(202);
            accepted.add(id);
          }
        });
  }

  @Test
  void a_full_inbox_answers_503_at_once_and_takes_punches_again_when_it_has_drained()
      throws Exception {
    try (var server = TestDatabase.ownServer();
        var site = Site.demoOn(server, SMALL_INBOX)) {
      var worker = site.worker(1);
      server.stop();
      var accepted = new ArrayList<String>();
      var refused = new ArrayList<String>();
      while (refused.size() < 3) {
        var id = Press.newId();
        var started = System.nanoTime();
        var answer = worker.post("/v1/punches", large(id));
        var took = Duration.ofNanos(System.nanoTime() - started);
        if (answer.status() == 202) {
          accepted.add(id);
        } else {
          answer.problem(503);
          assertThat(took).isLessThan(AT_ONCE);
          refused.add(id);
        }
      }
      assertThat(accepted).hasSizeBetween(50, 70);
      assertThat(site.nobody().get("/livez").status()).isEqualTo(200);

      server.start();
      var books = Books.settled(site);
      assertThat(books.accepted()).isEqualTo(accepted.size());
      assertThat(books.recorded()).isEqualTo(accepted.size());
      for (var id : refused) {
        worker.get("/v1/punches/" + id).problem(404);
        worker.post("/v1/punches", large(id)).expect(202);
        assertThat(worker.settled(id).text("status")).isEqualTo("recorded");
      }
      Books.settled(site);
    }
  }

  /** One punch in a letter as large as letters may be. */
  private static String large(String id) {
    var letter = Press.letter(Press.of(id, Map.of()));
    return letter + " ".repeat(256 * 1024 - letter.length());
  }
}
