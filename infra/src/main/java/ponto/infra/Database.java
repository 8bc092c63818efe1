package ponto.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnDeletionPolicy;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.rds.CfnDBCluster;
import software.amazon.awscdk.services.rds.CfnDBClusterParameterGroup;
import software.amazon.awscdk.services.rds.CfnDBInstance;
import software.amazon.awscdk.services.rds.CfnDBSubnetGroup;
import software.constructs.Construct;

/**
 * Aurora PostgreSQL that pauses when nobody needs it; everybody signs in by IAM, the master too.
 */
final class Database extends Construct {
  static final String NAME = "ponto";

  /** The owner of the schema; used by the migration alone. */
  static final String MASTER = "ponto";

  /** The least that Aurora takes: an evening without a punch costs storage only. */
  private static final int PAUSE_AFTER_SECONDS = 300;

  private final CfnDBCluster cluster;
  private final CfnDBInstance writer;

  Database(Construct stack, Settings settings, Network network) {
    super(stack, "Database");
    var subnets =
        CfnDBSubnetGroup.Builder.create(this, "Subnets")
            .dbSubnetGroupDescription("Isolated subnets")
            .subnetIds(
                network.vpc().getIsolatedSubnets().stream().map(ISubnet::getSubnetId).toList())
            .build();
    var scaling =
        CfnDBCluster.ServerlessV2ScalingConfigurationProperty.builder()
            .minCapacity(settings.acuMin())
            .maxCapacity(settings.acuMax());
    if (settings.acuMin() == 0) {
      scaling.secondsUntilAutoPause(PAUSE_AFTER_SECONDS);
    }
    // Named, so that its log is there before it, with an end to what it keeps.
    var name = "ponto-" + settings.stage() + "-" + PontoStack.mark();
    var log =
        Retention.builder(this, "Log", settings)
            .logGroupName("/aws/rds/cluster/" + name + "/postgresql")
            .build();
    var manners =
        CfnDBClusterParameterGroup.Builder.create(this, "Manners")
            .family("aurora-postgresql17")
            .description("TLS only; an error is logged without the row that it is about")
            .parameters(Map.of("rds.force_ssl", "1", "log_error_verbosity", "terse"))
            .build();
    cluster =
        CfnDBCluster.Builder.create(this, "Cluster")
            .dbClusterIdentifier(name)
            .dbClusterParameterGroupName(manners.getRef())
            .engine("aurora-postgresql")
            .engineVersion("17.7")
            .databaseName(NAME)
            .masterUsername(MASTER)
            .masterUserAuthenticationType("iam-db-auth")
            .enableIamDatabaseAuthentication(true)
            .storageEncrypted(true)
            .deletionProtection(settings.isProtected())
            .backupRetentionPeriod(14)
            .copyTagsToSnapshot(true)
            .enableCloudwatchLogsExports(List.of("postgresql"))
            .dbSubnetGroupName(subnets.getRef())
            .vpcSecurityGroupIds(List.of(network.group().getSecurityGroupId()))
            .serverlessV2ScalingConfiguration(scaling.build())
            .build();
    cluster.getNode().addDependency(log);
    cluster.getCfnOptions().setDeletionPolicy(CfnDeletionPolicy.SNAPSHOT);
    cluster.getCfnOptions().setUpdateReplacePolicy(CfnDeletionPolicy.SNAPSHOT);
    writer =
        CfnDBInstance.Builder.create(this, "Writer")
            .engine("aurora-postgresql")
            .dbClusterIdentifier(cluster.getRef())
            .dbInstanceClass("db.serverless")
            .publiclyAccessible(false)
            .autoMinorVersionUpgrade(true)
            .build();
  }

  /** What answers a connection; the cluster alone does not. */
  CfnDBInstance writer() {
    return writer;
  }

  String id() {
    return cluster.getRef();
  }

  String host() {
    return cluster.getAttrEndpointAddress();
  }

  /** Lets its bearer sign in as these users and no others. */
  PolicyStatement signIn(List<String> users) {
    return PolicyStatement.Builder.create()
        .actions(List.of("rds-db:connect"))
        .resources(
            users.stream()
                .map(user ->
                    "arn:%s:rds-db:%s:%s:dbuser:%s/%s"
                        .formatted(
                            Aws.PARTITION,
                            Aws.REGION,
                            Aws.ACCOUNT_ID,
                            cluster.getAttrDbClusterResourceId(),
                            user))
                .toList())
        .build();
  }
}
