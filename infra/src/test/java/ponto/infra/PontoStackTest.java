package ponto.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What would be deployed, synthesised once; a finding without a reason fails the synthesis. */
final class PontoStackTest {
  private static String text = "";
  private static Map<?, ?> resources = Map.of();

  @BeforeAll
  static void synthesise() throws Exception {
    var folder = Files.createDirectories(Path.of("target", "stack-test"));
    var zip = folder.resolve("function.zip");
    Files.write(
        zip, new byte[] {'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    var output = folder.resolve("cdk.out");
    PontoApp.app(Settings.read(Path.of("ponto.yaml")), new Artefacts(zip, zip, Path.of("..", "web"), 2), output).synth();
    text = Files.readString(output.resolve("Ponto.template.json"));
    var template = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
    resources = (Map<?, ?>) in(template, "Resources");
  }

  @Test
  void the_queue_sends_its_dead_letters_on_and_outwaits_the_function() {
    var letters =
        of("AWS::SQS::Queue").stream().filter(q -> q.containsKey("RedrivePolicy")).toList();
    assertThat(letters).hasSize(1);
    assertThat(in(letters.getFirst(), "RedrivePolicy", "maxReceiveCount")).isEqualTo(100);
    assertThat(letters.getFirst().get("VisibilityTimeout")).isEqualTo(12);
    assertThat(letters.getFirst().get("MessageRetentionPeriod")).isEqualTo(4 * 86_400);
    assertThat(of("AWS::SQS::Queue"))
        .allMatch(q -> Boolean.TRUE.equals(q.get("SqsManagedSseEnabled")));
  }

  @Test
  void the_database_is_encrypted_private_and_knows_no_password() {
    var cluster = of("AWS::RDS::DBCluster").getFirst();
    assertThat(cluster.get("StorageEncrypted")).isEqualTo(true);
    assertThat(cluster.get("DeletionProtection")).isEqualTo(true);
    assertThat(cluster.get("MasterUserAuthenticationType")).isEqualTo("iam-db-auth");
    assertThat(cluster.containsKey("MasterUserPassword")).isFalse();
    assertThat(of("AWS::RDS::DBInstance").getFirst().get("PubliclyAccessible")).isEqualTo(false);
    assertThat(text)
        .doesNotContain("AWS::SecretsManager", "AWS::EC2::NatGateway", "AWS::RDS::DBProxy")
        .doesNotContain("AWS::EC2::InternetGateway");
  }

  @Test
  void the_recording_function_is_bounded_by_its_event_source_alone() {
    var source = of("AWS::Lambda::EventSourceMapping").getFirst();
    assertThat(in(source, "ScalingConfig", "MaximumConcurrency")).isEqualTo(5);
    assertThat(source.get("FunctionResponseTypes")).isEqualTo(List.of("ReportBatchItemFailures"));
    assertThat(source.containsKey("FilterCriteria")).isFalse();
    assertThat(function("ponto.lambda.RecordHandler").containsKey("ReservedConcurrentExecutions"))
        .isFalse();
    assertThat(function("ponto.lambda.ApiHandler").get("ReservedConcurrentExecutions"))
        .isEqualTo(10);
  }

  @Test
  void a_punch_goes_straight_into_the_queue_and_only_its_yes_is_a_yes() {
    var post =
        in(of("AWS::ApiGateway::RestApi").getFirst(), "Body", "paths", "/v1/punches", "post");
    var integration = (Map<?, ?>) in(post, "x-amazon-apigateway-integration");
    assertThat(integration.get("type")).isEqualTo("aws");
    assertThat(in(integration, "uri").toString()).contains(":sqs:path/").doesNotContain(":lambda:");
    assertThat(integration.get("passthroughBehavior")).isEqualTo("never");
    assertThat(in(integration, "responses", "2\\d{2}", "statusCode")).isEqualTo("202");
    assertThat(in(integration, "responses", "default", "statusCode")).isEqualTo("503");
    assertThat(((Map<?, ?>) in(integration, "responses")).size()).isEqualTo(2);
    assertThat(in(post, "security")).isEqualTo(List.of(Map.of("bearer", List.of())));
    var letter = in(integration, "requestTemplates", "application/json").toString();
    for (var line : letter.lines().filter(l -> l.startsWith("&")).toList()) {
      assertThat(line.replaceAll("\\$util\\.urlEncode\\(.*\\)##", "").replace("${n}", ""))
          .doesNotContain("$");
    }
    assertThat(text).doesNotContain("/v1/sessions").contains("/v1/workers/{cpf}");
  }

  @Test
  void a_user_cannot_write_the_claims_that_say_who_it_is() {
    var client = of("AWS::Cognito::UserPoolClient").getFirst();
    assertThat(client.get("WriteAttributes")).isEqualTo(List.of("locale"));
    var pool = of("AWS::Cognito::UserPool").getFirst();
    assertThat(in(pool, "AdminCreateUserConfig", "AllowAdminCreateUserOnly")).isEqualTo(true);
  }

  @Test
  void no_identity_is_allowed_every_action() {
    assertThat(of("AWS::IAM::Policy").toString() + of("AWS::IAM::Role"))
        .doesNotContainPattern("Action=(\\[)?([a-z-]+:)?\\*");
  }

  @Test
  void somebody_is_called_when_letters_die_wait_or_do_not_balance() {
    assertThat(of("AWS::CloudWatch::Alarm")).hasSizeGreaterThanOrEqualTo(11);
    assertThat(text).contains("asked - FILL(refused, 0)", "FILL(known, 0)", "PunchesSetAside");
  }

  private static List<Map<?, ?>> of(String type) {
    return resources.values().stream()
        .filter(resource -> type.equals(in(resource, "Type")))
        .<Map<?, ?>>map(resource -> (Map<?, ?>) in(resource, "Properties"))
        .toList();
  }

  private static Map<?, ?> function(String handler) {
    return of("AWS::Lambda::Function").stream()
        .filter(properties -> handler.equals(properties.get("Handler")))
        .findFirst()
        .orElseThrow();
  }

  private static Object in(Object node, String... keys) {
    var result = node;
    for (var key : keys) {
      var next = ((Map<?, ?>) result).get(key);
      if (next == null) {
        throw new AssertionError("no " + key);
      }
      result = next;
    }
    return result;
  }
}
