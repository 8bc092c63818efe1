package ponto.infra;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.customresources.Provider;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.lambda.eventsources.SqsEventSource;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * The four functions: one records, one answers the other operations, one makes the files that take
 * long, one brings the schema.
 */
final class Functions extends Construct {
  private static final int BATCH = 100;

  /** The gateway waits no longer than 29 s for an answer. */
  private static final int API_SECONDS = 29;

  /** What of it a file may take before it is ordered; the rest is for a database that wakes up. */
  private static final int EXPORT_SECONDS = 15;

  /** The most that a function may have. */
  private static final int LONG_SECONDS = 900;

  /** Two companies' years at once; each reads with one connection. */
  private static final int EXPORT_CONCURRENCY = 2;

  /** Nobody's polling may take every connection of the database. */
  private static final int API_CONCURRENCY = 10;

  private final Settings settings;
  private final Network network;
  private final Database database;
  private final Function record;
  private final Alias api;
  private final Function export;
  private final Function migrate;

  Functions(
      Construct stack,
      Settings settings,
      Artefacts artefacts,
      Network network,
      Database database,
      Exports exports,
      Papers papers) {
    super(stack, "Functions");
    this.settings = settings;
    this.network = network;
    this.database = database;
    record =
        function(
            "Record",
            artefacts.recordingZip().toString(),
            artefacts.recordingSeconds(),
            List.of("ponto_recorder"),
            null);
    var answer =
        function(
            "Api",
            artefacts.apiZip().toString(),
            API_SECONDS,
            List.of("ponto_api"),
            API_CONCURRENCY);
    answer.addEnvironment("PONTO_ORIGIN", settings.origin());
    export =
        function(
            "Export",
            artefacts.apiZip().toString(),
            LONG_SECONDS,
            List.of("ponto_api"),
            EXPORT_CONCURRENCY);
    handOut(answer, exports, papers);
    api =
        Alias.Builder.create(this, "ApiLive")
            .aliasName("live")
            .version(answer.getCurrentVersion())
            .build();
    // Fifteen minutes: the first deployment waits for the database to start, and Flyway for its
    // lock.
    migrate =
        function(
            "Migrate", artefacts.apiZip().toString(), LONG_SECONDS, List.of(Database.MASTER), null);
    // The framework's function stands outside the VPC and answers CloudFormation in the end.
    var provider =
        Provider.Builder.create(this, "Provider")
            .onEventHandler(migrate)
            .logGroup(Retention.log(this, "ProviderLog", settings))
            .build();
    var schema =
        CustomResource.Builder.create(this, "Schema")
            .serviceToken(provider.getServiceToken())
            .properties(Map.of("Version", migrate.getCurrentVersion().getVersion()))
            .build();
    schema.getNode().addDependency(database.writer());
    // Nobody meets the new code before the new schema, nor the door before the first schema.
    api.getNode().addDependency(schema);
  }

  /** Files leave by the bucket for exports, signed with what the company has in its own. */
  private void handOut(Function answer, Exports exports, Papers papers) {
    answer.addEnvironment("PONTO_EXPORT_SECONDS", String.valueOf(EXPORT_SECONDS));
    exports.let(
        answer,
        List.of(Exports.FILES, Exports.REFUSALS, Exports.ORDERS),
        List.of(Exports.FILES, Exports.ORDERS));
    exports.let(
        export, List.of(Exports.FILES, Exports.ORDERS), List.of(Exports.FILES, Exports.REFUSALS));
    exports.madeBy(export);
    for (var printing : List.of(answer, export)) {
      printing.addEnvironment("PONTO_EXPORTS_BUCKET", exports.name());
      printing.addEnvironment("PONTO_PAPERS_BUCKET", papers.name());
      papers.let(printing);
    }
  }

  private Function function(
      String name, String zip, int seconds, List<String> users, @Nullable Integer concurrency) {
    var function =
        Function.Builder.create(this, name)
            .runtime(Runtime.JAVA_25)
            .architecture(Architecture.ARM_64)
            .handler("ponto.lambda." + name + "Handler")
            .code(Code.fromAsset(zip))
            .memorySize(1024)
            .timeout(Duration.seconds(seconds))
            .vpc(network.vpc())
            .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
            .securityGroups(List.of(network.group()))
            .logGroup(Retention.log(this, name + "Log", settings))
            .loggingFormat(LoggingFormat.JSON)
            .reservedConcurrentExecutions(concurrency)
            .snapStart(name.equals("Api") ? SnapStartConf.ON_PUBLISHED_VERSIONS : null)
            .environment(
                Map.of(
                    "PONTO_DB_HOST", database.host(),
                    "PONTO_DB_PORT", String.valueOf(Network.DATABASE_PORT),
                    "PONTO_DB_NAME", Database.NAME,
                    "PONTO_DB_USER", users.getFirst(),
                    "PONTO_STAGE", settings.stage()))
            .build();
    function.addToRolePolicy(database.signIn(users));
    return function;
  }

  /** The pollers read no more than the functions take: a throttled receive would count as one. */
  void recordFrom(Queue letters) {
    record.addEventSource(
        SqsEventSource.Builder.create(letters)
            .batchSize(BATCH)
            .maxBatchingWindow(Duration.seconds(1))
            .maxConcurrency(settings.concurrency())
            .reportBatchItemFailures(true)
            .build());
  }

  Function migrate() {
    return migrate;
  }

  Function export() {
    return export;
  }

  Function record() {
    return record;
  }

  Alias api() {
    return api;
  }
}
