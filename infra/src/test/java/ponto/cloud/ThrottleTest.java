package ponto.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static ponto.cloud.Clouds.await;
import static ponto.cloud.Clouds.post;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import ponto.testing.Letters;

/** Load on a mapping that allows two batches at once. */
class ThrottleTest {
  private static final int WORKERS = 20;
  private static final int LETTERS = 1_000;
  private static final int PUNCHES_EACH = 20;
  private static final int CLIENTS = 8;

  private final Instant now = Clouds.now();

  @Test
  void the_same_20000_punches_twice_are_20000_rows_over_two_connections_and_never_a_third()
      throws Exception {
    try (var cloud = Clouds.shipped()) {
      var user = cloud.recording().variable("PONTO_DB_USER");
      // PostgreSQL itself refuses a third, and whoever is refused says so.
      cloud.database().execute("ALTER ROLE " + user + " CONNECTION LIMIT 2");
      var company = Company.open(cloud, "66777888000146", WORKERS, now);
      try (var sessions = new SessionWatch(cloud.database(), user)) {
        for (var time = 1; time <= 2; time++) {
          handInAll(cloud, company);
          await(cloud, "SELECT count(*) FROM letter", LETTERS * time);
        }
        assertThat(sessions.most()).isEqualTo(2);
      }
      assertThat(cloud.recording().output()).doesNotContain("the database is away");
      assertThat(cloud.database().asked("SELECT count(*) FROM punch")).isEqualTo("20000");
      assertThat(cloud.database().asked("SELECT sum(recorded) || ' ' || sum(repeated) FROM letter"))
          .isEqualTo("20000 20000");
      assertThat(cloud.poller().redelivered()).isZero();
      assertThat(cloud.poller().failedBatches()).isZero();
      assertThat(cloud.queues().depth(cloud.deadArn())).isZero();
    }
  }

  private void handInAll(LoopbackCloud cloud, Company company) throws Exception {
    var tokens = company.tokens();
    try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
      var answers = new ArrayList<Future<Integer>>();
      for (var letter = 0; letter < LETTERS; letter++) {
        var number = letter;
        var token = tokens.get(letter % WORKERS);
        answers.add(clients.submit(() -> post(cloud, token, body(number)).statusCode()));
      }
      for (var answer : answers) {
        assertThat(answer.get()).isEqualTo(202);
      }
    }
  }

  private String body(int letter) {
    List<String> punches =
        IntStream.range(0, PUNCHES_EACH)
            .mapToObj(
                i -> Letters.punch(letter * (long) PUNCHES_EACH + i, now.minusSeconds(i * 120L)))
            .toList();
    return Letters.body(punches);
  }
}
