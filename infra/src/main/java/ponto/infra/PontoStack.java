package ponto.infra;

import java.util.List;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.CfnRule;
import software.amazon.awscdk.CfnRuleAssertion;
import software.amazon.awscdk.DefaultStackSynthesizer;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;

/** The whole deployment of one stage, wired in the order of a punch's way. */
final class PontoStack extends Stack {
  PontoStack(Construct app, Settings settings, Artefacts artefacts) {
    super(
        app,
        "Ponto",
        StackProps.builder()
            .stackName("ponto-" + settings.stage())
            .description("Ponto, a time clock that never loses a punch")
            .terminationProtection(settings.isProtected())
            .synthesizer(
                DefaultStackSynthesizer.Builder.create()
                    .generateBootstrapVersionRule(false)
                    .build())
            .build());
    // A template is made for one region's settings: elsewhere CloudFormation refuses it.
    CfnRule.Builder.create(this, "Region")
        .assertions(
            List.of(
                CfnRuleAssertion.builder()
                    .assertValue(Fn.conditionEquals(Aws.REGION, settings.region()))
                    .assertDescription("infra/ponto.yaml names another region")
                    .build()))
        .build();
    Tags.of(this).add("ponto:stage", settings.stage());
    var network = new Network(this, settings);
    var database = new Database(this, settings, network);
    var identity = new Identity(this, settings);
    var queue = new Queues(this, settings, artefacts);
    var exports = new Exports(this, network);
    var papers = new Papers(this, exports);
    var functions = new Functions(this, settings, artefacts, network, database, exports, papers);
    functions.recordFrom(queue.letters());
    var door = new Door(this, settings, identity, queue.letters(), functions.api());
    var site = new Site(this, settings, identity, door, exports);
    var client = identity.client(site.address());
    site.publish(artefacts.web(), identity.config(client, site.address()), settings);
    var notice = new Notice(this, settings);
    var watch = Watch.over(this, settings, queue, functions, door, database, notice);
    output("PageUrl", site.address());
    output("ApiUrl", door.api().getUrl());
    output("UserPoolId", identity.poolId());
    output("ClientId", client.getUserPoolClientId());
    output("LettersUrl", queue.letters().getQueueUrl());
    output("DeadLettersUrl", queue.dead().getQueueUrl());
    output("DashboardName", watch.dashboard());
    output("DatabaseHost", database.host());
    output("RecordFunction", functions.record().getFunctionName());
    output("AnswerFunction", functions.api().getFunctionName());
    output("PapersBucket", papers.name());
    output("ExportFunction", functions.export().getFunctionName());
    output("MigrateFunction", functions.migrate().getFunctionName());
  }

  /**
   * A text that no other stack of this account has, the next one of this stage neither: for what
   * may outlive its stack and needs a name all the same.
   */
  static String mark() {
    return Fn.select(0, Fn.split("-", Fn.select(2, Fn.split("/", Aws.STACK_ID))));
  }

  private void output(String name, String value) {
    CfnOutput.Builder.create(this, name).value(value).build();
  }
}
