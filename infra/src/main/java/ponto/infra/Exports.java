package ponto.infra;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpoint;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.Match;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.targets.LambdaFunction;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.s3.CorsRule;
import software.amazon.awscdk.services.s3.HttpMethods;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.constructs.Construct;

/**
 * Where files go that are too long for one answer, the free way there out of the subnets, and what
 * calls the function that makes those which take long.
 */
final class Exports extends Construct {
  static final String FILES = "files/*";
  static final String REFUSALS = "refused/*";
  static final String ORDERS = "orders/*";

  /** A link is good for minutes; the file behind it can be made again at any time. */
  private static final int KEPT_DAYS = 1;

  /** As long as whoever ordered it is told to wait. */
  private static final Duration ORDER_LIFE = Duration.hours(1);

  private static final int PREFLIGHT_SECONDS = 3_600;

  private final Bucket bucket;

  /** Of a network that this stack makes; who brings another has one. */
  private final Optional<GatewayVpcEndpoint> endpoint;

  Exports(Construct stack, Network network) {
    super(stack, "Exports");
    bucket =
        Bucket.Builder.create(this, "Files")
            .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
            .encryption(BucketEncryption.S3_MANAGED)
            .enforceSsl(true)
            // A link is all the right there is, whichever page follows it.
            .cors(
                List.of(
                    CorsRule.builder()
                        .allowedOrigins(List.of("*"))
                        .allowedMethods(List.of(HttpMethods.GET))
                        .exposedHeaders(List.of("Content-Disposition"))
                        .maxAge(PREFLIGHT_SECONDS)
                        .build()))
            .lifecycleRules(
                List.of(
                    LifecycleRule.builder()
                        .expiration(Duration.days(KEPT_DAYS))
                        .abortIncompleteMultipartUploadAfter(Duration.days(KEPT_DAYS))
                        .build()))
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();
    // CDK's own way would bring a function that may change any bucket of the account.
    if (bucket.getNode().getDefaultChild() instanceof CfnBucket made) {
      made.setNotificationConfiguration(
          CfnBucket.NotificationConfigurationProperty.builder()
              .eventBridgeConfiguration(
                  CfnBucket.EventBridgeConfigurationProperty.builder()
                      .eventBridgeEnabled(true)
                      .build())
              .build());
    }
    endpoint =
        network
            .made()
            .map(vpc ->
                vpc.addGatewayEndpoint(
                    "Storage",
                    GatewayVpcEndpointOptions.builder()
                        .service(GatewayVpcEndpointAwsService.S3)
                        .build()));
    allow(
        List.of("s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"),
        List.of(bucket.arnForObjects("*")));
    letThrough(bucket);
  }

  /** The endpoint lets these be read too. */
  void letThrough(List<String> objects) {
    allow(List.of("s3:GetObject"), objects);
  }

  /** The endpoint lets be told what is in this bucket, and what is not. */
  void letThrough(IBucket listed) {
    allow(List.of("s3:ListBucket"), List.of(listed.getBucketArn()));
  }

  private void allow(List<String> actions, List<String> resources) {
    endpoint.ifPresent(way ->
        way.addToPolicy(
            PolicyStatement.Builder.create()
                .principals(List.of(new AnyPrincipal()))
                .actions(actions)
                .resources(resources)
                .build()));
  }

  String name() {
    return bucket.getBucketName();
  }

  /** The host of the links. */
  String host() {
    return bucket.getBucketRegionalDomainName();
  }

  /** What a function may do here: read under these prefixes, and write under those. */
  void let(Function function, List<String> reads, List<String> writes) {
    function.addToRolePolicy(objects(List.of("s3:GetObject"), reads));
    function.addToRolePolicy(objects(List.of("s3:PutObject"), writes));
    function.addToRolePolicy(objects(List.of("s3:AbortMultipartUpload"), List.of(FILES)));
    // Without it what is not there would be answered as what one may not see.
    function.addToRolePolicy(
        PolicyStatement.Builder.create()
            .actions(List.of("s3:ListBucket"))
            .resources(List.of(bucket.getBucketArn()))
            .build());
  }

  private PolicyStatement objects(List<String> actions, List<String> prefixes) {
    return PolicyStatement.Builder.create()
        .actions(actions)
        .resources(prefixes.stream().map(bucket::arnForObjects).toList())
        .build();
  }

  /** Each order that is put here calls the function. */
  void madeBy(Function function) {
    Rule.Builder.create(this, "Ordered")
        .eventPattern(
            EventPattern.builder()
                .source(List.of("aws.s3"))
                .detailType(List.of("Object Created"))
                .detail(
                    Map.of(
                        "bucket",
                        Map.of("name", List.of(bucket.getBucketName())),
                        "object",
                        Map.of("key", Match.prefix(ORDERS.substring(0, ORDERS.length() - 1)))))
                .build())
        .targets(
            List.of(
                LambdaFunction.Builder.create(function)
                    .retryAttempts(2)
                    .maxEventAge(ORDER_LIFE)
                    .build()))
        .build();
  }
}
