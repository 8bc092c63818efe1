package ponto.infra;

import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.constructs.Construct;

/** Where files go that are too long for one answer, and the free way there out of the subnets. */
final class Exports extends Construct {
  /** A link is good for minutes; the file behind it can be made again at any time. */
  private static final int KEPT_DAYS = 1;

  private final Bucket bucket;

  Exports(Construct stack, Network network) {
    super(stack, "Exports");
    bucket =
        Bucket.Builder.create(this, "Files")
            .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
            .encryption(BucketEncryption.S3_MANAGED)
            .enforceSsl(true)
            .lifecycleRules(
                List.of(
                    LifecycleRule.builder()
                        .expiration(Duration.days(KEPT_DAYS))
                        .abortIncompleteMultipartUploadAfter(Duration.days(KEPT_DAYS))
                        .build()))
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();
    network
        .made()
        .ifPresent(vpc ->
            vpc.addGatewayEndpoint(
                    "Storage",
                    GatewayVpcEndpointOptions.builder()
                        .service(GatewayVpcEndpointAwsService.S3)
                        .build())
                .addToPolicy(
                    PolicyStatement.Builder.create()
                        .principals(List.of(new AnyPrincipal()))
                        .actions(List.of("s3:GetObject", "s3:PutObject"))
                        .resources(List.of(bucket.arnForObjects("*")))
                        .build()));
  }

  Bucket bucket() {
    return bucket;
  }
}
