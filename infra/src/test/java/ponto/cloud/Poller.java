package ponto.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What stands for Lambda's poller: gathers batches from a queue and calls a function with each, as
 * the event source mapping of the template says. What the function did not take stays in the queue
 * and comes again when its visibility timeout is over.
 */
final class Poller implements AutoCloseable {
  /** The function: answers the event, or fails as a whole. */
  interface Function {
    byte[] invoke(byte[] event) throws InterruptedException;
  }

  private static final JsonMapper JSON = JsonMapper.shared();
  // SQS hands out and takes back no more at once.
  private static final int RECEIVE_MAX = 10;
  // A function's event has 6 MB at most: after 3 there is still room for ten letters of 256 KiB.
  private static final int EVENT_BYTES_FULL = 3 * 1024 * 1024;
  // Lambda's own polls wait 20 s; shorter ones end sooner when the cloud is closed.
  private static final int WAIT_SECONDS = 1;
  // The most that Lambda runs of one mapping when nothing is said.
  private static final int CONCURRENCY_DEFAULT = 1000;

  private final SqsClient client;
  private final String queueArn;
  private final String queueUrl;
  private final int batchSize;
  private final Duration window;
  private final boolean reportsFailures;
  private final Function function;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong failedBatches = new AtomicLong();
  private final AtomicLong redelivered = new AtomicLong();
  private volatile boolean closed;

  /** Begins to poll, with as many batches at once as the mapping allows. */
  Poller(Template.Resource mapping, Queues queues, Function function) {
    this.client = queues.client();
    this.queueArn = mapping.at("/EventSourceArn").asString();
    this.queueUrl = queues.url(queueArn);
    this.batchSize = mapping.number("/BatchSize", RECEIVE_MAX);
    this.window = Duration.ofSeconds(mapping.number("/MaximumBatchingWindowInSeconds", 0));
    this.reportsFailures =
        mapping
            .properties()
            .path("FunctionResponseTypes")
            .valueStream()
            .anyMatch(type -> type.asString().equals("ReportBatchItemFailures"));
    this.function = function;
    if (mapping.properties().has("FilterCriteria")) {
      throw new IllegalStateException(
          mapping.id() + " has a filter, which deletes what it leaves out");
    }
    var concurrency = mapping.number("/ScalingConfig/MaximumConcurrency", CONCURRENCY_DEFAULT);
    for (var i = 0; i < concurrency; i++) {
      threads.add(Thread.ofVirtual().name("poller-" + i).start(this::poll));
    }
  }

  /** How many batches the function was called with. */
  long batches() {
    return batches.get();
  }

  /** How many of them failed as a whole. */
  long failedBatches() {
    return failedBatches.get();
  }

  /** How many messages came once more, because their visibility timeout was over. */
  long redelivered() {
    return redelivered.get();
  }

  private void poll() {
    try {
      while (!closed) {
        var batch = gather();
        if (!batch.isEmpty()) {
          forget(taken(batch));
        }
      }
    } catch (InterruptedException | SdkException e) {
      if (!closed) {
        throw new IllegalStateException("the poller of " + queueArn + " ended", e);
      }
    }
  }

  /** Until the batch is full, or the window has passed since its first message. */
  private List<Message> gather() {
    var batch = new ArrayList<Message>();
    var bytes = 0;
    long end = 0;
    do {
      var wanted = Math.min(RECEIVE_MAX, batchSize - batch.size());
      var received = receive(wanted);
      if (batch.isEmpty()) {
        end = System.nanoTime() + window.toNanos();
      }
      for (var message : received) {
        batch.add(message);
        if (!"1"
            .equals(
                message.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))) {
          redelivered.incrementAndGet();
        }
        bytes += message.body().length();
      }
    } while (!closed
        && !batch.isEmpty()
        && batch.size() < batchSize
        && bytes < EVENT_BYTES_FULL
        && System.nanoTime() - end < 0);
    return batch;
  }

  private List<Message> receive(int wanted) {
    return client
        .receiveMessage(ask ->
            ask.queueUrl(queueUrl)
                .maxNumberOfMessages(wanted)
                .waitTimeSeconds(WAIT_SECONDS)
                .messageAttributeNames("All")
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
        .messages();
  }

  /** Which messages of a batch the function has taken. */
  private List<Message> taken(List<Message> batch) throws InterruptedException {
    batches.incrementAndGet();
    try {
      var failures = failures(function.invoke(event(batch)), batch);
      if (failures.isPresent()) {
        return batch.stream()
            .filter(message -> !failures.get().contains(message.messageId()))
            .toList();
      }
    } catch (FunctionFailed _) {
      // As on AWS: nothing is said to the queue, so everything comes again.
    }
    failedBatches.incrementAndGet();
    return List.of();
  }

  /** The ids that the answer names; empty when it is not such an answer: then all have failed. */
  private Optional<Set<String>> failures(byte[] answer, List<Message> batch) {
    if (!reportsFailures) {
      return Optional.of(Set.of());
    }
    try {
      var known = new HashSet<>(batch.stream().map(Message::messageId).toList());
      var named = new HashSet<String>();
      for (var failure : JSON.readTree(answer).path("batchItemFailures")) {
        named.add(failure.path("itemIdentifier").asString(""));
      }
      return known.containsAll(named) ? Optional.of(named) : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  private void forget(List<Message> taken) {
    for (var first = 0; first < taken.size(); first += RECEIVE_MAX) {
      var some = taken.subList(first, Math.min(taken.size(), first + RECEIVE_MAX));
      client.deleteMessageBatch(batch ->
          batch
              .queueUrl(queueUrl)
              .entries(
                  some.stream()
                      .map(message ->
                          DeleteMessageBatchRequestEntry.builder()
                              .id(message.messageId())
                              .receiptHandle(message.receiptHandle())
                              .build())
                      .toList()));
    }
  }

  /** The messages as Lambda writes them into the function's event. */
  private byte[] event(List<Message> batch) {
    var event = JSON.createObjectNode();
    var records = event.putArray("Records");
    for (var message : batch) {
      var letter = records.addObject();
      letter
          .put("messageId", message.messageId())
          .put("receiptHandle", message.receiptHandle())
          .put("body", message.body());
      var attributes = letter.putObject("attributes");
      message.attributes().forEach((name, value) -> attributes.put(name.toString(), value));
      var own = letter.putObject("messageAttributes");
      message
          .messageAttributes()
          .forEach((name, value) -> {
            var attribute = own.putObject(name);
            attribute.put("stringValue", value.stringValue());
            attribute.putArray("stringListValues");
            attribute.putArray("binaryListValues");
            attribute.put("dataType", value.dataType());
          });
      letter
          .put("md5OfBody", message.md5OfBody())
          .put("eventSource", "aws:sqs")
          .put("eventSourceARN", queueArn)
          .put("awsRegion", Template.REGION);
    }
    return event.toString().getBytes(UTF_8);
  }

  /** Ends after the batches that are under way. */
  @Override
  public void close() {
    closed = true;
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
