package ponto.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static ponto.infra.Synthesised.in;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What infra/ponto.yaml changes: a network that is there, a domain, an address for alarms. */
final class OtherSettingsTest {
  private static Synthesised stack;

  @BeforeAll
  static void synthesise() {
    stack =
        Synthesised.of(
            "other",
            """
            stage: live
            region: sa-east-1
            concurrency: 2
            acuMin: 0.5
            acuMax: 8
            logRetentionDays: 90
            vpcId: vpc-0123456789abcdef0
            subnetIds: [subnet-0123456789abcdef0, subnet-0123456789abcdef1]
            securityGroupId: sg-0123456789abcdef0
            domain: ponto.example.com.br
            certificateArn: arn:aws:acm:us-east-1:000000000000:certificate/a
            budgetDollars: 7
            alarmEmail: plantao@example.com.br
            protected: false
            """);
  }

  @Test
  void a_network_that_is_there_is_used_and_none_made() {
    assertThat(stack.text()).doesNotContain("\"AWS::EC2::");
    assertThat(in(stack.only("AWS::RDS::DBSubnetGroup"), "SubnetIds"))
        .isEqualTo(List.of("subnet-0123456789abcdef0", "subnet-0123456789abcdef1"));
    assertThat(in(stack.only("AWS::RDS::DBCluster"), "VpcSecurityGroupIds"))
        .isEqualTo(List.of("sg-0123456789abcdef0"));
    var network = in(stack.function("ponto.lambda.RecordHandler"), "VpcConfig");
    assertThat(network.toString()).contains("sg-0123456789abcdef0", "subnet-0123456789abcdef1");
  }

  @Test
  void the_domain_is_the_pages_and_its_origin_may_ask_the_api() {
    var distribution = in(stack.only("AWS::CloudFront::Distribution"), "DistributionConfig");
    assertThat(in(distribution, "Aliases")).isEqualTo(List.of("ponto.example.com.br"));
    assertThat(in(distribution, "ViewerCertificate", "MinimumProtocolVersion"))
        .isEqualTo("TLSv1.2_2021");
    assertThat(in(stack.only("AWS::Cognito::UserPoolClient"), "CallbackURLs"))
        .isEqualTo(List.of("https://ponto.example.com.br/"));
    assertThat(
            in(
                stack.function("ponto.lambda.ApiHandler"),
                "Environment",
                "Variables",
                "PONTO_ORIGIN"))
        .isEqualTo("https://ponto.example.com.br");
    assertThat(in(stack.only("AWS::ApiGateway::RestApi"), "Body").toString())
        .contains("'https://ponto.example.com.br'");
  }

  @Test
  void alarms_go_to_the_address_and_the_budget_is_the_one_named() {
    var subscription = stack.only("AWS::SNS::Subscription");
    assertThat(subscription.get("Protocol")).isEqualTo("email");
    assertThat(subscription.get("Endpoint")).isEqualTo("plantao@example.com.br");
    assertThat(in(stack.only("AWS::Budgets::Budget"), "Budget", "BudgetLimit", "Amount"))
        .isEqualTo(7);
  }

  @Test
  void what_is_no_longer_protected_goes_with_the_stack_but_letters_and_a_last_snapshot_stay() {
    assertThat(stack.only("AWS::RDS::DBCluster").get("DeletionProtection")).isEqualTo(false);
    assertThat(stack.only("AWS::Cognito::UserPool").get("DeletionProtection"))
        .isEqualTo("INACTIVE");
    assertThat(Path.of("target/stack-test/other/cdk.out/manifest.json"))
        .content()
        .contains("\"terminationProtection\": false");
    assertThat(policies("AWS::Cognito::UserPool")).containsExactly("Delete");
    assertThat(policies("AWS::RDS::DBCluster")).containsExactly("Snapshot");
    assertThat(policies("AWS::SQS::Queue")).containsExactly("Retain", "Retain");
  }

  private static List<Object> policies(String type) {
    return stack.whole(type).values().stream()
        .map(resource -> in(resource, "DeletionPolicy"))
        .toList();
  }

  @Test
  void the_template_is_refused_in_another_region() {
    assertThat(in(stack.template(), "Rules", "Region", "Assertions", 0, "Assert"))
        .isEqualTo(Map.of("Fn::Equals", List.of(Map.of("Ref", "AWS::Region"), "sa-east-1")));
  }

  @Test
  void a_database_that_never_sleeps_has_no_time_to_fall_asleep() {
    assertThat(in(stack.only("AWS::RDS::DBCluster"), "ServerlessV2ScalingConfiguration"))
        .isEqualTo(Map.of("MinCapacity", 0.5, "MaxCapacity", 8));
    assertThat(
            in(
                stack.only("AWS::Lambda::EventSourceMapping"),
                "ScalingConfig",
                "MaximumConcurrency"))
        .isEqualTo(2);
    for (var log : stack.of("AWS::Logs::LogGroup")) {
      assertThat(log.get("RetentionInDays")).isEqualTo(90);
    }
  }
}
