package ponto.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static ponto.infra.Synthesised.in;
import static ponto.infra.Synthesised.list;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pages and who may sign in on them. */
final class SiteTest {
  private static Synthesised stack;
  private static Object distribution = Map.of();

  @BeforeAll
  static void synthesise() {
    stack = Synthesised.shipped();
    distribution = in(stack.only("AWS::CloudFront::Distribution"), "DistributionConfig");
  }

  @Test
  void page_and_api_have_one_origin() {
    var origins = new TreeMap<String, String>();
    for (var origin : list(in(distribution, "Origins"))) {
      origins.put(in(origin, "Id").toString(), in(origin, "DomainName").toString());
    }
    var paths = new TreeMap<String, String>();
    for (var behavior : list(in(distribution, "CacheBehaviors"))) {
      var origin = origins.get(in(behavior, "TargetOriginId").toString());
      assertThat(origin).contains(".execute-api.");
      assertThat(in(behavior, "ViewerProtocolPolicy")).isEqualTo("https-only");
      paths.put(in(behavior, "PathPattern").toString(), in(behavior, "CachePolicyId").toString());
    }
    // AWS's own policy that keeps nothing.
    var nothingKept = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
    assertThat(paths)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("/v1/*", nothingKept, "/readyz", nothingKept, "/openapi.json", nothingKept));
    var pages = in(distribution, "DefaultCacheBehavior");
    assertThat(origins.get(in(pages, "TargetOriginId").toString())).contains("SitePages");
    assertThat(in(pages, "ViewerProtocolPolicy")).isEqualTo("redirect-to-https");
    // They would replace the API's refusals too.
    assertThat(((Map<?, ?>) distribution).containsKey("CustomErrorResponses")).isFalse();
  }

  @Test
  void a_page_is_kept_to_itself_as_at_the_local_door() throws Exception {
    var local =
        Files.readString(Path.of("..", "server/src/main/java/ponto/server/Pages.java"))
            .replaceAll("\"\\s*\\+\\s*\"", "")
            .replace("NOBODY_ELSE + \"", "NOBODY_ELSE \"");
    var policy = PageHeaders.POLICY;
    var strict = policy.substring(policy.indexOf("; script-src"));
    assertThat(local)
        .contains("\"" + policy.substring(0, policy.length() - strict.length()) + "\"")
        .contains("NOBODY_ELSE \"" + strict + "\"")
        .contains("\"Permissions-Policy\", \"" + PageHeaders.PERMISSIONS + "\"")
        .contains("\"Cross-Origin-Opener-Policy\", \"" + PageHeaders.OPENER + "\"")
        .contains("\"Referrer-Policy\", \"no-referrer\"", "\"X-Frame-Options\", \"DENY\"")
        .contains("max-age=31536000");
    var headers =
        in(stack.only("AWS::CloudFront::ResponseHeadersPolicy"), "ResponseHeadersPolicyConfig");
    var safe = in(headers, "SecurityHeadersConfig");
    assertThat(in(safe, "ContentSecurityPolicy", "ContentSecurityPolicy").toString())
        .contains(policy + "; connect-src 'self' https://", "IdentitySignIn", "ExportsFiles");
    assertThat(in(safe, "FrameOptions", "FrameOption")).isEqualTo("DENY");
    assertThat(in(safe, "ReferrerPolicy", "ReferrerPolicy")).isEqualTo("no-referrer");
    assertThat(in(safe, "ContentTypeOptions", "Override")).isEqualTo(true);
    assertThat(in(safe, "StrictTransportSecurity", "AccessControlMaxAgeSec")).isEqualTo(31_536_000);
    assertThat(in(headers, "CustomHeadersConfig").toString())
        .contains(PageHeaders.PERMISSIONS, "Cross-Origin-Opener-Policy", PageHeaders.OPENER);
    assertThat(
            ((Map<?, ?>) in(distribution, "DefaultCacheBehavior"))
                .containsKey("ResponseHeadersPolicyId"))
        .isTrue();
  }

  @Test
  void the_page_learns_where_to_sign_in_and_to_send_the_id_token() throws Exception {
    var files = stack.only("Custom::CDKBucketDeployment");
    var keys = list(in(files, "SourceObjectKeys"));
    var folder = Path.of("target/stack-test/shipped/cdk.out");
    var config = "";
    for (var key : keys) {
      var file = folder.resolve("asset." + key.toString().replace(".zip", "") + "/config.json");
      if (Files.exists(file)) {
        config = Files.readString(file);
      }
    }
    assertThat(config)
        .contains("\"login\":\"oidc\"", "\"bearer\":\"id_token\"", "\"scopes\":\"openid\"")
        .contains("\"issuer\"", "\"clientId\"", "\"authorizationEndpoint\"", "\"tokenEndpoint\"")
        .contains("\"languages\":[\"pt-BR\",\"en\"]");
    assertThat(in(files, "SourceMarkers").toString())
        .contains("/oauth2/authorize", "/oauth2/token", "ProviderURL", "IdentityClient");
    assertThat(in(files, "SystemMetadata", "cache-control")).isEqualTo("no-cache");
  }

  @Test
  void what_belongs_to_one_machine_is_not_published() throws Exception {
    var folder = Path.of("target/stack-test/shipped/cdk.out");
    var key = list(in(stack.only("Custom::CDKBucketDeployment"), "SourceObjectKeys")).getFirst();
    var published = folder.resolve("asset." + key.toString().replace(".zip", ""));
    assertThat(published.resolve("index.html")).exists();
    assertThat(published.resolve("punch/oidc.js")).exists();
    for (var local : List.of("docs", "setup.html", "setup.js", "setup.css")) {
      assertThat(published.resolve(local)).doesNotExist();
    }
  }

  @Test
  void administrators_alone_make_accounts_and_write_the_claims() {
    var pool = stack.only("AWS::Cognito::UserPool");
    assertThat(in(pool, "AdminCreateUserConfig", "AllowAdminCreateUserOnly")).isEqualTo(true);
    assertThat(in(pool, "DeletionProtection")).isEqualTo("ACTIVE");
    assertThat(in(pool, "Policies", "PasswordPolicy", "MinimumLength")).isEqualTo(12);
    var client = stack.only("AWS::Cognito::UserPoolClient");
    assertThat(client.get("WriteAttributes")).isEqualTo(List.of("locale"));
    assertThat(list(client.get("ReadAttributes")).toString())
        .contains("custom:employer", "custom:role", "custom:worker");
    assertThat(client.get("GenerateSecret")).isEqualTo(false);
    assertThat(client.get("AllowedOAuthFlows")).isEqualTo(List.of("code"));
    assertThat(in(client, "CallbackURLs").toString()).contains("SiteDistribution");
  }

  @Test
  void a_person_finds_what_he_needs_in_the_outputs() {
    assertThat(
            ((Map<?, ?>) in(stack.template(), "Outputs")).keySet().stream().map(Object::toString))
        .contains("PageUrl", "ApiUrl", "UserPoolId", "ClientId", "LettersUrl", "DeadLettersUrl")
        .contains("DashboardName", "DatabaseHost", "RecordFunction", "AnswerFunction")
        .contains("MigrateFunction");
  }
}
