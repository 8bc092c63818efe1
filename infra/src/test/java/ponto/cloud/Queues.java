package ponto.cloud;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What stands for SQS: ElasticMQ in this process, with the queues of the template. */
final class Queues implements AutoCloseable {
  // What the stand-in knows of a queue; the others are for AWS alone.
  private static final Map<String, QueueAttributeName> ATTRIBUTES =
      Map.of(
          "VisibilityTimeout", QueueAttributeName.VISIBILITY_TIMEOUT,
          "DelaySeconds", QueueAttributeName.DELAY_SECONDS,
          "ReceiveMessageWaitTimeSeconds", QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS);
  // A long poll is 20 s at most.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  // They tell of each queue and actor; held here because a logger that nobody holds forgets.
  private static final List<Logger> TALKATIVE =
      List.of(Logger.getLogger("org.elasticmq"), Logger.getLogger("org.apache.pekko"));

  static {
    TALKATIVE.forEach(logger -> logger.setLevel(Level.WARNING));
  }

  private final SQSRestServer server;
  private final URI address;
  private final SqsClient client;

  /** Starts the server and makes the queues, each after the one that it redrives to. */
  Queues(Template template) {
    server =
        SQSRestServerBuilder.withPort(0)
            .withInterface("127.0.0.1")
            .withAWSRegion(Template.REGION)
            .start();
    address = URI.create("http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort());
    client = client(address);
    template.resources("AWS::SQS::Queue").sorted(Queues::deadLettersFirst).forEach(this::create);
  }

  private static int deadLettersFirst(Template.Resource one, Template.Resource other) {
    return Boolean.compare(
        one.properties().has("RedrivePolicy"), other.properties().has("RedrivePolicy"));
  }

  private static SqsClient client(URI address) {
    return SqsClient.builder()
        .endpointOverride(address)
        .region(Region.of(Template.REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("loopback", "loopback")))
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(PATIENCE))
        .build();
  }

  private void create(Template.Resource queue) {
    var attributes = new HashMap<QueueAttributeName, String>();
    ATTRIBUTES.forEach((name, attribute) -> {
      if (queue.properties().has(name)) {
        attributes.put(attribute, queue.properties().get(name).asString());
      }
    });
    if (queue.properties().has("RedrivePolicy")) {
      attributes.put(
          QueueAttributeName.REDRIVE_POLICY, queue.properties().get("RedrivePolicy").toString());
    }
    client.createQueue(request -> request.queueName(nameOf(queue)).attributes(attributes));
  }

  private static String nameOf(Template.Resource queue) {
    return queue.properties().path("QueueName").asString(queue.id());
  }

  /** Where HTTP requests to queues go: {@code address/account/queue}. */
  URI address() {
    return address;
  }

  SqsClient client() {
    return client;
  }

  /** The address of the queue with this ARN. */
  String url(String arn) {
    return address + "/" + Template.ACCOUNT + "/" + arn.substring(arn.lastIndexOf(':') + 1);
  }

  /** How many messages are in a queue, those in somebody's hands included. */
  long depth(String arn) {
    return depths(arn, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
        + depths(arn, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
  }

  private long depths(String arn, QueueAttributeName name) {
    var attributes = client.getQueueAttributes(ask -> ask.queueUrl(url(arn)).attributeNames(name));
    return Long.parseLong(attributes.attributes().getOrDefault(name, "0"));
  }

  /** Moves what is in a dead letter queue back to where it came from. */
  void redrive(String deadLettersArn) {
    client.startMessageMoveTask(task -> task.sourceArn(deadLettersArn));
  }

  @Override
  public void close() {
    client.close();
    server.stopAndWait();
  }
}
