package ponto.lambda.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.util.List;
import ponto.inbox.Letter;
import ponto.lambda.batch.Delivery.Addressed;
import ponto.ledger.BatchRecorder;
import ponto.punch.LetterReader;

/**
 * What the first batch would otherwise wait for, done while the runtime is still starting: the
 * connection is opened, and a letter of an employer that there is not goes the whole way but the
 * last step.
 */
public final class Rehearsal {
  private static final String EVENT =
      """
      {"Records":[{"messageId":"rehearsal","receiptHandle":"none",\
      "body":"{\\"punches\\":[{\\"id\\":\\"00000000-0000-4000-8000-000000000000\\",\
      \\"at\\":\\"2026-01-01T08:00:00.000-03:00\\",\\"zone\\":\\"America/Sao_Paulo\\",\
      \\"collector\\":\\"browser\\",\\"evidence\\":{\\"clock\\":{\\"offsetMillis\\":0}}}]}",\
      "attributes":{"ApproximateReceiveCount":"1"},\
      "messageAttributes":{"subject":{"stringValue":"nobody"},"employer":{"stringValue":"0"},\
      "role":{"stringValue":"worker"},"worker":{"stringValue":"52998224725"},\
      "receipt":{"stringValue":"rehearsal"},"receivedAt":{"stringValue":"1767265200000"}}}]}
      """;

  private final Thread reading = Thread.ofPlatform().daemon().unstarted(Rehearsal::letters);
  private final Thread recording;

  private Rehearsal(BatchRecorder recorder) {
    recording = Thread.ofPlatform().daemon().unstarted(() -> recorder.rehearse(Rehearsal::letters));
  }

  /** Begins, and returns at once; until {@link #await} the recorder is in use. */
  public static Rehearsal begin(BatchRecorder recorder) {
    var rehearsal = new Rehearsal(recorder);
    rehearsal.recording.start();
    rehearsal.reading.start();
    return rehearsal;
  }

  /** Waits for its end; at once when it ended before. */
  public void await() throws InterruptedException {
    reading.join();
    recording.join();
  }

  private static List<Letter> letters() {
    var letters =
        Deliveries.read(new ByteArrayInputStream(EVENT.getBytes(UTF_8))).stream()
            .filter(Addressed.class::isInstance)
            .map(delivery -> ((Addressed) delivery).letter())
            .toList();
    letters.forEach(letter -> LetterReader.read(letter.body()));
    return letters;
  }
}
