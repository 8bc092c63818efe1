package ponto.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static ponto.infra.Synthesised.in;
import static ponto.infra.Synthesised.list;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What runs, how much of it at once, and what it may do. */
final class FunctionsTest {
  private static final String RECORD = "ponto.lambda.RecordHandler";
  private static final String API = "ponto.lambda.ApiHandler";
  private static final String EXPORT = "ponto.lambda.ExportHandler";
  private static final String MIGRATE = "ponto.lambda.MigrateHandler";

  private static Synthesised stack;

  @BeforeAll
  static void synthesise() {
    stack = Synthesised.shipped();
  }

  @Test
  void letters_come_in_batches_bounded_by_the_event_source_alone() {
    var source = stack.only("AWS::Lambda::EventSourceMapping");
    assertThat(source.get("BatchSize")).isEqualTo(100);
    assertThat(source.get("MaximumBatchingWindowInSeconds")).isEqualTo(1);
    assertThat(in(source, "ScalingConfig", "MaximumConcurrency")).isEqualTo(5);
    assertThat(source.get("FunctionResponseTypes")).isEqualTo(List.of("ReportBatchItemFailures"));
    assertThat(source.containsKey("FilterCriteria")).isFalse();
    assertThat(stack.function(RECORD).containsKey("ReservedConcurrentExecutions")).isFalse();
  }

  @Test
  void each_function_has_its_time_and_its_user() {
    for (var wanted :
        Map.of(
                RECORD, List.of(60, "ponto_recorder"),
                API, List.of(29, "ponto_api"),
                EXPORT, List.of(900, "ponto_api"),
                MIGRATE, List.of(900, "ponto"))
            .entrySet()) {
      var function = stack.function(wanted.getKey());
      var seen = List.of(in(function, "Timeout"), variable(wanted.getKey(), "PONTO_DB_USER"));
      assertThat(seen).as(wanted.getKey()).isEqualTo(wanted.getValue());
      assertThat(function.get("Runtime")).isEqualTo("java25");
      assertThat(function.get("Architectures")).isEqualTo(List.of("arm64"));
      assertThat(function.containsKey("VpcConfig")).as("in the isolated subnets").isTrue();
      assertThat(in(function, "LoggingConfig", "LogFormat")).isEqualTo("JSON");
    }
  }

  @Test
  void only_what_somebody_waits_for_starts_from_a_snapshot_and_is_bounded_by_itself() {
    var api = stack.function(API);
    assertThat(in(api, "SnapStart", "ApplyOn")).isEqualTo("PublishedVersions");
    assertThat(api.get("ReservedConcurrentExecutions")).isEqualTo(10);
    assertThat(stack.function(EXPORT).get("ReservedConcurrentExecutions")).isEqualTo(2);
    assertThat(stack.function(RECORD).containsKey("SnapStart")).isFalse();
    assertThat(in(stack.only("AWS::Lambda::Alias"), "Name")).isEqualTo("live");
  }

  @Test
  void the_function_that_answers_pages_knows_whose_they_are() {
    assertThat(variable(API, "PONTO_ORIGIN")).isEqualTo("https://localhost");
    assertThat(in(stack.function(RECORD), "Environment", "Variables").toString())
        .doesNotContain("PONTO_ORIGIN");
  }

  @Test
  void what_answers_the_deployment_stands_outside_the_network() {
    var provider = stack.function("framework.onEvent");
    assertThat(provider.containsKey("VpcConfig")).isFalse();
    assertThat(in(stack.only("AWS::CloudFormation::CustomResource"), "ServiceToken").toString())
        .contains("frameworkonEvent");
  }

  @Test
  void nobody_is_answered_by_new_code_before_the_schema_is_new() {
    var schema = stack.whole("AWS::CloudFormation::CustomResource").keySet().iterator().next();
    var alias = stack.whole("AWS::Lambda::Alias").values().iterator().next();
    assertThat(list(alias.get("DependsOn")).stream().map(Object::toString)).contains(schema);
  }

  @Test
  void each_function_signs_in_as_its_own_user() {
    var users =
        stack.allowed().stream()
            .filter(statement -> list(statement.get("Action")).contains("rds-db:connect"))
            .map(statement -> in(statement, "Resource", "Fn::Join", 1).toString())
            .map(arn -> arn.replaceAll(".*/(ponto[a-z_]*)]", "$1"))
            .sorted()
            .toList();
    assertThat(users).containsExactly("ponto", "ponto_api", "ponto_api", "ponto_recorder");
  }

  @Test
  void only_what_hands_files_out_reaches_the_bucket_and_only_the_api_orders() {
    for (var function : List.of(API, EXPORT)) {
      assertThat(in(stack.function(function), "Environment", "Variables").toString())
          .contains("PONTO_EXPORTS_BUCKET={Ref=ExportsFiles");
    }
    var writers =
        stack.of("AWS::IAM::Policy").stream()
            .filter(policy ->
                list(in(policy, "PolicyDocument", "Statement")).stream()
                    .anyMatch(statement ->
                        list(in(statement, "Action")).contains("s3:PutObject")
                            && in(statement, "Resource").toString().contains("/orders/*")))
            .map(policy -> in(policy, "PolicyName").toString())
            .toList();
    assertThat(writers).singleElement().asString().startsWith("FunctionsApi");
    // The gateway gives up after 29 s: the file that takes longer is ordered well before.
    assertThat(Integer.parseInt(variable(API, "PONTO_EXPORT_SECONDS").toString())).isBetween(5, 20);
  }

  @Test
  void nobody_is_allowed_everything_of_anything() {
    var every = Pattern.compile("(\\*|[a-z0-9-]+:\\*)");
    assertThat(stack.allowed()).hasSizeGreaterThan(8);
    for (var statement : stack.allowed()) {
      assertThat(statement.containsKey("NotAction")).isFalse();
      assertThat(list(statement.get("Action")))
          .as(statement.toString())
          .noneMatch(action -> every.matcher(action.toString()).matches());
      assertThat(list(statement.get("Resource"))).as(statement.toString()).noneMatch("*"::equals);
    }
  }

  @Test
  void a_role_is_taken_by_a_service_and_by_nobody_else() {
    for (var role : stack.of("AWS::IAM::Role")) {
      for (var statement : list(in(role, "AssumeRolePolicyDocument", "Statement"))) {
        assertThat(in(statement, "Principal").toString())
            .matches("\\{Service=[a-z-]+\\.amazonaws\\.com}");
      }
    }
  }

  private static Object variable(String function, String name) {
    return in(stack.function(function), "Environment", "Variables", name);
  }
}
