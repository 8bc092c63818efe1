package ponto.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import ponto.lambda.batch.Deliveries;
import ponto.lambda.batch.Figures;
import ponto.lambda.batch.QueueBatch;
import ponto.lambda.batch.Rehearsal;
import ponto.lambda.database.CloudDatabase;
import ponto.lambda.database.Settings;
import ponto.ledger.BatchRecorder;
import ponto.ledger.Ledger;

/**
 * Records the letters that the queue hands over, on one connection for the life of its environment.
 * Between the commit and the answer nothing can be lost: what is delivered again is known.
 */
public final class RecordHandler implements RequestStreamHandler {
  /** A connection that rested longer may have been ended: by the server, a fail-over, a freeze. */
  private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(30);

  /**
   * A batch of 1,000 leaves some 20 MB of garbage, of which the serial collector moves a part to
   * where it looks only when memory ends: then the process would grow to all that it may have.
   */
  private static final long HEAP_BYTES_KEPT = 32L * 1024 * 1024;

  private final Settings settings;
  private final InstantSource clock;
  private final PrintStream out;
  private final BatchRecorder recorder;
  private final Rehearsal rehearsal;
  private long usedNanos = System.nanoTime();

  /** In the environment's own words. */
  public RecordHandler() {
    this(System.getenv(), InstantSource.system(), System.out);
  }

  RecordHandler(Map<String, String> environment, InstantSource clock, PrintStream out) {
    this.settings = Settings.of(environment);
    this.clock = clock;
    this.out = out;
    this.recorder =
        new BatchRecorder(
            new Ledger(clock), new CloudDatabase(settings, environment, clock).asRecorder());
    this.rehearsal = Rehearsal.begin(recorder);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context) {
    var begun = System.nanoTime();
    var figures = new Figures();
    var batch = new QueueBatch(Deliveries.read(event), context::getRemainingTimeInMillis, figures);
    try {
      rehearsal.await();
      if (begun - usedNanos > TRUSTED_NANOS) {
        recorder.mend();
      }
      batch.record(recorder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      usedNanos = System.nanoTime();
      figures.print(
          out, settings.stage(), clock.instant(), TimeUnit.NANOSECONDS.toMillis(usedNanos - begun));
    }
    batch.answer(answer);
    if (Runtime.getRuntime().totalMemory() > HEAP_BYTES_KEPT) {
      System.gc();
    }
  }
}
