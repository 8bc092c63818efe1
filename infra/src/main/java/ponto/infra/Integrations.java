package ponto.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ponto.access.Role;

/** What the gateway does with each operation, as parts of the OpenAPI document. */
record Integrations(
    String queueUri, String queueRole, String functionUri, String userPoolArn, String origin) {

  private static final String HEADER = "method.response.header.";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

  /** Reads whom the administrators made the token's bearer; a claim that is not there is empty. */
  private static final String CLAIMS = claim("employer") + claim("role");

  /** Whose letter could be read: an employer's number, and a role that there is. */
  private static final String IF_PROVISIONED =
      "#if($employer.matches('[1-9][0-9]{0,17}') && $role.matches('"
          + Stream.of(Role.values()).map(Role::wire).collect(Collectors.joining("|"))
          + "'))##\n";

  /**
   * Everything that the caller or its token can influence passes urlEncode: without it a body could
   * add attributes of its own. An optional claim would be an empty attribute otherwise, which the
   * queue refuses. Who cannot be told an employer sends no message at all: the queue knows no such
   * action, this role may do no other, and the answer is made of the same claims.
   */
  private static final String LETTER =
      CLAIMS
          + IF_PROVISIONED
          + "Action=SendMessage##\n"
          + "&MessageBody=$util.urlEncode($input.body)##\n"
          + "&MessageGroupId=$util.urlEncode($employer)##\n"
          + attribute(1, "subject", "$context.authorizer.claims.sub")
          + attribute(2, "employer", "$employer")
          + attribute(3, "role", "$role")
          + attribute(4, "receipt", "$context.requestId")
          + attribute(5, "receivedAt", "$context.requestTimeEpoch")
          + attribute(6, "sourceAddress", "$context.identity.sourceIp")
          + "#set($n = 7)##\n"
          + optional("worker", "worker", "$context.authorizer.claims['custom:worker']")
          + optional("sentAt", "sent", "$input.params('Ponto-Sent-At')")
          + "#else##\nAction=NotProvisioned#end";

  /** Whatever else the queue says, nothing was stored; why, the claims tell. */
  private static final String REFUSED =
      CLAIMS
          + IF_PROVISIONED
          + GatewayProblems.notStored().body()
          + "#else##\n#set($context.responseOverride.status = 403)##\n"
          + GatewayProblems.notProvisioned().body()
          + "#end";

  /** Whole seconds: the gateway knows no finer text, and its epoch goes with the letter. */
  private static final String ACCEPTED =
      "#set($months = {\"Jan\":\"01\",\"Feb\":\"02\",\"Mar\":\"03\",\"Apr\":\"04\",\"May\":\"05\","
          + "\"Jun\":\"06\",\"Jul\":\"07\",\"Aug\":\"08\",\"Sep\":\"09\",\"Oct\":\"10\","
          + "\"Nov\":\"11\",\"Dec\":\"12\"})##\n"
          + "#set($t = $context.requestTime)##\n"
          + "{\"status\":\"accepted\",\"receipt\":\"$context.requestId\",\"receivedAt\":\""
          + "$t.substring(7,11)-$months.get($t.substring(3,6))-$t.substring(0,2)"
          + "T$t.substring(12,20)+00:00\"}";

  private static String claim(String name) {
    return "#set($%1$s = $context.authorizer.claims['custom:%1$s'])##\n#set($%1$s = \"$!%1$s\")##\n"
        .formatted(name);
  }

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
            response("202", ACCEPTED, "application/json", Map.of()),
            "default",
            response(
                "503",
                REFUSED,
                "application/problem+json",
                GatewayProblems.notStored().headers())));
  }

  private Map<String, Object> response(
      String status, String template, String type, Map<String, String> headers) {
    var parameters = new LinkedHashMap<String, Object>();
    parameters.put(HEADER + ALLOW_ORIGIN, quoted(origin));
    parameters.put(HEADER + "Content-Type", quoted(type));
    parameters.put(HEADER + "Cache-Control", "'no-store'");
    headers.forEach((name, value) -> parameters.put(HEADER + name, quoted(value)));
    return Map.of(
        "statusCode",
        status,
        "responseParameters",
        parameters,
        "responseTemplates",
        Map.of("application/json", template));
  }

  private static String quoted(String literal) {
    return "'" + literal + "'";
  }

  Map<String, Object> punchResponses() {
    var headers = List.of(ALLOW_ORIGIN, "Content-Type", "Cache-Control");
    var retried = List.of(ALLOW_ORIGIN, "Content-Type", "Cache-Control", "Retry-After");
    return Map.of(
        "202",
        declared("Stored durably.", headers),
        "403",
        declared("Nobody's token: nothing was stored.", retried),
        "503",
        declared("Not stored.", retried));
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
                        quoted(origin),
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
    return GatewayProblems.answers(origin);
  }

  /** Whoever gets this answer reaches the gateway, and the gateway takes punches. */
  Map<String, Object> ready() {
    return Map.of(
        "responses",
        Map.of("200", declared("Punches can be accepted.", List.of("Cache-Control"))),
        "x-amazon-apigateway-integration",
        Map.of(
            "type",
            "mock",
            "passthroughBehavior",
            "never",
            "requestTemplates",
            Map.of("application/json", "{\"statusCode\":200}"),
            "responses",
            Map.of(
                "default",
                Map.of(
                    "statusCode",
                    "200",
                    "responseParameters",
                    Map.of(HEADER + "Cache-Control", "'no-store'"),
                    "responseTemplates",
                    Map.of("application/json", "{\"status\":\"ready\",\"notWell\":[]}")))));
  }
}
