package ponto.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the gateway does with each operation, as parts of the OpenAPI document. */
record Integrations(
    String queueUri, String queueRole, String functionUri, String userPoolArn, String origin) {

  /** Seconds after which a client that was not stored tries again. */
  private static final String RETRY_AFTER = "5";

  private static final String HEADER = "method.response.header.";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

  /**
   * Everything that the caller or its token can influence passes urlEncode: without it a body could
   * add attributes of its own. The month and the optional claims are empty attributes otherwise,
   * which the queue refuses.
   */
  private static final String LETTER =
      "Action=SendMessage##\n"
          + "&MessageBody=$util.urlEncode($input.body)##\n"
          + "&MessageGroupId=$util.urlEncode($context.authorizer.claims['custom:employer'])##\n"
          + attribute(1, "subject", "$context.authorizer.claims.sub")
          + attribute(2, "employer", "$context.authorizer.claims['custom:employer']")
          + attribute(3, "role", "$context.authorizer.claims['custom:role']")
          + attribute(4, "receipt", "$context.requestId")
          + attribute(5, "receivedAt", "$context.requestTimeEpoch")
          + attribute(6, "sourceAddress", "$context.identity.sourceIp")
          + "#set($n = 7)##\n"
          + optional("worker", "worker", "$context.authorizer.claims['custom:worker']")
          + optional("sentAt", "sent", "$input.params('Ponto-Sent-At')");

  /** Whole seconds: the gateway knows no finer text, and its epoch goes with the letter. */
  private static final String ACCEPTED =
      "#set($months = {\"Jan\":\"01\",\"Feb\":\"02\",\"Mar\":\"03\",\"Apr\":\"04\",\"May\":\"05\","
          + "\"Jun\":\"06\",\"Jul\":\"07\",\"Aug\":\"08\",\"Sep\":\"09\",\"Oct\":\"10\","
          + "\"Nov\":\"11\",\"Dec\":\"12\"})##\n"
          + "#set($t = $context.requestTime)##\n"
          + "{\"status\":\"accepted\",\"receipt\":\"$context.requestId\",\"receivedAt\":\""
          + "$t.substring(7,11)-$months.get($t.substring(3,6))-$t.substring(0,2)"
          + "T$t.substring(12,20)+00:00\"}";

  private static String attribute(int number, String name, String value) {
    return attribute(String.valueOf(number), name, value);
  }

  private static String attribute(String number, String name, String value) {
    var prefix = "&MessageAttribute." + number + ".";
    return prefix
        + ("Name=" + name)
        + (prefix + "Value.DataType=String")
        + (prefix + "Value.StringValue=$util.urlEncode(" + value + ")##\n");
  }

  private static String optional(String name, String variable, String value) {
    return "#set($"
        + variable
        + " = "
        + value
        + ")##\n"
        + ("#if(\"$!" + variable + "\" != \"\")##\n")
        + attribute("${n}", name, "$" + variable)
        + "#set($n = $n + 1)##\n#end##\n";
  }

  Map<String, Object> queue() {
    return Map.of(
        "type",
        "aws",
        "httpMethod",
        "POST",
        "uri",
        queueUri,
        "credentials",
        queueRole,
        "passthroughBehavior",
        "never",
        "requestParameters",
        Map.of("integration.request.header.Content-Type", "'application/x-www-form-urlencoded'"),
        "requestTemplates",
        Map.of("application/json", LETTER),
        "responses",
        Map.of(
            "2\\d{2}",
            response("202", ACCEPTED, false),
            // Whatever else the queue says, nothing was stored.
            "default",
            response(
                "503",
                problem("503", "unavailable", "Not stored. Send the same bytes again, later."),
                true)));
  }

  private Map<String, Object> response(String status, String template, boolean retry) {
    var parameters = new LinkedHashMap<String, Object>();
    parameters.put(HEADER + ALLOW_ORIGIN, origin);
    parameters.put(
        HEADER + "Content-Type", retry ? "'application/problem+json'" : "'application/json'");
    if (retry) {
      parameters.put(HEADER + "Retry-After", "'" + RETRY_AFTER + "'");
    }
    return Map.of(
        "statusCode",
        status,
        "responseParameters",
        parameters,
        "responseTemplates",
        Map.of("application/json", template));
  }

  Map<String, Object> punchResponses() {
    return Map.of(
        "202",
        declared("Stored durably.", List.of(ALLOW_ORIGIN, "Content-Type")),
        "503",
        declared("Not stored.", List.of(ALLOW_ORIGIN, "Content-Type", "Retry-After")));
  }

  private static Map<String, Object> declared(String description, List<String> headers) {
    var schemas = new LinkedHashMap<String, Object>();
    headers.forEach(name -> schemas.put(name, Map.of("schema", Map.of("type", "string"))));
    return Map.of("description", description, "headers", schemas);
  }

  Map<String, Object> function() {
    return Map.of(
        "type",
        "aws_proxy",
        "httpMethod",
        "POST",
        "uri",
        functionUri,
        "passthroughBehavior",
        "never");
  }

  Map<String, Object> preflight(List<String> methods) {
    var allowed = "'" + String.join(",", methods).toUpperCase(Locale.ROOT) + ",OPTIONS'";
    return Map.of(
        "responses",
        Map.of(
            "204",
            declared(
                "What a page may send.",
                List.of(
                    ALLOW_ORIGIN,
                    "Access-Control-Allow-Methods",
                    "Access-Control-Allow-Headers",
                    "Access-Control-Max-Age"))),
        "x-amazon-apigateway-integration",
        Map.of(
            "type",
            "mock",
            "passthroughBehavior",
            "never",
            "requestTemplates",
            Map.of("application/json", "{\"statusCode\":204}"),
            "responses",
            Map.of(
                "default",
                Map.of(
                    "statusCode",
                    "204",
                    "responseParameters",
                    Map.of(
                        HEADER + ALLOW_ORIGIN,
                        origin,
                        HEADER + "Access-Control-Allow-Methods",
                        allowed,
                        HEADER + "Access-Control-Allow-Headers",
                        "'Authorization,Content-Type,Ponto-Sent-At'",
                        HEADER + "Access-Control-Max-Age",
                        "'600'")))));
  }

  Map<String, Object> authorizer() {
    return Map.of(
        "type",
        "apiKey",
        "name",
        "Authorization",
        "in",
        "header",
        "x-amazon-apigateway-authtype",
        "cognito_user_pools",
        "x-amazon-apigateway-authorizer",
        Map.of("type", "cognito_user_pools", "providerARNs", List.of(userPoolArn)));
  }

  Map<String, Object> gatewayResponses() {
    var result = new LinkedHashMap<String, Object>();
    put(
        result,
        "BAD_REQUEST_BODY",
        "400",
        "bad-request",
        "The body is not of the contract's shape.");
    put(result, "UNAUTHORIZED", "401", "unauthorized", "No valid token. Sign in.");
    put(result, "ACCESS_DENIED", "403", "forbidden", "This token may not do this.");
    put(result, "EXPIRED_TOKEN", "401", "unauthorized", "The token expired. Sign in.");
    put(result, "INVALID_SIGNATURE", "401", "unauthorized", "The token is not ours. Sign in.");
    put(result, "MISSING_AUTHENTICATION_TOKEN", "404", "not-found", "There is no such operation.");
    put(result, "REQUEST_TOO_LARGE", "413", "too-large", "Send fewer punches at once.");
    put(
        result,
        "UNSUPPORTED_MEDIA_TYPE",
        "415",
        "unsupported-media-type",
        "Send application/json.");
    put(result, "THROTTLED", "429", "too-many-requests", "Send the same bytes again, later.");
    put(result, "QUOTA_EXCEEDED", "429", "too-many-requests", "Send the same bytes again, later.");
    for (var trouble : List.of("INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "DEFAULT_5XX")) {
      put(result, trouble, "503", "unavailable", "Send the same bytes again, later.");
    }
    return result;
  }

  private void put(
      Map<String, Object> responses, String type, String status, String name, String detail) {
    var parameters = new LinkedHashMap<String, Object>();
    parameters.put("gatewayresponse.header." + ALLOW_ORIGIN, origin);
    parameters.put("gatewayresponse.header.Content-Type", "'application/problem+json'");
    if (status.equals("429") || status.equals("503")) {
      parameters.put("gatewayresponse.header.Retry-After", "'" + RETRY_AFTER + "'");
    }
    responses.put(
        type,
        Map.of(
            "statusCode",
            status,
            "responseParameters",
            parameters,
            "responseTemplates",
            Map.of("application/json", problem(status, name, detail))));
  }

  private static String problem(String status, String type, String detail) {
    return "{\"type\":\"urn:ponto:problem:%s\",\"status\":%s,\"detail\":\"%s\"}"
        .formatted(type, status, detail);
  }
}
