package ponto.lambda.door;

import java.io.InputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import ponto.api.Problem;
import ponto.punch.StrictUtf8;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One event of the gateway's proxy integration, with the little of it that is needed.
 *
 * @param resource the path as the contract spells it, with its parameters' names
 * @param path the path's parameters
 * @param headers names in lower case
 * @param claims of the token that the gateway's authorizer verified; none when it asked for none
 * @param source the network address it came from
 */
record Call(
    String method,
    String resource,
    Map<String, String> path,
    Map<String, String> query,
    Map<String, String> headers,
    Map<String, String> claims,
    String source,
    String body,
    boolean isBase64) {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Reads the event, and passes over whatever else is in it. */
  static Call read(InputStream event) {
    var texts = new HashMap<String, String>();
    var path = new HashMap<String, String>();
    var query = new HashMap<String, String>();
    var headers = new HashMap<String, String>();
    var claims = new HashMap<String, String>();
    var isBase64 = false;
    try (var json = FACTORY.createParser(ObjectReadContext.empty(), event)) {
      json.nextToken();
      for (var field = json.nextName(); field != null; field = json.nextName()) {
        var token = json.nextToken();
        switch (field) {
          case "pathParameters" -> fields(json, path);
          case "queryStringParameters" -> fields(json, query);
          case "headers" -> fields(json, headers);
          case "requestContext" -> context(json, texts, claims);
          case "isBase64Encoded" -> isBase64 = token == JsonToken.VALUE_TRUE;
          default -> put(json, texts, field);
        }
      }
    }
    var lower = new HashMap<String, String>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return new Call(
        texts.getOrDefault("httpMethod", ""),
        texts.getOrDefault("resource", ""),
        path,
        query,
        lower,
        claims,
        texts.getOrDefault("sourceIp", "unknown"),
        texts.getOrDefault("body", ""),
        isBase64);
  }

  /** The body, strict UTF-8 as at the local door. */
  String text() {
    if (!isBase64) {
      return body;
    }
    return StrictUtf8.decode(Base64.getDecoder().decode(body))
        .orElseThrow(() -> Problem.malformed("", "not UTF-8"));
  }

  private static void context(
      JsonParser json, Map<String, String> texts, Map<String, String> claims) {
    each(
        json,
        field -> {
          switch (field) {
            case "identity" -> fields(json, texts);
            case "authorizer" ->
                each(
                    json,
                    inner -> {
                      if (inner.equals("claims")) {
                        fields(json, claims);
                      } else {
                        json.skipChildren();
                      }
                    });
            default -> json.skipChildren();
          }
        });
  }

  /** What is done with a field whose value the parser stands at. */
  private interface Field {
    void read(String name);
  }

  private static void each(JsonParser json, Field field) {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      for (var name = json.nextName(); name != null; name = json.nextName()) {
        json.nextToken();
        field.read(name);
      }
    }
  }

  private static void fields(JsonParser json, Map<String, String> into) {
    each(json, name -> put(json, into, name));
  }

  private static void put(JsonParser json, Map<String, String> into, String name) {
    var token = json.currentToken();
    if (token == null || !token.isScalarValue()) {
      json.skipChildren();
    } else if (token != JsonToken.VALUE_NULL) {
      into.put(name, json.getString());
    }
  }
}
