package ponto.server;

import java.io.BufferedOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Writes an answer while it is read; what fails half-way, or takes too long, is broken off, so that
 * nobody takes it for all.
 *
 * @param most how long an answer may take in all
 */
record Streaming(Duration most) {
  /**
   * Forty times what a month of everybody may take. A client that reads a byte a second is never
   * idle, and would hold one of the few places and a database connection for ever.
   */
  static final Duration TOTAL_MAX = Duration.ofMinutes(10);

  /** Several hundred lines at once into the network. */
  private static final int STREAM_BYTES = 64 * 1024;

  private static final Logger LOG = System.getLogger(Streaming.class.getName());

  /** Writes the body; the head is set already. */
  void write(
      ponto.api.Response.Stream stream, Request request, Response response, Callback callback) {
    var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    var end =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                // A write that waits for the client fails with this.
                () -> endPoint.close(new TimeoutException("an export took too long")),
                most.toMillis(),
                TimeUnit.MILLISECONDS);
    // Closed only when all is written: closing ends the answer properly.
    var out = new BufferedOutputStream(Content.Sink.asOutputStream(response), STREAM_BYTES);
    try (stream) {
      stream.write(out);
      out.close();
    } catch (Throwable e) { // An Error too must not leave an answer that looks whole.
      LOG.log(
          Level.WARNING,
          "an export was broken off, which its client sees: {0}",
          e.getClass().getName());
      callback.failed(e);
      return;
    } finally {
      end.cancel();
    }
    callback.succeeded();
  }
}
