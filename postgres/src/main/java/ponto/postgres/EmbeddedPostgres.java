package ponto.postgres;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import ponto.postgres.Launcher.Launched;

/**
 * A real PostgreSQL that lives and dies with this JVM, on 127.0.0.1, one for each folder.
 *
 * <p>It may be stopped and started again any number of times; what was committed stays. A server
 * that ends without being asked to is started again. Safe for many threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  static final String SUPERUSER = "postgres";
  static final String OWNER = "ponto";

  private static final System.Logger LOG = System.getLogger(EmbeddedPostgres.class.getName());
  // Between two tries to bring a server back that cannot be started, for instance on a full disk.
  private static final Duration RETURN_PAUSE = Duration.ofSeconds(5);

  private final Settings settings;
  private final ClusterFiles files;
  private volatile boolean wanted;
  private volatile @Nullable Launcher starting;
  private volatile @Nullable Launched running;

  /**
   * Where the database lives and how many it serves.
   *
   * @param dataDirectory holds the cluster, its passwords and its log; made when it is not there
   * @param binariesDirectory where the server's programs are unpacked, once for all clusters
   * @param maxConnections how many sessions the server takes at once
   */
  public record Settings(Path dataDirectory, Path binariesDirectory, int maxConnections) {
    // Fewer leaves nothing beside what the server keeps for itself; more wants other memory.
    private static final int CONNECTIONS_MIN = 10;
    private static final int CONNECTIONS_MAX = 1000;

    public Settings {
      dataDirectory = dataDirectory.toAbsolutePath().normalize();
      binariesDirectory = binariesDirectory.toAbsolutePath().normalize();
      if (maxConnections < CONNECTIONS_MIN || maxConnections > CONNECTIONS_MAX) {
        throw new IllegalArgumentException(
            "maxConnections is %d, not %d to %d"
                .formatted(maxConnections, CONNECTIONS_MIN, CONNECTIONS_MAX));
      }
    }
  }

  private EmbeddedPostgres(Settings settings) {
    this.settings = settings;
    this.files = new ClusterFiles(settings.dataDirectory());
  }

  /**
   * Starts the server and returns when it takes connections and its commits are proven durable.
   *
   * @throws PostgresFailure with what a person needs to know, when it cannot be
   */
  public static EmbeddedPostgres start(Settings settings) {
    var postgres = new EmbeddedPostgres(settings);
    postgres.start();
    return postgres;
  }

  /** The product's database on the server that another process runs in this folder. */
  public static Database served(Path dataDirectory) {
    var files = new ClusterFiles(dataDirectory.toAbsolutePath().normalize());
    try {
      var port =
          files
              .lastPort()
              .orElseThrow(
                  () -> new PostgresFailure("No database was ready in " + dataDirectory + " yet."));
      var url = "jdbc:postgresql://127.0.0.1:" + port + "/" + OWNER;
      return new Database(url, OWNER, files.ownerPassword().password());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again after a stop, on the same port if that is still free; else does nothing. */
  public synchronized void start() {
    if (running()) {
      return;
    }
    wanted = true;
    try {
      launch();
    } catch (PostgresFailure e) {
      wanted = false;
      throw e;
    }
  }

  /** Stops it in order: what is under way is rolled back, what is committed stays. */
  public void stop() {
    wanted = false;
    var launcher = starting;
    if (launcher != null) {
      launcher.abandon();
    }
    endWith(ServerProcess::stop);
  }

  /** Kills the server and all its processes with SIGKILL: a crash, for tests. */
  public void stopNow() {
    wanted = false;
    endWith(ServerProcess::kill);
  }

  /** Stops it; a second time does nothing. */
  @Override
  public void close() {
    stop();
  }

  public boolean running() {
    var launched = running;
    return launched != null && launched.server().alive();
  }

  /** The product's database, as the role that owns it and is no superuser. */
  public Database database() {
    return database(OWNER);
  }

  /** Another database of this server, entered as the product's role. */
  public Database database(String name) {
    return new Database(url(name), OWNER, password(files.ownerPassword()));
  }

  /** The maintenance database as superuser: for tests and repairs, never for the product. */
  public Database superuser() {
    return new Database(url(SUPERUSER), SUPERUSER, password(files.superuserPassword()));
  }

  /** Makes an empty database. */
  public void createDatabase(String name, String owner) throws SQLException {
    try (var connection = superuser().connect()) {
      Foundation.createDatabase(connection, name, owner);
    }
  }

  /** Where it listens on 127.0.0.1; also kept in the file {@code port} of the data folder. */
  public int port() {
    return launched().port();
  }

  /** The process id of the server. */
  public long pid() {
    return launched().server().pid();
  }

  private void launch() {
    var launcher = new Launcher(settings, files);
    starting = launcher;
    try {
      var launched = launcher.launch();
      running = launched;
      new Foundation(superuser(), database()).prove();
      Thread.ofVirtual().name("postgres-watch").start(() -> watch(launched.server()));
    } catch (PostgresFailure e) {
      endWith(ServerProcess::stop);
      throw e;
    } catch (SQLException | IOException e) {
      endWith(ServerProcess::stop);
      throw new PostgresFailure("The database in " + files.directory() + " did not start.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostgresFailure("The start of the database was interrupted.", e);
    } finally {
      starting = null;
    }
  }

  /** Waits for the server's end, then starts it again unless it was stopped on purpose. */
  private void watch(ServerProcess server) {
    try {
      server.awaitEnd();
      while (wanted && !running()) {
        comeBack(server);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void comeBack(ServerProcess ended) throws InterruptedException {
    try {
      synchronized (this) {
        if (wanted && !running()) {
          LOG.log(WARNING, "The database server ended by itself; it is started again.");
          ended.stop();
          launch();
        }
      }
    } catch (PostgresFailure e) {
      LOG.log(
          WARNING, "The database is away; tried again in " + RETURN_PAUSE.toSeconds() + " s.", e);
      Thread.sleep(RETURN_PAUSE);
    }
  }

  private synchronized void endWith(Ending ending) {
    var launched = running;
    if (launched == null) {
      return;
    }
    try {
      ending.end(launched.server());
    } catch (InterruptedException _) {
      // Whoever is in such a hurry leaves the rest to the guard, at the latest when the JVM ends.
      Thread.currentThread().interrupt();
    }
  }

  /** A way to end a server. */
  private interface Ending {
    void end(ServerProcess server) throws InterruptedException;
  }

  private Launched launched() {
    var launched = running;
    if (launched == null) {
      throw new IllegalStateException("the database in " + files.directory() + " never started");
    }
    return launched;
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
  }

  private static String password(PrivateFile file) {
    try {
      return file.password();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
