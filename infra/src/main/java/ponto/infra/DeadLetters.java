package ponto.infra;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * {@code ./ponto dead --stack NAME list|redrive}: the letters of a deployment that failed every
 * attempt, and the way back into its queue.
 */
public final class DeadLetters {
  private static final String USAGE = "usage: ./ponto dead --stack NAME list|redrive";
  private static final int USAGE_ERROR = 64;
  private static final int UNAVAILABLE = 69;

  /** What one request brings. */
  private static final int AT_ONCE = 10;

  /** More nobody reads; how many there are is said in any case. */
  private static final int SHOWN_MAX = 500;

  /** Seen while we look at others; it must be seen only once. */
  private static final int LOOK_SECONDS = 30;

  private static final Pattern DEAD =
      Pattern.compile("\"deadLetterTargetArn\"\\s*:\\s*\"([^\"]+)\"");

  private final SqsClient sqs;
  private final String stack;
  private final PrintStream out;

  DeadLetters(SqsClient sqs, String stack, PrintStream out) {
    this.sqs = sqs;
    this.stack = stack;
    this.out = out;
  }

  /** Arguments: ROOT, the sources' folder, then those of the command. */
  public static void main(String[] arguments) throws IOException {
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> arguments) throws IOException {
    if (arguments.size() != 4 || !arguments.get(1).equals("--stack")) {
      System.err.println(USAGE);
      return USAGE_ERROR;
    }
    var region = Settings.read(Path.of(arguments.getFirst()).resolve("infra/ponto.yaml")).region();
    try (var sqs =
        SqsClient.builder()
            .region(Region.of(region))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      return new DeadLetters(sqs, arguments.get(2), System.out).answer(arguments.get(3));
    } catch (SdkException e) {
      System.err.println("ponto: AWS did not answer: " + e.getMessage());
      return UNAVAILABLE;
    } catch (IllegalStateException e) {
      System.err.println("ponto: " + e.getMessage());
      return UNAVAILABLE;
    }
  }

  /** Does what the command says; answers its exit code. */
  int answer(String command) {
    var arn = deadArn();
    switch (command) {
      case "list" -> list(arn);
      case "redrive" -> {
        sqs.startMessageMoveTask(task -> task.sourceArn(arn));
        out.println(depth(arn) + " letters are on their way back into the queue of " + stack);
      }
      default -> {
        System.err.println(USAGE);
        return USAGE_ERROR;
      }
    }
    return 0;
  }

  /** By the queue of the letters, whose name begins with the stack's. */
  private String deadArn() {
    var letters = sqs.listQueues(ask -> ask.queueNamePrefix(stack + "-letters")).queueUrls();
    if (letters.size() != 1) {
      throw new IllegalStateException(
          "there are "
              + letters.size()
              + " queues of letters of a stack "
              + stack
              + " in this region, not 1: look at --stack and at region in infra/ponto.yaml");
    }
    var policy =
        sqs.getQueueAttributes(ask ->
                ask.queueUrl(letters.getFirst()).attributeNames(QueueAttributeName.REDRIVE_POLICY))
            .attributes()
            .getOrDefault(QueueAttributeName.REDRIVE_POLICY, "");
    var arn = DEAD.matcher(policy);
    if (!arn.find()) {
      throw new IllegalStateException("the queue of " + stack + " has no dead letters' queue");
    }
    return arn.group(1);
  }

  private String url(String arn) {
    var name = arn.substring(arn.lastIndexOf(':') + 1);
    return sqs.getQueueUrl(ask -> ask.queueName(name)).queueUrl();
  }

  private long depth(String arn) {
    var count = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
    return Long.parseLong(
        sqs.getQueueAttributes(ask -> ask.queueUrl(url(arn)).attributeNames(count))
            .attributes()
            .getOrDefault(count, "0"));
  }

  /** Receipts and times; what a letter says, and who sent it, is nobody's business here. */
  private void list(String arn) {
    var url = url(arn);
    var waiting = depth(arn);
    Map<String, String> shown = new TreeMap<>();
    for (var page = page(url); !page.isEmpty() && shown.size() < SHOWN_MAX; page = page(url)) {
      for (var message : page) {
        shown.put(receipt(message), sent(message));
      }
    }
    shown.forEach((receipt, sent) -> out.println(receipt + "  sent " + sent));
    out.println(waiting + " dead letters of " + stack);
  }

  private List<Message> page(String url) {
    return sqs.receiveMessage(ask ->
            ask.queueUrl(url)
                .maxNumberOfMessages(AT_ONCE)
                .visibilityTimeout(LOOK_SECONDS)
                .messageAttributeNames("receipt")
                .messageSystemAttributeNames(MessageSystemAttributeName.SENT_TIMESTAMP))
        .messages();
  }

  private static String receipt(Message message) {
    return message
        .messageAttributes()
        .getOrDefault("receipt", MessageAttributeValue.builder().stringValue("no receipt").build())
        .stringValue();
  }

  private static String sent(Message message) {
    var millis = message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP);
    return millis == null
        ? "at no known time"
        : Instant.ofEpochMilli(Long.parseLong(millis)).toString();
  }
}
