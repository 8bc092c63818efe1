package ponto.lambda.batch;

import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import ponto.inbox.Letter;
import ponto.lambda.batch.Delivery.Addressed;
import ponto.lambda.batch.Delivery.Stray;
import ponto.ledger.BatchRecorder;
import ponto.ledger.Tally;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One batch of the queue on its way into the database: whatever is not certain to be there, the
 * queue is told to deliver again. Not thread-safe.
 */
public final class QueueBatch implements BatchRecorder.Owner {
  /**
   * A letter that came more often than this and still fails alone, with the database well, is kept
   * raw: it was tried three times at each, over half an hour, and fails by itself.
   */
  static final int RECEIVES_MAX = 5;

  /** Below this nothing new is begun: the answer must be out before the function is ended. */
  private static final int REMAINING_MILLIS_MIN = 500;

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Logger LOG = System.getLogger(QueueBatch.class.getName());

  private final List<Delivery> deliveries;
  private final IntSupplier remainingMillis;
  private final Figures figures;
  private final Set<String> settled = new HashSet<>();
  private final Set<String> stuck = new HashSet<>();
  private boolean reopened;

  /** {@code remainingMillis} says how long the invocation may still take. */
  public QueueBatch(List<Delivery> deliveries, IntSupplier remainingMillis, Figures figures) {
    this.deliveries = List.copyOf(deliveries);
    this.remainingMillis = remainingMillis;
    this.figures = figures;
  }

  /** Records what can be; returns when it is in the database or the time is up. */
  public void record(BatchRecorder recorder) throws InterruptedException {
    for (var delivery : deliveries) {
      if (delivery instanceof Stray(_, var fault)) {
        LOG.log(
            Level.ERROR,
            "a message that is not our gateway''s was left to the queue, which moves it to the dead"
                + " letters: {0}",
            fault);
      }
    }
    // What has failed before goes last: a letter that ends the function must not end the others'.
    var fresh = letters(false);
    var again = letters(true);
    if ((fresh.isEmpty() || recorder.record(fresh, this)) && !again.isEmpty()) {
      recorder.record(again, this);
    }
    for (var delivery : addressed()) {
      if (delivery.receives() > RECEIVES_MAX && stuck.contains(delivery.letter().receipt())) {
        setAside(recorder, delivery);
      }
    }
    figures.addFailed(failed().size());
  }

  private void setAside(BatchRecorder recorder, Addressed delivery) {
    var detail =
        "Recording it failed at each of " + delivery.receives() + " deliveries; kept as it came.";
    try {
      var tally = recorder.setAside(delivery.letter(), detail);
      recorded(List.of(delivery.letter()), tally);
      LOG.log(
          Level.ERROR,
          "the letter {0} was set aside unread: {1}",
          delivery.letter().receipt(),
          detail);
    } catch (SQLException e) {
      LOG.log(
          Level.ERROR,
          "the letter {0} could not even be set aside (SQLSTATE {1}); it comes again",
          delivery.letter().receipt(),
          e.getSQLState());
    }
  }

  /** Writes which messages the queue shall deliver again; the others it forgets. */
  public void answer(OutputStream out) {
    try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("batchItemFailures");
      for (var messageId : failed()) {
        json.writeStartObject();
        json.writeStringProperty("itemIdentifier", messageId);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private List<String> failed() {
    var failed = new ArrayList<String>();
    for (var delivery : deliveries) {
      if (!(delivery instanceof Addressed(_, _, var letter))
          || !settled.contains(letter.receipt())) {
        failed.add(delivery.messageId());
      }
    }
    return failed;
  }

  private List<Letter> letters(boolean isOld) {
    return addressed().stream()
        .filter(delivery -> delivery.receives() > RECEIVES_MAX == isOld)
        .map(Addressed::letter)
        .toList();
  }

  private List<Addressed> addressed() {
    return deliveries.stream()
        .filter(Addressed.class::isInstance)
        .map(Addressed.class::cast)
        .toList();
  }

  @Override
  public void recorded(List<Letter> letters, Tally tally) {
    letters.forEach(letter -> settled.add(letter.receipt()));
    figures.add(tally);
  }

  @Override
  public void stuck(Letter letter) {
    stuck.add(letter.receipt());
  }

  /** Once, at once: a connection that died while the function slept. Then the queue waits. */
  @Override
  public boolean awaitDatabase(SQLException failure, List<Letter> letters) {
    LOG.log(
        Level.WARNING,
        "the database is away ({0}); {1} letters {2}",
        failure.getSQLState(),
        letters.size(),
        reopened ? "stay in the queue" : "are tried once more");
    var again = !reopened;
    reopened = true;
    return again;
  }

  @Override
  public boolean goesOn() {
    return remainingMillis.getAsInt() >= REMAINING_MILLIS_MIN;
  }
}
