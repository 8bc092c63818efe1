package ponto.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A request as a function behind a proxy integration gets it, and its answer as a reply. */
final class ProxyEvent {
  private static final JsonMapper JSON = JsonMapper.shared();

  private ProxyEvent() {}

  static byte[] of(String resource, Call call, Map<String, String> path) {
    var context = JSON.createObjectNode();
    context
        .put("requestId", call.id())
        .put("resourcePath", resource)
        .put("httpMethod", call.method())
        .put("path", "/" + call.stage() + call.path())
        .put("stage", call.stage())
        .put("accountId", Template.ACCOUNT)
        .put("protocol", "HTTP/1.1")
        .put("requestTime", call.requestTime())
        .put("requestTimeEpoch", call.at().toEpochMilli());
    context.set("identity", JSON.valueToTree(call.identity()));
    context.set("authorizer", JSON.valueToTree(Map.of("claims", call.claims())));
    var event = JSON.createObjectNode();
    event.put("resource", resource).put("path", call.path()).put("httpMethod", call.method());
    event.set("headers", orNull(Call.lastOf(call.headers())));
    event.set("multiValueHeaders", orNull(call.headers()));
    event.set("queryStringParameters", orNull(Call.lastOf(call.query())));
    event.set("multiValueQueryStringParameters", orNull(call.query()));
    event.set("pathParameters", orNull(path));
    event.putNull("stageVariables");
    event.set("requestContext", context);
    if (call.bytes() == 0) {
      event.putNull("body");
    } else {
      event.put("body", call.body());
    }
    event.put("isBase64Encoded", false);
    return event.toString().getBytes(UTF_8);
  }

  private static JsonNode orNull(Map<String, ?> values) {
    return values.isEmpty() ? JSON.nullNode() : JSON.valueToTree(values);
  }

  static Reply reply(byte[] answer) {
    var node = JSON.readTree(answer);
    if (!node.path("statusCode").isInt()) {
      throw new FunctionFailed("the answer has no statusCode");
    }
    var headers = new HashMap<String, String>();
    node.path("headers")
        .properties()
        .forEach(entry -> headers.put(entry.getKey(), entry.getValue().asString()));
    node.path("multiValueHeaders")
        .properties()
        .forEach(entry ->
            headers.put(
                entry.getKey(), List.copyOf(entry.getValue().values()).getLast().asString()));
    var body = node.path("body").asString("");
    return new Reply(
        node.path("statusCode").intValue(),
        headers,
        node.path("isBase64Encoded").asBoolean(false)
            ? ByteBuffer.wrap(Base64.getDecoder().decode(body))
            : UTF_8.encode(body));
  }
}
