package ponto.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import ponto.lambda.database.CloudDatabase;
import ponto.lambda.database.Settings;
import ponto.lambda.door.Door;
import ponto.lambda.export.CloudExports;
import ponto.lambda.export.Shelf;
import ponto.lambda.papers.CompanyPapers;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Makes the files that take longer than the gateway waits. Called by the event that an order was
 * put into the bucket; what fails for a while is thrown, and Lambda calls again.
 */
public final class ExportHandler implements RequestStreamHandler {
  /** The function has a quarter of an hour. */
  private static final Duration READING = Duration.ofMinutes(14);

  private final Door door;

  /** In the environment's own words. */
  public ExportHandler() {
    var environment = System.getenv();
    var clock = InstantSource.system();
    var exports = new CloudExports(Shelf.of(environment, CloudExports.BUCKET), clock, READING);
    var database = new CloudDatabase(Settings.of(environment), environment, clock);
    door = new Door(database, exports, CompanyPapers.of(environment), READING, clock, null);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    try {
      door.fulfil(key(event));
    } catch (SQLException e) {
      // Without its message, which may quote a row.
      throw new IllegalStateException("the database refused it: SQLSTATE " + e.getSQLState());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the function is ending", e);
    } finally {
      door.disconnect();
    }
  }

  /** {@code detail.object.key} of EventBridge's "Object Created". */
  private static String key(InputStream event) {
    try (var json = new JsonFactory().createParser(ObjectReadContext.empty(), event)) {
      for (var token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING
            && json.streamReadContext().pathAsPointer().toString().equals("/detail/object/key")) {
          return json.getString();
        }
      }
    }
    throw new IllegalArgumentException("the event names no object");
  }
}
