package ponto.lambda.batch;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import ponto.lambda.batch.Delivery.Addressed;
import ponto.lambda.batch.Delivery.Stray;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads the event that the queue's event source hands over, field by field, without a tree. */
public final class Deliveries {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Deliveries() {}

  /** The messages in it, in its order. */
  public static List<Delivery> read(InputStream event) {
    var deliveries = new ArrayList<Delivery>();
    try (var json = FACTORY.createParser(ObjectReadContext.empty(), event)) {
      json.nextToken();
      for (var field = json.nextName(); field != null; field = json.nextName()) {
        if (json.nextToken() == JsonToken.START_ARRAY && field.equals("Records")) {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            deliveries.add(message(json));
          }
        } else {
          json.skipChildren();
        }
      }
    }
    return deliveries;
  }

  private static Delivery message(JsonParser json) {
    var messageId = "";
    var body = "";
    var receives = 1;
    var envelope = new Envelope();
    for (var field = json.nextName(); field != null; field = json.nextName()) {
      json.nextToken();
      switch (field) {
        case "messageId" -> messageId = json.getString();
        case "body" -> body = json.getString();
        case "attributes" -> receives = receives(json);
        case "messageAttributes" -> attributes(json, envelope);
        default -> json.skipChildren();
      }
    }
    try {
      return new Addressed(messageId, receives, envelope.letter(body));
    } catch (Envelope.Fault fault) {
      return new Stray(messageId, String.valueOf(fault.getMessage()));
    }
  }

  private static int receives(JsonParser json) {
    var receives = 1;
    for (var field = json.nextName(); field != null; field = json.nextName()) {
      json.nextToken();
      if (field.equals("ApproximateReceiveCount")) {
        receives = json.getValueAsInt(1);
      } else {
        json.skipChildren();
      }
    }
    return receives;
  }

  private static void attributes(JsonParser json, Envelope envelope) {
    for (var name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      for (var field = json.nextName(); field != null; field = json.nextName()) {
        if (json.nextToken() == JsonToken.VALUE_STRING && field.equals("stringValue")) {
          envelope.put(name, json.getString());
        } else {
          json.skipChildren();
        }
      }
    }
  }
}
