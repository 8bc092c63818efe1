package ponto.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static ponto.cloud.Clouds.await;
import static ponto.cloud.Clouds.post;
import static ponto.cloud.Clouds.until;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import ponto.testing.Letters;

/** The database away for longer than one visibility timeout. */
class OutageTest {
  private static final int LETTERS = 600;
  private static final int BEFORE_CRASH = 300;
  private static final int BEFORE_RETURN = 500;

  private final Instant now = Clouds.now();

  @Test
  void a_database_that_crashes_in_the_middle_of_a_batch_costs_nothing_but_time() throws Exception {
    try (var cloud = Clouds.failing()) {
      var company = Company.open(cloud, "77888999000155", 1, now);
      // Keeps a batch under way: its insert waits for a lock that the crash takes along.
      var held = new CountDownLatch(1);
      try (var holder = cloud.database().asSuperuser();
          var lock = holder.createStatement()) {
        holder.setAutoCommit(false);
        lock.execute("LOCK TABLE punch IN SHARE MODE");
        handIn(cloud, company, 0, BEFORE_CRASH);
        await(
            cloud, "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock'", "t");
        cloud.database().crash();
        held.countDown();
      } catch (SQLException _) {
        assertThat(held.getCount()).as("only the crash may end the session").isZero();
      }
      handIn(cloud, company, BEFORE_CRASH, BEFORE_RETURN);
      until(() -> cloud.poller().redelivered() > 0, true, "a letter came again, to no avail");
      cloud.database().start();
      handIn(cloud, company, BEFORE_RETURN, LETTERS);
      await(cloud, "SELECT count(*) FROM punch", LETTERS);
      until(() -> cloud.queues().depth(cloud.lettersArn()), 0L, "letters in the queue");
      assertThat(cloud.queues().depth(cloud.deadArn())).isZero();
      assertThat(
              cloud
                  .database()
                  .asked(
                      "SELECT sum(recorded) || ' ' || sum(punches) || ' ' || max(nsr)"
                          + " FROM letter, (SELECT max(nsr) AS nsr FROM punch) AS last"))
          // Two lines stand before the first punch: the employer's and the worker's.
          .isEqualTo("%d %d %d".formatted(LETTERS, LETTERS, LETTERS + 2));
    }
  }

  private void handIn(LoopbackCloud cloud, Company company, int from, int to) throws Exception {
    for (var number : IntStream.range(from, to).toArray()) {
      var body = Letters.body(List.of(Letters.punch(number, now)));
      assertThat(post(cloud, company.token(0), body).statusCode()).isEqualTo(202);
    }
  }
}
