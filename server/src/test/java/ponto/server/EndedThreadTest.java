package ponto.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A part of the clock that works no more is named to whoever watches, and the rest goes on. */
final class EndedThreadTest {
  /** Of this site's threads alone; other tests have recorders of the same names. */
  private static final ThreadGroup GROUP = new ThreadGroup("ended-thread-test");

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @BeforeAll
  static void open() {
    var made = new CompletableFuture<Site>();
    new Thread(GROUP, () -> made.complete(Site.demo())).start();
    site = made.join();
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static Thread thread(String name) {
    var threads = new Thread[GROUP.activeCount() * 2];
    GROUP.enumerate(threads);
    return Arrays.stream(threads)
        .filter(thread -> thread != null && thread.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<?> notWell() {
    return (List<?>) requireNonNull(site.nobody().get("/readyz").expect(200).json().get("notWell"));
  }

  private static String figures() {
    return site.nobody().get("/metrics", "Authorization", "Bearer " + Site.SCRAPE_TOKEN).body();
  }

  @Test
  void a_recorder_that_ended_is_named_and_counted_and_the_other_records_on() throws Exception {
    assertThat(notWell()).isEmpty();
    assertThat(figures()).contains("\nponto_recorders_ended 0.0\n");
    // What ends a recorder that nobody told to stop; an error does not.
    thread("recorder-2").interrupt();
    Patience.until("the name", () -> notWell().equals(List.of("recorder-2")));
    assertThat(figures()).contains("\nponto_recorders_ended 1.0\n");
    var id = Press.newId();
    site.worker(1).punch(Press.own(id)).expect(202);
    site.worker(1).settled(id);
    thread("evidence-keeper").interrupt();
    Patience.until("both", () -> notWell().equals(List.of("recorder-2", "evidence-keeper")));
  }
}
