package ponto.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ponto.api.Json;
import ponto.inbox.Letter;

/** Events as the queue's event source hands them to a function. */
public final class QueueEvents {
  private QueueEvents() {}

  /** One message in it. */
  public record Message(
      String messageId, int receives, Map<String, String> attributes, String body) {
    /** The same, delivered so many times. */
    public Message received(int times) {
      return new Message(messageId, times, attributes, body);
    }
  }

  /** A letter as our gateway puts it into the queue, for the first time. */
  public static Message message(Letter letter) {
    var attributes = new LinkedHashMap<String, String>();
    var sender = letter.sender();
    attributes.put("subject", sender.subject());
    attributes.put("employer", Long.toString(sender.employerId()));
    attributes.put("role", sender.role().wire());
    attributes.put("receipt", letter.receipt());
    attributes.put("receivedAt", Long.toString(letter.receivedAt().toEpochMilli()));
    attributes.put("sourceAddress", letter.source());
    if (sender.workerCpf() != null) {
      attributes.put("worker", sender.workerCpf());
    }
    if (letter.sentAt() != null) {
      attributes.put("sentAt", letter.sentAt());
    }
    return new Message("m-" + letter.receipt(), 1, attributes, letter.body());
  }

  /** The event. */
  public static byte[] of(List<Message> messages) {
    return Json.object(json -> json.objects("Records", messages, QueueEvents::write))
        .getBytes(UTF_8);
  }

  private static void write(Json json, Message message) {
    json.text("messageId", message.messageId())
        .text("receiptHandle", "handle of " + message.messageId())
        .text("body", message.body())
        .object(
            "attributes",
            attributes ->
                attributes
                    .text("ApproximateReceiveCount", Integer.toString(message.receives()))
                    .text("SentTimestamp", "1763856000000")
                    .text("MessageGroupId", message.attributes().getOrDefault("employer", "")))
        .object(
            "messageAttributes",
            all ->
                message
                    .attributes()
                    .forEach((name, value) ->
                        all.object(
                            name,
                            one ->
                                one.text("stringValue", value)
                                    .texts("stringListValues", List.of())
                                    .text("dataType", "String"))))
        .text("eventSource", "aws:sqs")
        .text("awsRegion", "sa-east-1");
  }
}
