package ponto.infra;

import java.util.List;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.amazon.awscdk.services.sqs.RedriveAllowPolicy;
import software.amazon.awscdk.services.sqs.RedrivePermission;
import software.constructs.Construct;

/**
 * Where a punch is durable: the letters, and behind them those that failed every attempt. Both stay
 * when the stack goes, because what lies in them is evidence that was answered 202.
 */
final class Queues extends Construct {
  /** With the visibility: ten hours of a database away. Bad data is set aside, never retried. */
  private static final int ATTEMPTS = 100;

  private static final int LETTER_BYTES = 1024 * 1024;

  private final Queue letters;
  private final Queue dead;

  Queues(Construct stack, Settings settings, Artefacts artefacts) {
    super(stack, "Queue");
    // Named, because each queue's policy names the other one; anew for each stack, because a queue
    // outlives its own.
    var name = "ponto-" + settings.stage() + "-letters-" + PontoStack.mark();
    var arn = "arn:%s:sqs:%s:%s:%s".formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID, name);
    dead =
        Queue.Builder.create(this, "Dead")
            .encryption(QueueEncryption.SQS_MANAGED)
            .enforceSsl(true)
            .maxMessageSizeBytes(LETTER_BYTES)
            // Counted from the first sending, so it must outlive the letters' own queue.
            .retentionPeriod(Duration.days(14))
            .redriveAllowPolicy(
                RedriveAllowPolicy.builder()
                    .redrivePermission(RedrivePermission.BY_QUEUE)
                    .sourceQueues(List.of(Queue.fromQueueArn(this, "LettersByName", arn)))
                    .build())
            .removalPolicy(RemovalPolicy.RETAIN)
            .build();
    letters =
        Queue.Builder.create(this, "Letters")
            .queueName(name)
            .encryption(QueueEncryption.SQS_MANAGED)
            .enforceSsl(true)
            .maxMessageSizeBytes(LETTER_BYTES)
            .retentionPeriod(Duration.days(4))
            .visibilityTimeout(Duration.seconds(6 * artefacts.recordingSeconds()))
            .deadLetterQueue(
                DeadLetterQueue.builder().queue(dead).maxReceiveCount(ATTEMPTS).build())
            .removalPolicy(RemovalPolicy.RETAIN)
            .build();
  }

  Queue letters() {
    return letters;
  }

  Queue dead() {
    return dead;
  }
}
