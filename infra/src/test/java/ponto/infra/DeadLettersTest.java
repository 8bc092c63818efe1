package ponto.infra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The command on a queue that speaks SQS's own protocol. */
class DeadLettersTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private SQSRestServer server;
  private SqsClient sqs;
  private String dead;
  private String letters;

  @BeforeEach
  void open() {
    server =
        SQSRestServerBuilder.withPort(0)
            .withInterface("127.0.0.1")
            .withAWSRegion("sa-east-1")
            .start();
    var address = "http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort();
    sqs =
        SqsClient.builder()
            .endpointOverride(URI.create(address))
            .region(Region.of("sa-east-1"))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    dead = sqs.createQueue(queue -> queue.queueName("Dead")).queueUrl();
    var policy =
        "{\"deadLetterTargetArn\":\"arn:aws:sqs:sa-east-1:000000000000:Dead\",\"maxReceiveCount\":3}";
    letters =
        sqs.createQueue(queue ->
                queue
                    .queueName("ponto-demo-letters-1a2b")
                    .attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)))
            .queueUrl();
  }

  @AfterEach
  void close() {
    sqs.close();
    server.stopAndWait();
  }

  private DeadLetters of(String stack) {
    return new DeadLetters(sqs, stack, new PrintStream(said, true, UTF_8));
  }

  private void bury(String receipt) {
    sqs.sendMessage(message ->
        message
            .queueUrl(dead)
            .messageBody("{\"secret\":1}")
            .messageAttributes(
                Map.of(
                    "receipt",
                    MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(receipt)
                        .build())));
  }

  @Test
  void dead_letters_are_listed_by_receipt_and_without_their_words() {
    for (var number = 10; number < 25; number++) {
      bury("r-" + number);
    }
    assertThat(of("ponto-demo").answer("list")).isZero();
    assertThat(said.toString(UTF_8))
        .contains("r-10  sent 20", "r-24  sent 20", "15 dead letters of ponto-demo")
        .doesNotContain("secret");
  }

  @Test
  void what_is_brought_back_is_in_the_queue_again() {
    bury("r-1");
    assertThat(of("ponto-demo").answer("redrive")).isZero();
    var back = sqs.receiveMessage(ask -> ask.queueUrl(letters).waitTimeSeconds(20)).messages();
    assertThat(back).hasSize(1);
    assertThat(back.getFirst().body()).isEqualTo("{\"secret\":1}");
  }

  @Test
  void a_stack_that_is_not_there_is_named() {
    assertThatThrownBy(() -> of("ponto-other").answer("list"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ponto-other")
        .hasMessageContaining("infra/ponto.yaml");
    assertThat(of("ponto-demo").answer("nothing")).isEqualTo(64);
  }
}
