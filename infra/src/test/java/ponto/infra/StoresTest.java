package ponto.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static ponto.infra.Synthesised.in;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where punches lie: the queues, the database, the buckets. */
final class StoresTest {
  private static final int DAY = 86_400;

  private static Synthesised stack;

  @BeforeAll
  static void synthesise() {
    stack = Synthesised.shipped();
  }

  @Test
  void letters_wait_longer_than_any_attempt_and_the_dead_longer_than_letters() {
    var letters = letters();
    assertThat(letters.get("VisibilityTimeout")).isEqualTo(6 * Synthesised.RECORDING_SECONDS);
    assertThat(letters.get("MessageRetentionPeriod")).isEqualTo(4 * DAY);
    assertThat(letters.get("MaximumMessageSize")).isEqualTo(1024 * 1024);
    assertThat(in(letters, "RedrivePolicy", "maxReceiveCount")).isEqualTo(100);
    assertThat(dead().get("MessageRetentionPeriod")).isEqualTo(14 * DAY);
    assertThat(in(dead(), "RedriveAllowPolicy", "redrivePermission")).isEqualTo("byQueue");
  }

  @Test
  void the_dead_come_from_the_letters_queue_alone() {
    var allowed = in(dead(), "RedriveAllowPolicy", "sourceQueueArns", 0, "Fn::Join", 1).toString();
    var name = in(letters(), "QueueName", "Fn::Join", 1);
    for (var part : (List<?>) name) {
      assertThat(allowed).contains(part.toString());
    }
  }

  @Test
  void a_queue_stays_when_the_stack_goes_and_does_not_block_the_next_stack() {
    assertThat(stack.whole("AWS::SQS::Queue")).hasSize(2);
    for (var queue : stack.whole("AWS::SQS::Queue").values()) {
      assertThat(queue.get("DeletionPolicy")).isEqualTo("Retain");
    }
    assertThat(in(letters(), "QueueName").toString()).contains("AWS::StackId");
    assertThat(dead().containsKey("QueueName")).isFalse();
  }

  @Test
  void queues_and_buckets_are_encrypted_at_rest_and_take_nothing_in_clear() {
    for (var queue : stack.of("AWS::SQS::Queue")) {
      assertThat(queue.get("SqsManagedSseEnabled")).isEqualTo(true);
    }
    for (var bucket : stack.of("AWS::S3::Bucket")) {
      assertThat(bucket.toString()).contains("SSEAlgorithm=AES256");
      assertThat(in(bucket, "PublicAccessBlockConfiguration"))
          .isEqualTo(
              Map.of(
                  "BlockPublicAcls", true,
                  "BlockPublicPolicy", true,
                  "IgnorePublicAcls", true,
                  "RestrictPublicBuckets", true));
    }
    assertThat(stack.of("AWS::SQS::QueuePolicy")).hasSize(2);
    assertThat(stack.of("AWS::S3::BucketPolicy")).hasSize(3);
    for (var type : List.of("AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy")) {
      for (var policy : stack.of(type)) {
        assertThat(policy.toString()).contains("Effect=Deny", "aws:SecureTransport=false");
      }
    }
  }

  @Test
  void the_database_is_private_encrypted_kept_and_pauses() {
    var cluster = stack.only("AWS::RDS::DBCluster");
    for (var wanted :
        Map.of(
                "StorageEncrypted",
                true,
                "DeletionProtection",
                true,
                "EnableIAMDatabaseAuthentication",
                true,
                "MasterUserAuthenticationType",
                "iam-db-auth",
                "BackupRetentionPeriod",
                14,
                "ServerlessV2ScalingConfiguration",
                Map.of("MinCapacity", 0, "MaxCapacity", 4, "SecondsUntilAutoPause", 300))
            .entrySet()) {
      assertThat(cluster.get(wanted.getKey())).as(wanted.getKey()).isEqualTo(wanted.getValue());
    }
    assertThat(stack.only("AWS::RDS::DBInstance").get("PubliclyAccessible")).isEqualTo(false);
    assertThat(stack.whole("AWS::RDS::DBCluster").values().iterator().next().get("DeletionPolicy"))
        .isEqualTo("Snapshot");
  }

  @Test
  void the_database_takes_nothing_in_clear_and_its_log_has_an_end_and_no_rows() {
    assertThat(in(stack.only("AWS::RDS::DBClusterParameterGroup"), "Parameters"))
        .isEqualTo(Map.of("rds.force_ssl", "1", "log_error_verbosity", "terse"));
    var cluster = stack.whole("AWS::RDS::DBCluster").values().iterator().next();
    assertThat(in(cluster, "Properties", "DBClusterParameterGroupName").toString())
        .contains("DatabaseManners");
    assertThat(in(cluster, "DependsOn").toString()).contains("DatabaseLog");
    var name = in(cluster, "Properties", "DBClusterIdentifier", "Fn::Join", 1).toString();
    assertThat(stack.of("AWS::Logs::LogGroup").toString())
        .contains("/aws/rds/cluster/" + name.substring(1, name.length() - 1), "/postgresql");
  }

  @Test
  void nobody_deletes_the_stack_by_mistake() throws Exception {
    assertThat(Path.of("target/stack-test/shipped/cdk.out/manifest.json"))
        .content()
        .contains("\"terminationProtection\": true");
  }

  @Test
  void nothing_costs_by_the_hour_beside_it_and_no_secret_stands_anywhere() {
    assertThat(stack.text())
        .doesNotContain("AWS::EC2::NatGateway", "AWS::EC2::InternetGateway", "AWS::RDS::DBProxy")
        .doesNotContain("AWS::SecretsManager", "MasterUserPassword", "ManageMasterUserPassword")
        .doesNotContain("\"Interface\"", "AKIA", "BEGIN PRIVATE KEY")
        .doesNotContainPattern("(?i)\"[a-z_]*(password|secret|token)\": *\"");
    var group = stack.only("AWS::EC2::SecurityGroup");
    assertThat(group.containsKey("SecurityGroupIngress")).isFalse();
    // Out of subnets from which no route leads but the one to the bucket's endpoint.
    assertThat((List<?>) in(group, "SecurityGroupEgress"))
        .singleElement()
        .satisfies(rule -> {
          assertThat(in(rule, "FromPort")).isEqualTo(443);
          assertThat(in(rule, "ToPort")).isEqualTo(443);
        });
    assertThat(stack.only("AWS::EC2::SecurityGroupIngress").containsKey("SourceSecurityGroupId"))
        .isTrue();
  }

  @Test
  void files_for_download_go_by_the_free_endpoint_and_are_gone_the_next_day() {
    var endpoint = stack.only("AWS::EC2::VPCEndpoint");
    assertThat(endpoint.get("VpcEndpointType")).isEqualTo("Gateway");
    assertThat(in(endpoint, "PolicyDocument", "Statement", 0, "Action"))
        .isEqualTo(List.of("s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"));
    assertThat(in(endpoint, "PolicyDocument", "Statement", 1, "Action")).isEqualTo("s3:ListBucket");
    assertThat((List<?>) in(endpoint, "PolicyDocument", "Statement")).hasSize(4);
    assertThat(in(endpoint, "PolicyDocument", "Statement", 0, "Resource").toString())
        .contains("ExportsFiles");
    assertThat(stack.of("AWS::S3::Bucket").toString()).contains("ExpirationInDays=1");
  }

  @Test
  void the_companys_papers_are_read_by_two_functions_and_written_by_nobody_here() {
    var touching =
        stack.of("AWS::IAM::Policy").stream()
            .filter(policy -> policy.toString().contains("PapersFiles"))
            .toList();
    assertThat(touching).hasSize(2);
    for (var policy : touching) {
      for (var statement : (List<?>) in(policy, "PolicyDocument", "Statement")) {
        if (in(statement, "Resource").toString().contains("PapersFiles")) {
          assertThat(in(statement, "Action").toString()).isIn("s3:GetObject", "s3:ListBucket");
        }
      }
    }
    for (var file : Papers.FILES) {
      assertThat(stack.only("AWS::EC2::VPCEndpoint").toString()).contains("/" + file);
    }
  }

  @Test
  void an_order_in_the_bucket_calls_the_function_that_makes_files_and_nothing_else_does() {
    var rule = stack.only("AWS::Events::Rule");
    assertThat(in(rule, "EventPattern", "source")).isEqualTo(List.of("aws.s3"));
    assertThat(in(rule, "EventPattern", "detail", "object", "key"))
        .isEqualTo(List.of(Map.of("prefix", "orders/")));
    assertThat(in(rule, "EventPattern", "detail", "bucket", "name").toString())
        .contains("ExportsFiles");
    assertThat((List<?>) in(rule, "Targets")).hasSize(1);
    assertThat(in(rule, "Targets", 0, "Arn").toString()).contains("FunctionsExport");
    assertThat(stack.of("AWS::S3::Bucket").toString()).contains("EventBridgeEnabled=true");
  }

  @Test
  void every_log_is_kept_as_long_as_the_settings_say() {
    assertThat(stack.of("AWS::Logs::LogGroup")).hasSize(9);
    for (var log : stack.of("AWS::Logs::LogGroup")) {
      assertThat(log.get("RetentionInDays")).isEqualTo(30);
    }
  }

  private static Map<?, ?> letters() {
    return queue(true);
  }

  private static Map<?, ?> dead() {
    return queue(false);
  }

  private static Map<?, ?> queue(boolean redrives) {
    return stack.of("AWS::SQS::Queue").stream()
        .filter(queue -> queue.containsKey("RedrivePolicy") == redrives)
        .findFirst()
        .orElseThrow();
  }
}
