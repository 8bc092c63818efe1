package ponto.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import ponto.access.Connections;
import ponto.access.Tenant;

/** Files of any length, a few at a time, so that the other readers keep their connections. */
final class Exports {
  /** Of eight connections for reading; a month of everybody takes each some seconds. */
  static final int EXPORTS_MAX = 3;

  private static final int RETRY_SECONDS = 5;

  private final Connections connections;
  private final Semaphore room = new Semaphore(EXPORTS_MAX);

  Exports(Connections connections) {
    this.connections = connections;
  }

  /** Writes a file from the rows of one employer. */
  @FunctionalInterface
  interface Rows {
    void write(Connection connection, Writer out) throws SQLException;
  }

  /**
   * A file with these rows, read while it is sent.
   *
   * @throws Problem 503 while all the room for exports is taken
   */
  Response csv(long employerId, String name, Rows rows) {
    if (!room.tryAcquire()) {
      throw Problem.unavailable("busy", "too many exports at once", RETRY_SECONDS);
    }
    var given = new AtomicBoolean();
    return Response.file(
        name + ".csv",
        "text/csv; charset=utf-8",
        new Response.Stream() {
          @Override
          public void write(Writer out) throws IOException, SQLException {
            try {
              Tenant.speakingFor(
                  employerId,
                  connections,
                  connection -> {
                    rows.write(connection, out);
                    return true;
                  });
            } catch (UncheckedIOException e) {
              throw e.getCause();
            }
          }

          @Override
          public void close() {
            if (given.compareAndSet(false, true)) {
              room.release();
            }
          }
        });
  }
}
