package ponto.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.apigateway.AccessLogField;
import software.amazon.awscdk.services.apigateway.AccessLogFormat;
import software.amazon.awscdk.services.apigateway.ApiDefinition;
import software.amazon.awscdk.services.apigateway.EndpointType;
import software.amazon.awscdk.services.apigateway.LogGroupLogDestination;
import software.amazon.awscdk.services.apigateway.MethodLoggingLevel;
import software.amazon.awscdk.services.apigateway.SpecRestApi;
import software.amazon.awscdk.services.apigateway.StageOptions;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Permission;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** The gateway: between it and the queue stands no code of ours. */
final class Door extends Construct {
  /** Twice the seed's burst; more is answered 429 and sent again. */
  private static final int REQUESTS_PER_SECOND = 2000;

  private static final int REQUESTS_AT_ONCE = 4000;

  private final SpecRestApi api;

  Door(Construct stack, Settings settings, Identity identity, Queue letters, Alias function) {
    super(stack, "Door");
    var role =
        Role.Builder.create(this, "Role")
            .assumedBy(
                new ServicePrincipal("apigateway.amazonaws.com")
                    .withConditions(
                        Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID))))
            .inlinePolicies(
                Map.of(
                    "send",
                    PolicyDocument.Builder.create()
                        .statements(
                            List.of(
                                PolicyStatement.Builder.create()
                                    .actions(List.of("sqs:SendMessage"))
                                    .resources(List.of(letters.getQueueArn()))
                                    .build()))
                        .build()))
            .build();
    var gateway = "arn:" + Aws.PARTITION + ":apigateway:" + Aws.REGION;
    var name = "ponto-" + settings.stage();
    var body =
        GatewayBody.of(
            name,
            new Integrations(
                gateway + ":sqs:path/" + Aws.ACCOUNT_ID + "/" + letters.getQueueName(),
                role.getRoleArn(),
                gateway
                    + ":lambda:path/2015-03-31/functions/"
                    + function.getFunctionArn()
                    + "/invocations",
                identity.poolArn(),
                settings.origin()));
    api =
        SpecRestApi.Builder.create(this, "Api")
            .restApiName(name)
            .apiDefinition(ApiDefinition.fromInline(body))
            .endpointTypes(List.of(EndpointType.REGIONAL))
            // The account's own setting, without which no stage may log. It outlives the stack:
            // every
            // other gateway of the account and region logs by it too.
            .cloudWatchRole(true)
            .cloudWatchRoleRemovalPolicy(RemovalPolicy.RETAIN)
            .deployOptions(stage(settings))
            .build();
    function.addPermission(
        "Gateway",
        Permission.builder()
            .principal(new ServicePrincipal("apigateway.amazonaws.com"))
            .sourceArn(api.arnForExecuteApi())
            .build());
  }

  private StageOptions stage(Settings settings) {
    var log = Retention.log(this, "Access", settings);
    return StageOptions.builder()
        .stageName(settings.stage())
        .throttlingRateLimit(REQUESTS_PER_SECOND)
        .throttlingBurstLimit(REQUESTS_AT_ONCE)
        .loggingLevel(MethodLoggingLevel.ERROR)
        .dataTraceEnabled(false)
        .metricsEnabled(true)
        .accessLogDestination(new LogGroupLogDestination(log))
        // No address, no subject, no path with a CPF in it.
        .accessLogFormat(
            AccessLogFormat.custom(
                "{\"request\":\"%s\",\"at\":\"%s\",\"method\":\"%s\",\"resource\":\"%s\",\"status\":\"%s\",\"ms\":\"%s\"}"
                    .formatted(
                        AccessLogField.contextRequestId(),
                        AccessLogField.contextRequestTime(),
                        AccessLogField.contextHttpMethod(),
                        AccessLogField.contextResourcePath(),
                        AccessLogField.contextStatus(),
                        AccessLogField.contextResponseLatency())))
        .build();
  }

  SpecRestApi api() {
    return api;
  }

  /** What the gateway counts of the punches alone. */
  Metric punches(String name, Duration period) {
    return Watch.metric(
        "AWS/ApiGateway",
        name,
        Map.of(
            "ApiName",
            api.getRestApiName(),
            "Stage",
            api.getDeploymentStage().getStageName(),
            "Method",
            "POST",
            "Resource",
            "/v1/punches"),
        "Sum",
        period);
  }
}
