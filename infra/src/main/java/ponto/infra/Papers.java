package ponto.infra;

import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.constructs.Construct;

/**
 * What the company brings by hand: the certificate that signs, its password, and who answers for
 * the program. A bucket, because it costs nothing and is reached by the free endpoint; nothing of
 * this stack writes into it.
 */
final class Papers extends Construct {
  /** As the functions call them. */
  static final List<String> FILES =
      List.of("certificate.p12", "certificate.password", "developer.yaml");

  private final Bucket bucket;

  Papers(Construct stack, Exports exports) {
    super(stack, "Papers");
    bucket =
        Bucket.Builder.create(this, "Files")
            .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
            .encryption(BucketEncryption.S3_MANAGED)
            .enforceSsl(true)
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();
    exports.letThrough(arns());
    exports.letThrough(bucket);
  }

  String name() {
    return bucket.getBucketName();
  }

  private List<String> arns() {
    return FILES.stream().map(bucket::arnForObjects).toList();
  }

  /** The function may read the files, and see which of them are there. */
  void let(Function function) {
    Stream.of(
            PolicyStatement.Builder.create().actions(List.of("s3:GetObject")).resources(arns()),
            PolicyStatement.Builder.create()
                .actions(List.of("s3:ListBucket"))
                .resources(List.of(bucket.getBucketArn())))
        .forEach(statement -> function.addToRolePolicy(statement.build()));
  }
}
