package ponto.infra;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.services.ec2.FlowLogDestination;
import software.amazon.awscdk.services.ec2.FlowLogOptions;
import software.amazon.awscdk.services.ec2.FlowLogTrafficType;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.constructs.Construct;

/** Subnets without a way out, and one group whose members reach each other's database port. */
final class Network extends Construct {
  /** PostgreSQL's. */
  static final int DATABASE_PORT = 5432;

  private final IVpc vpc;
  private final @Nullable Vpc made;
  private final ISecurityGroup group;

  Network(Construct stack, Settings settings) {
    super(stack, "Network");
    if (settings.vpcId().isEmpty()) {
      made =
          Vpc.Builder.create(this, "Vpc")
              .maxAzs(2)
              .natGateways(0)
              .subnetConfiguration(
                  List.of(
                      SubnetConfiguration.builder()
                          .name("isolated")
                          .subnetType(SubnetType.PRIVATE_ISOLATED)
                          .build()))
              .build();
      var log = Retention.log(this, "RefusedLog", settings);
      made.addFlowLog(
          "Refused",
          FlowLogOptions.builder()
              .destination(FlowLogDestination.toCloudWatchLogs(log))
              .trafficType(FlowLogTrafficType.REJECT)
              .build());
      vpc = made;
      group =
          SecurityGroup.Builder.create(this, "Group")
              .vpc(vpc)
              .description("The functions and the database")
              .allowAllOutbound(false)
              .build();
      group.addIngressRule(group, Port.tcp(DATABASE_PORT), "functions to the database");
      group.addEgressRule(group, Port.tcp(DATABASE_PORT), "functions to the database");
      // The one thing behind a route out of these subnets is the bucket's endpoint.
      group.addEgressRule(Peer.anyIpv4(), Port.HTTPS, "functions to the bucket for exports");
    } else {
      made = null;
      vpc =
          Vpc.fromVpcAttributes(
              this,
              "Vpc",
              VpcAttributes.builder()
                  .vpcId(settings.vpcId())
                  .availabilityZones(
                      java.util.stream.IntStream.range(0, settings.subnetIds().size())
                          .mapToObj(i -> Fn.select(i, Fn.getAzs()))
                          .toList())
                  .isolatedSubnetIds(settings.subnetIds())
                  .build());
      group = SecurityGroup.fromSecurityGroupId(this, "Group", settings.securityGroupId());
    }
  }

  /** The one that this stack makes; who brings another keeps its routes himself. */
  Optional<Vpc> made() {
    return Optional.ofNullable(made);
  }

  IVpc vpc() {
    return vpc;
  }

  ISecurityGroup group() {
    return group;
  }
}
