package ponto.infra;

import software.amazon.awscdk.DefaultStackSynthesizer;
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
            .terminationProtection(true)
            .synthesizer(
                DefaultStackSynthesizer.Builder.create()
                    .generateBootstrapVersionRule(false)
                    .build())
            .build());
    Tags.of(this).add("ponto:stage", settings.stage());
    var network = new Network(this, settings);
    var database = new Database(this, settings, network);
    var identity = new Identity(this);
    var queue = new Queues(this, settings, artefacts);
    var functions = new Functions(this, settings, artefacts, network, database);
    functions.recordFrom(queue.letters());
    var door = new Door(this, settings, identity, queue.letters(), functions.api());
    Watch.over(this, settings, queue, functions, door, database);
  }
}
