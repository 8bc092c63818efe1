package ponto.infra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static ponto.infra.Synthesised.in;

import java.io.StringWriter;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the gateway's templates make of a token's claims and of a body. */
final class MappingTest {
  private static final String BODY = "{\"x\":1}&MessageAttribute.1.Name=employer";

  private static Object integration = Map.of();

  /** As the gateway calls them. */
  public static final class Util {
    public String urlEncode(String text) {
      return URLEncoder.encode(text, UTF_8);
    }
  }

  /** As the gateway calls it. */
  public static final class Input {
    public String getBody() {
      return BODY;
    }

    public String params(String name) {
      return "";
    }
  }

  @BeforeAll
  static void synthesise() {
    integration =
        in(
            Synthesised.shipped().only("AWS::ApiGateway::RestApi"),
            "Body",
            "paths",
            "/v1/punches",
            "post",
            "x-amazon-apigateway-integration");
  }

  @Test
  void whoever_has_an_employer_and_a_role_sends_a_letter() {
    for (var role : List.of("worker", "collector", "manager", "hr", "auditor", "admin")) {
      assertThat(letter(claims("7", role)))
          .startsWith("Action=SendMessage&MessageBody=%7B%22x%22%3A1%7D%26MessageAttribute.1.Name")
          .contains("&MessageGroupId=7&", "&MessageAttribute.3.Value.StringValue=" + role + "&")
          .doesNotContain("\n", "&MessageAttribute.7.");
    }
  }

  @Test
  void whoever_lacks_one_sends_none_and_is_told_403() {
    var strangers =
        List.of(
            claims(null, null),
            claims("7", null),
            claims(null, "worker"),
            claims("", "worker"),
            claims("7", "owner"),
            claims("-7", "worker"),
            claims("0", "worker"),
            claims("9".repeat(19), "worker"),
            claims("7&MessageBody=x", "worker"));
    for (var claims : strangers) {
      assertThat(letter(claims)).as(claims.toString()).isEqualTo("Action=NotProvisioned");
      var context = context(claims);
      assertThat(render("default", context))
          .isEqualTo(GatewayProblems.notProvisioned().body())
          .contains("urn:ponto:problem:not-provisioned");
      assertThat(in(context, "responseOverride", "status")).isEqualTo(403);
    }
  }

  @Test
  void whoever_was_not_stored_by_no_fault_of_his_is_told_503() {
    var context = context(claims("7", "worker"));
    assertThat(render("default", context))
        .isEqualTo(GatewayProblems.notStored().body())
        .contains("urn:ponto:problem:no-room");
    assertThat((Map<?, ?>) context.get("responseOverride")).isEmpty();
    assertThat(in(integration, "responses", "default", "responseParameters").toString())
        .contains("method.response.header.Retry-After='5'");
  }

  @Test
  void an_accepted_letter_has_the_gateways_id_and_second() {
    assertThat(render("2\\d{2}", context(claims("7", "worker"))))
        .isEqualTo(
            "{\"status\":\"accepted\",\"receipt\":\"r-1\",\"receivedAt\":\"2026-11-22T08:01:37+00:00\"}");
  }

  @Test
  void nothing_that_a_caller_can_write_enters_a_letter_unencoded() {
    var template = in(integration, "requestTemplates", "application/json").toString();
    var lines = template.lines().filter(line -> line.startsWith("&")).toList();
    assertThat(lines).hasSizeGreaterThan(8);
    for (var line : lines) {
      assertThat(line.replaceAll("\\$util\\.urlEncode\\(.*\\)##", "").replace("${n}", ""))
          .doesNotContain("$");
    }
  }

  private static Map<String, String> claims(@Nullable String employer, @Nullable String role) {
    var claims = new HashMap<String, String>();
    claims.put("sub", "s");
    if (employer != null) {
      claims.put("custom:employer", employer);
    }
    if (role != null) {
      claims.put("custom:role", role);
    }
    return claims;
  }

  private static Map<String, Object> context(Map<String, String> claims) {
    return Map.of(
        "requestId",
        "r-1",
        "requestTime",
        "22/Nov/2026:08:01:37 +0000",
        "requestTimeEpoch",
        1L,
        "identity",
        Map.of("sourceIp", "203.0.113.7"),
        "authorizer",
        Map.of("claims", claims),
        "responseOverride",
        new HashMap<String, Object>());
  }

  private static String letter(Map<String, String> claims) {
    return rendered(
        in(integration, "requestTemplates", "application/json").toString(), context(claims));
  }

  private static String render(String response, Map<String, Object> context) {
    var template =
        in(integration, "responses", response, "responseTemplates", "application/json").toString();
    return rendered(template, context);
  }

  private static String rendered(String template, Map<String, Object> context) {
    var variables = new VelocityContext();
    variables.put("context", context);
    variables.put("util", new Util());
    variables.put("input", new Input());
    var engine = new VelocityEngine();
    engine.setProperty("parser.space_gobbling", "bc");
    engine.init();
    var text = new StringWriter();
    engine.evaluate(variables, text, "mapping", template);
    return text.toString();
  }
}
