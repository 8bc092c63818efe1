package ponto.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PollerTest {
  private static final int PATIENCE_SECONDS = 30;
  private static final byte[] ALL_TAKEN = "{\"batchItemFailures\":[]}".getBytes(UTF_8);
  private static final String DEAD = "arn:aws:sqs:sa-east-1:000000000000:Dead";

  private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
  private Template template;
  private Queues queues;

  @BeforeEach
  void open() throws Exception {
    template = TemplateTest.small();
    queues = new Queues(template);
  }

  @AfterEach
  void close() {
    queues.close();
  }

  private Poller poller(Poller.Function function) {
    return new Poller(
        template.resource("Mapping"),
        queues,
        event -> {
          events.add(JsonMapper.shared().readTree(event));
          return function.invoke(event);
        });
  }

  @Test
  void a_message_comes_with_all_that_the_function_is_promised() throws Exception {
    send("one");
    try (var _ = poller(_ -> ALL_TAKEN)) {
      var letter = next().at("/Records/0");
      assertThat(letter.path("body").asString()).isEqualTo("one");
      assertThat(letter.at("/messageAttributes/subject/stringValue").asString()).isEqualTo("maria");
      assertThat(letter.at("/attributes/ApproximateReceiveCount").asString()).isEqualTo("1");
      assertThat(letter.path("eventSource").asString()).isEqualTo("aws:sqs");
    }
    assertThat(depth()).isZero();
  }

  @Test
  void what_the_answer_names_comes_again_and_the_rest_does_not() throws Exception {
    send("good");
    send("bad");
    try (var _ = poller(PollerTest::failingTheBad)) {
      var bad = 0;
      var good = 0;
      while (bad < 2) {
        for (var letter : next().path("Records")) {
          bad += letter.path("body").asString().equals("bad") ? 1 : 0;
          good += letter.path("body").asString().equals("good") ? 1 : 0;
        }
      }
      assertThat(good).isEqualTo(1);
    }
  }

  @Test
  void after_so_many_tries_a_message_is_dead_and_may_be_brought_back() throws Exception {
    send("bad");
    var healed = new CountDownLatch(1);
    try (var _ = poller(event -> healed.getCount() > 0 ? failingTheBad(event) : ALL_TAKEN)) {
      next();
      next();
      awaitDepth(DEAD, 1);
      assertThat(events).isEmpty();
      healed.countDown();
      queues.redrive(DEAD);
      assertThat(next().at("/Records/0/body").asString()).isEqualTo("bad");
    }
    assertThat(depth() + queues.depth(DEAD)).isZero();
  }

  @Test
  void an_answer_that_names_a_stranger_or_is_none_fails_the_whole_batch() throws Exception {
    for (var answer : List.of("{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}", "{broken")) {
      send("one");
      var poller = poller(_ -> answer.getBytes(UTF_8));
      try (poller) {
        next();
        next();
      }
      assertThat(poller.failedBatches()).isEqualTo(2);
      assertThat(poller.batches()).isEqualTo(2);
    }
  }

  @Test
  void no_more_batches_are_under_way_than_the_mapping_allows() throws Exception {
    for (var i = 0; i < 60; i++) {
      send("m" + i);
    }
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var both = new Semaphore(0);
    try (var _ =
        poller(_ -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          both.release();
          // The first two wait for each other, which shows that two do run.
          both.tryAcquire(2, 1, TimeUnit.SECONDS);
          both.release(2);
          running.decrementAndGet();
          return ALL_TAKEN;
        })) {
      var seen = 0;
      while (seen < 60) {
        var size = next().path("Records").size();
        assertThat(size).isBetween(1, 10);
        seen += size;
      }
    }
    assertThat(most).hasValue(2);
  }

  private static byte[] failingTheBad(byte[] event) {
    var answer = JsonMapper.shared().createObjectNode();
    var failures = answer.putArray("batchItemFailures");
    for (var letter : JsonMapper.shared().readTree(event).path("Records")) {
      if (letter.path("body").asString().equals("bad")) {
        failures.addObject().put("itemIdentifier", letter.path("messageId").asString());
      }
    }
    return answer.toString().getBytes(UTF_8);
  }

  private JsonNode next() throws InterruptedException {
    var event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("the function was not called within " + PATIENCE_SECONDS + " s");
    }
    return event;
  }

  private void awaitDepth(String arn, long depth) throws InterruptedException {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (queues.depth(arn) != depth) {
      assertThat(System.nanoTime() - end).as("not %s deep", depth).isNegative();
      // No signal leaves a queue but the next look.
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private long depth() {
    return queues.depth("ponto-demo-letters");
  }

  private void send(String body) {
    queues
        .client()
        .sendMessage(message ->
            message
                .queueUrl(queues.url("ponto-demo-letters"))
                .messageBody(body)
                .messageAttributes(
                    Map.of(
                        "subject",
                        MessageAttributeValue.builder()
                            .dataType("String")
                            .stringValue("maria")
                            .build())));
  }
}
