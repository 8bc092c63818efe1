package ponto.infra;

import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.IQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.amazon.awscdk.services.sqs.RedriveAllowPolicy;
import software.amazon.awscdk.services.sqs.RedrivePermission;
import software.constructs.Construct;

/** Where a punch is durable: the letters, and behind them those that failed every attempt. */
final class Queues extends Construct {
  /** With the visibility: ten hours of a database away. Bad data is set aside, never retried. */
  private static final int ATTEMPTS = 100;

  private static final int LETTER_BYTES = 1024 * 1024;

  private final Queue letters;
  private final Queue dead;

  Queues(Construct stack, Artefacts artefacts) {
    super(stack, "Queue");
    dead =
        Queue.Builder.create(this, "Dead")
            .encryption(QueueEncryption.SQS_MANAGED)
            .enforceSsl(true)
            .maxMessageSizeBytes(LETTER_BYTES)
            // Counted from the first sending, so it must outlive the letters' own queue.
            .retentionPeriod(Duration.days(14))
            .redriveAllowPolicy(
                RedriveAllowPolicy.builder().redrivePermission(RedrivePermission.ALLOW_ALL).build())
            .removalPolicy(RemovalPolicy.RETAIN)
            .build();
    letters =
        Queue.Builder.create(this, "Letters")
            .encryption(QueueEncryption.SQS_MANAGED)
            .enforceSsl(true)
            .maxMessageSizeBytes(LETTER_BYTES)
            .retentionPeriod(Duration.days(4))
            .visibilityTimeout(Duration.seconds(6 * artefacts.recordingSeconds()))
            .deadLetterQueue(DeadLetterQueue.builder().queue(dead).maxReceiveCount(ATTEMPTS).build())
            .removalPolicy(RemovalPolicy.RETAIN)
            .build();
  }

  Queue letters() {
    return letters;
  }

  IQueue dead() {
    return dead;
  }
}
