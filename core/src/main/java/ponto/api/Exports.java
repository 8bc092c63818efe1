package ponto.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
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
  /**
   * Of each of the three kinds of files; of eight connections for reading two are then left, and a
   * month of everybody takes each some seconds.
   */
  static final int EXPORTS_MAX = 2;

  private static final int RETRY_SECONDS = 5;

  private final Connections connections;
  private final Semaphore room = new Semaphore(EXPORTS_MAX);

  Exports(Connections connections) {
    this.connections = connections;
  }

  /** Writes a text from the rows of one employer. */
  @FunctionalInterface
  interface Rows {
    void write(Connection connection, Writer out) throws SQLException;
  }

  /** Writes a file from the rows of one employer. */
  @FunctionalInterface
  interface Records {
    void write(Connection connection, OutputStream out) throws SQLException, IOException;
  }

  /** Writes a file of bytes. */
  @FunctionalInterface
  interface Bytes {
    void write(OutputStream out) throws IOException, SQLException;
  }

  /**
   * A file with these rows, read while it is sent.
   *
   * @throws Problem 503 while all the room for exports is taken
   */
  Response csv(long employerId, String name, Rows rows) {
    return file(
        employerId,
        name + ".csv",
        "text/csv; charset=utf-8",
        (connection, out) -> {
          var text = new OutputStreamWriter(out, UTF_8);
          rows.write(connection, text);
          text.flush();
        });
  }

  /** The same for any kind of file. */
  Response file(long employerId, String name, String contentType, Records records) {
    return file(name, contentType, out -> read(employerId, records, out));
  }

  /**
   * A file that is made while it is sent.
   *
   * @throws Problem 503 while all the room for exports is taken
   */
  Response file(String name, String contentType, Bytes bytes) {
    if (!room.tryAcquire()) {
      throw Problem.unavailable("busy", "too many exports at once", RETRY_SECONDS);
    }
    return Response.file(name, contentType, stream(bytes, room::release));
  }

  private void read(long employerId, Records records, OutputStream out)
      throws IOException, SQLException {
    try {
      Tenant.speakingFor(
          employerId,
          connections,
          connection -> {
            try {
              records.write(connection, out);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return true;
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** What is given back when the answer has gone, once. */
  static Response.Stream stream(Bytes bytes, Runnable afterwards) {
    var given = new AtomicBoolean();
    return new Response.Stream() {
      @Override
      public void write(OutputStream out) throws IOException, SQLException {
        bytes.write(out);
      }

      @Override
      public void close() {
        if (given.compareAndSet(false, true)) {
          afterwards.run();
        }
      }
    };
  }
}
