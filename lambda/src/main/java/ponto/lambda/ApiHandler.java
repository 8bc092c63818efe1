package ponto.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import org.crac.Core;
import org.crac.Resource;
import ponto.lambda.database.CloudDatabase;
import ponto.lambda.database.Settings;
import ponto.lambda.door.Door;
import ponto.lambda.export.CloudExports;
import ponto.lambda.export.Shelf;
import ponto.lambda.papers.CompanyPapers;

/**
 * Answers every operation of the contract but the punch, which the gateway itself puts into the
 * queue. Its snapshot (SnapStart) holds everything loaded and no connection.
 */
public final class ApiHandler implements RequestStreamHandler, Resource {
  /** Longer than any report takes, shorter than the gateway waits. */
  private static final Duration READING = Duration.ofSeconds(25);

  private final Door door;

  /** In the environment's own words. */
  public ApiHandler() {
    var environment = System.getenv();
    var clock = InstantSource.system();
    var settings = Settings.of(environment);
    var exports =
        new CloudExports(
            Shelf.of(environment, CloudExports.BUCKET), clock, settings.exportPatience());
    var database = new CloudDatabase(settings, environment, clock);
    door =
        new Door(
            database, exports, CompanyPapers.of(environment), READING, clock, settings.origin());
    Core.getGlobalContext().register(this);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context) {
    door.answer(event, answer);
  }

  @Override
  public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
    door.prime();
    door.disconnect();
  }

  /**
   * Opens nothing: a restore may take 10 s, a paused database wakes up in 30. The first request
   * opens what it needs.
   */
  @Override
  public void afterRestore(org.crac.Context<? extends Resource> context) {}
}
