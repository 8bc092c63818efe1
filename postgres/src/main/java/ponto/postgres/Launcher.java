package ponto.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ponto.postgres.EmbeddedPostgres.Settings;

/** Brings the server up on its folder once, past what crashes and other programs left there. */
final class Launcher {
  // A failed try is repeated only for a reason that passes by itself, within seconds.
  private static final int TRIES_MAX = 20;
  private static final Duration PAUSE = Duration.ofMillis(250);
  // The server of a killed JVM is told to stop within milliseconds.
  private static final Duration LEAVING_MAX = Duration.ofSeconds(3);
  // One that is stopping already may have up to max_wal_size of changes to write.
  private static final Duration STOPPING_MAX = Duration.ofSeconds(30);

  private static final List<String> PASSING_REASONS =
      List.of(
          "could not create any TCP/IP sockets",
          "lock file \"postmaster.pid\" already exists",
          "pre-existing shared memory block");

  private final Settings settings;
  private final ClusterFiles files;
  private volatile boolean abandoned;
  private volatile @Nullable ServerProcess underway;

  Launcher(Settings settings, ClusterFiles files) {
    this.settings = settings;
    this.files = files;
  }

  /** A server that takes connections, and where. */
  record Launched(ServerProcess server, int port) {}

  Launched launch() throws IOException, InterruptedException {
    files.createDirectory();
    var binaries = Binaries.unpackedIn(settings.binariesDirectory());
    try (var _ = StartLock.on(files.lock())) {
      files.initialiseOnce(binaries);
      var port = files.lastPort().stream().filter(Launcher::isFree).findFirst().orElse(freePort());
      for (var tries = 1; ; tries++) {
        var log = new ServerLog(files.log());
        var server = ServerProcess.launch(serverCommand(binaries, port), log);
        if (takesConnections(server)) {
          files.port().write(Integer.toString(port));
          return new Launched(server, port);
        }
        if (tries == TRIES_MAX || PASSING_REASONS.stream().noneMatch(log::says)) {
          throw new PostgresFailure(explain(log));
        }
        Thread.sleep(PAUSE);
        port = freePort();
      }
    }
  }

  /** Ends a start that another thread is waiting for: that thread gets a failure. */
  void abandon() {
    abandoned = true;
    var server = underway;
    if (server != null) {
      server.signal("INT");
    }
  }

  private boolean takesConnections(ServerProcess server) throws InterruptedException {
    var ready = false;
    underway = server;
    try {
      ready = !abandoned && server.awaitReady();
    } finally {
      underway = null;
      if (!ready) {
        server.stop();
      }
    }
    return ready;
  }

  private String explain(ServerLog log) throws IOException {
    if (abandoned) {
      return "The database was stopped while it was starting.";
    }
    return "PostgreSQL did not start on " + files.cluster() + ". " + log.lastWords();
  }

  private Command serverCommand(Binaries binaries, int port)
      throws IOException, InterruptedException {
    var arguments = new ArrayList<>(List.of("-D", files.cluster().toString()));
    serverSettings(port).forEach(setting -> arguments.addAll(List.of("-c", setting)));
    return Command.of(binaries.program("postgres"), arguments).with(pastRemnants());
  }

  private Stream<String> serverSettings(int port) {
    return Stream.of(
        "listen_addresses=127.0.0.1",
        "port=" + port,
        "unix_socket_directories=",
        "max_connections=" + settings.maxConnections(),
        "fsync=on",
        "synchronous_commit=on",
        "full_page_writes=on",
        "shared_buffers=128MB",
        "max_wal_size=1GB",
        "timezone=UTC",
        "jit=off",
        "max_logical_replication_workers=0",
        "log_destination=stderr",
        "logging_collector=off",
        "log_timezone=UTC",
        "log_line_prefix=%m [%p] ",
        "lc_messages=C",
        "log_startup_progress_interval=10s",
        // Details and statements quote what people stored; the client gets them, the log does not.
        "log_error_verbosity=terse",
        "log_min_error_statement=panic");
  }

  /** Refuses when another server lives here; otherwise what lets this one past a remnant. */
  private Map<String, String> pastRemnants() throws IOException, InterruptedException {
    var lockFile = new LockFile(files.cluster());
    var waitingSince = System.nanoTime();
    while (true) {
      switch (lockFile.holder()) {
        case LockFile.Holder.Nobody() -> {
          return Map.of();
        }
        case LockFile.Holder.Illegible() -> {
          lockFile.remove();
          return Map.of();
        }
        // The server takes this pid for gone, and still looks for living children of the old one.
        case LockFile.Holder.Gone(var pid) -> {
          return Map.of("PG_GRANDPARENT_PID", Long.toString(pid));
        }
        case LockFile.Holder.Live(var pid, var stopping) -> {
          var waited = Duration.ofNanos(System.nanoTime() - waitingSince);
          if (waited.compareTo(stopping ? STOPPING_MAX : LEAVING_MAX) > 0) {
            throw new PostgresFailure(
                "Another PostgreSQL (pid %d) already serves %s: stop it first, or name another folder."
                    .formatted(pid, files.cluster()));
          }
          Thread.sleep(PAUSE);
        }
      }
    }
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
