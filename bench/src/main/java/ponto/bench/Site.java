package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import ponto.postgres.Database;

/**
 * One clock that is measured: its checkout, its data, and the ways in. Deleted when it is finished.
 */
final class Site implements AutoCloseable {
  // Starting the command is all that takes time.
  private static final int COMMAND_SECONDS = 60;
  // After a crash the database first reads its journal.
  private static final Duration DATABASE_PATIENCE = Duration.ofMinutes(1);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Repository repository;
  private final Path folder;
  private final InetSocketAddress address;
  private final Report report;
  private boolean finished;

  /** A new one, not started; the checkout is built if it is not. */
  Site(Repository repository, String name, Report report) throws IOException, InterruptedException {
    repository.build();
    this.repository = repository;
    this.report = report;
    this.folder = repository.newFolder(name);
    this.address = ServerProcess.freeAddress();
  }

  Path folder() {
    return folder;
  }

  Path data() {
    return folder.resolve("data");
  }

  Path log() {
    return folder.resolve("log");
  }

  InetSocketAddress address() {
    return address;
  }

  /** Starts the clock as a person would, on the same data and port each time. */
  ServerProcess start(List<String> options, Map<String, String> environment) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                repository.launcher().toString(),
                "start",
                "--demo",
                "--data",
                data().toString(),
                "--port",
                Integer.toString(address.getPort())));
    command.addAll(options);
    return ServerProcess.start(command, environment, address, log());
  }

  /** A connection to its database as the reporting role, as soon as the database takes one. */
  Connection connect() throws IOException, InterruptedException, SQLException {
    long deadline = System.nanoTime() + DATABASE_PATIENCE.toNanos();
    while (true) {
      try {
        // Asked each time: a database that is started again may listen elsewhere.
        return database().connect();
      } catch (SQLException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  private Database database() throws IOException, InterruptedException {
    var errors = folder.resolve("database.log");
    var process =
        new ProcessBuilder(
                repository.launcher().toString(), "database", "--data", data().toString())
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    var answer = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("./ponto database failed: " + Files.readString(errors));
    }
    return database(answer);
  }

  /** What the driver needs of an address that {@code psql} takes. */
  static Database database(String address) throws IOException {
    try {
      var uri = new URI(address);
      var user = uri.getRawUserInfo();
      int colon = user == null ? -1 : user.indexOf(':');
      if (user == null || colon < 0 || uri.getHost() == null) {
        throw new IOException("./ponto database did not print an address with user and password");
      }
      return new Database(
          "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getRawPath(),
          URLDecoder.decode(user.substring(0, colon), UTF_8),
          URLDecoder.decode(user.substring(colon + 1), UTF_8));
    } catch (URISyntaxException e) {
      throw new IOException("./ponto database did not print an address");
    }
  }

  /** What was measured is right: nobody needs the data any more. */
  void finished() {
    finished = true;
  }

  @Override
  public void close() throws IOException {
    if (finished) {
      Repository.delete(folder);
    } else {
      report.say("data and log are kept in " + folder);
    }
  }
}
