package ponto.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static ponto.infra.Synthesised.in;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import ponto.api.Problem;

/** The gateway: what it takes, what it refuses, and in which words. */
final class DoorStackTest {
  private static Synthesised stack;
  private static Object body = Map.of();

  @BeforeAll
  static void synthesise() {
    stack = Synthesised.shipped();
    body = in(stack.only("AWS::ApiGateway::RestApi"), "Body");
  }

  @Test
  void a_punch_goes_straight_into_the_queue_and_only_its_yes_is_a_yes() {
    var post = in(body, "paths", "/v1/punches", "post");
    var integration = in(post, "x-amazon-apigateway-integration");
    assertThat(in(integration, "type")).isEqualTo("aws");
    assertThat(in(integration, "uri").toString()).contains(":sqs:path/").doesNotContain(":lambda:");
    assertThat(in(integration, "responses", "2\\d{2}", "statusCode")).isEqualTo("202");
    assertThat(in(integration, "responses", "default", "statusCode")).isEqualTo("503");
    assertThat((Map<?, ?>) in(integration, "responses")).hasSize(2);
    assertThat(in(post, "x-amazon-apigateway-request-validator")).isEqualTo("body");
    assertThat(in(body, "x-amazon-apigateway-request-validators", "body", "validateRequestBody"))
        .isEqualTo(true);
  }

  @Test
  void
      every_operation_wants_a_token_unless_the_contract_says_otherwise_and_passes_nothing_through() {
    var open = new TreeMap<String, Object>();
    ((Map<?, ?>) in(body, "paths"))
        .forEach((path, item) ->
            ((Map<?, ?>) item)
                .forEach((method, operation) -> {
                  assertThat(
                          in(operation, "x-amazon-apigateway-integration", "passthroughBehavior"))
                      .as(method + " " + path)
                      .isEqualTo("never");
                  if (!method.equals("options")
                      && !((Map<?, ?>) operation).containsKey("security")) {
                    open.put(path.toString(), method);
                  }
                }));
    assertThat(open.keySet()).containsExactly("/openapi.json", "/readyz", "/v1/clock");
    assertThat(((Map<?, ?>) in(body, "paths")).keySet().stream().map(Object::toString))
        .doesNotContain("/v1/sessions", "/v1/setup", "/config.json", "/v1/dead-letters");
  }

  @Test
  void the_bearer_is_of_the_pool() {
    var scheme = in(body, "components", "securitySchemes", "bearer");
    assertThat(in(scheme, "x-amazon-apigateway-authtype")).isEqualTo("cognito_user_pools");
    assertThat(in(scheme, "x-amazon-apigateway-authorizer", "providerARNs").toString())
        .contains("IdentityUsers");
  }

  @Test
  void what_the_gateway_refuses_has_the_local_doors_types() {
    var seen = new TreeMap<String, String>();
    ((Map<?, ?>) in(body, "x-amazon-apigateway-gateway-responses"))
        .forEach((type, answer) -> {
          var problem = problem(answer);
          var status = ((Map<?, ?>) answer).get("statusCode");
          var name = in(problem, "type").toString().replace(Problem.TYPE_PREFIX, "");
          seen.put(type.toString(), status + " " + name);
          if (status != null) {
            assertThat(String.valueOf(problem.get("status"))).isEqualTo(status);
          }
        });
    assertThat(seen)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("DEFAULT_4XX", "null not-http"),
                Map.entry("DEFAULT_5XX", "503 stopping"),
                Map.entry("BAD_REQUEST_BODY", "400 malformed"),
                Map.entry("BAD_REQUEST_PARAMETERS", "400 malformed"),
                Map.entry("UNAUTHORIZED", "401 unauthenticated"),
                Map.entry("EXPIRED_TOKEN", "401 unauthenticated"),
                Map.entry("INVALID_SIGNATURE", "401 unauthenticated"),
                Map.entry("ACCESS_DENIED", "403 forbidden"),
                Map.entry("INVALID_API_KEY", "403 forbidden"),
                Map.entry("WAF_FILTERED", "403 forbidden"),
                Map.entry("MISSING_AUTHENTICATION_TOKEN", "404 not-found"),
                Map.entry("RESOURCE_NOT_FOUND", "404 not-found"),
                Map.entry("REQUEST_TOO_LARGE", "413 too-large"),
                Map.entry("UNSUPPORTED_MEDIA_TYPE", "415 unsupported-media-type"),
                Map.entry("THROTTLED", "429 too-many-requests"),
                Map.entry("QUOTA_EXCEEDED", "429 too-many-requests"),
                Map.entry("AUTHORIZER_FAILURE", "503 provider-away"),
                Map.entry("AUTHORIZER_CONFIGURATION_ERROR", "503 provider-away"),
                Map.entry("API_CONFIGURATION_ERROR", "503 stopping"),
                Map.entry("INTEGRATION_FAILURE", "503 stopping"),
                Map.entry("INTEGRATION_TIMEOUT", "503 stopping")));
  }

  @Test
  void a_page_can_read_every_refusal_and_a_client_knows_when_to_come_again() {
    ((Map<?, ?>) in(body, "x-amazon-apigateway-gateway-responses"))
        .forEach((type, answer) -> {
          var headers = (Map<?, ?>) in(answer, "responseParameters");
          assertThat(headers.get("gatewayresponse.header.Content-Type"))
              .isEqualTo("'application/problem+json'");
          assertThat(headers.get("gatewayresponse.header.Access-Control-Allow-Origin"))
              .isEqualTo("'https://localhost'");
          var again =
              Set.of("429", "503").contains(String.valueOf(((Map<?, ?>) answer).get("statusCode")));
          assertThat(headers.containsKey("gatewayresponse.header.Retry-After"))
              .as(type.toString())
              .isEqualTo(again);
          assertThat(problem(answer).keySet().toString()).contains("title", "detail", "remedy");
          // What was sent is never repeated.
          assertThat(answer.toString()).doesNotContain("$context");
        });
  }

  @Test
  void the_stage_throttles_and_its_log_knows_nobody() {
    var stage = stack.only("AWS::ApiGateway::Stage");
    var settings = in(stage, "MethodSettings", 0);
    assertThat(in(settings, "ThrottlingRateLimit")).isEqualTo(2000);
    assertThat(in(settings, "ThrottlingBurstLimit")).isEqualTo(4000);
    assertThat(in(settings, "DataTraceEnabled")).isEqualTo(false);
    assertThat(in(stage, "AccessLogSetting", "Format").toString())
        .contains("$context.requestId", "$context.status")
        .doesNotContain("sourceIp", "identity", "claims", "$context.path\"", "authorizer");
  }

  @Test
  void the_account_lets_the_gateway_log_before_the_stage_does_and_after_the_stack() {
    var account = stack.whole("AWS::ApiGateway::Account");
    assertThat(account).hasSize(1);
    var name = account.keySet().iterator().next();
    assertThat(in(account, name, "DeletionPolicy")).isEqualTo("Retain");
    var role = in(account, name, "Properties", "CloudWatchRoleArn", "Fn::GetAtt", 0);
    var roles = stack.whole("AWS::IAM::Role");
    assertThat(in(roles, role, "DeletionPolicy")).isEqualTo("Retain");
    assertThat(in(roles, role).toString()).contains("AmazonAPIGatewayPushToCloudWatchLogs");
    assertThat(in(stack.whole("AWS::ApiGateway::Stage").values().iterator().next(), "DependsOn"))
        .isEqualTo(List.of(name));
  }

  @Test
  void the_gateway_may_send_letters_and_nothing_else() {
    var role =
        stack.of("AWS::IAM::Role").stream()
            .filter(one -> one.containsKey("Policies"))
            .findFirst()
            .orElseThrow();
    var statements = (List<?>) in(role, "Policies", 0, "PolicyDocument", "Statement");
    assertThat(statements).hasSize(1);
    assertThat(in(statements.getFirst(), "Action")).isEqualTo("sqs:SendMessage");
    assertThat(in(statements.getFirst(), "Resource", "Fn::GetAtt", 0).toString())
        .startsWith("QueueLetters");
    assertThat(in(role, "AssumeRolePolicyDocument", "Statement", 0, "Condition").toString())
        .contains("aws:SourceAccount");
  }

  private static Map<?, ?> problem(Object answer) {
    var text = in(answer, "responseTemplates", "application/json").toString();
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
  }
}
