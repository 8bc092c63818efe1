package ponto.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** One run of the server: the guard that stops it when the JVM is gone, and the server beneath. */
final class ServerProcess {
  // A start may take long after a crash, but then the server reports progress every 10 s.
  static final Duration START_SILENCE_MAX = Duration.ofSeconds(60);
  // A fast shutdown writes what is in memory to the disk, at most max_wal_size of changes.
  private static final Duration FAST_STOP_MAX = Duration.ofSeconds(30);
  // An immediate shutdown writes nothing; the server kills its own children after 5 s.
  private static final Duration IMMEDIATE_STOP_MAX = Duration.ofSeconds(10);
  // The kernel needs a moment to take a killed process apart.
  private static final Duration KILL_MAX = Duration.ofSeconds(10);

  private static final Duration SIGNAL_AGAIN = Duration.ofMillis(500);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Process guard;
  private final ProcessHandle server;
  private final ServerLog log;
  private final Thread pump;

  private ServerProcess(Process guard, ProcessHandle server, ServerLog log) {
    this.guard = guard;
    this.server = server;
    this.log = log;
    // The thread also keeps the process's pipe from being collected, which would stop the server.
    this.pump =
        Thread.ofPlatform()
            .daemon()
            .name("postgres-log")
            .start(() -> log.pump(guard.getErrorStream()));
  }

  static ServerProcess launch(Command command, ServerLog log) throws IOException {
    var prefix = new ArrayList<>(Command.inOwnSession());
    prefix.addAll(List.of("sh", "-c", script(), "ponto-postgres"));
    var guard = command.builder(prefix).start();
    var firstLine = new BufferedReader(new InputStreamReader(guard.getInputStream(), US_ASCII));
    var pid = firstLine.readLine();
    if (pid == null) {
      guard.destroyForcibly();
      throw new IOException("the guard of the server did not start");
    }
    // A server that is gone already is found out when its readiness is awaited.
    var server = ProcessHandle.of(Long.parseLong(pid)).orElse(guard.toHandle());
    return new ServerProcess(guard, server, log);
  }

  private static String script() throws IOException {
    try (var script = ServerProcess.class.getResourceAsStream("guard.sh")) {
      return new String(requireNonNull(script, "guard.sh").readAllBytes(), UTF_8);
    }
  }

  long pid() {
    return server.pid();
  }

  boolean alive() {
    return guard.isAlive();
  }

  /** Waits until this run has ended, whoever ended it. */
  void awaitEnd() throws InterruptedException {
    guard.waitFor();
  }

  /** Answers false when the server ended instead; its log then says why. */
  boolean awaitReady() throws InterruptedException {
    while (true) {
      var patience = START_SILENCE_MAX.minus(log.silence());
      try {
        return log.ready().get(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        if (log.silence().compareTo(START_SILENCE_MAX) >= 0) {
          return false;
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** For a program that ends by itself: waits for its end and answers whether all went well. */
  boolean succeeds() throws InterruptedException {
    awaitReady();
    stop();
    return guard.exitValue() == 0;
  }

  /** Stops in order, then at once, then by force: returns when nothing of the server is left. */
  void stop() throws InterruptedException {
    if (!gone("INT", FAST_STOP_MAX) && !gone("QUIT", IMMEDIATE_STOP_MAX)) {
      kill();
    }
    pump.join(KILL_MAX);
  }

  /** Signals until it is heard: a server that has only just been started does not listen yet. */
  private boolean gone(String signal, Duration patience) throws InterruptedException {
    var deadline = System.nanoTime() + patience.toNanos();
    do {
      signal(signal);
      if (gone(SIGNAL_AGAIN)) {
        return true;
      }
    } while (System.nanoTime() < deadline);
    return false;
  }

  /** Kills the server and everything it started with SIGKILL, as a crash would. */
  void kill() throws InterruptedException {
    if (gone(Duration.ZERO)) {
      return;
    }
    var children = Stream.concat(server.descendants(), guard.descendants()).toList();
    // The server first: it can then start no more children.
    server.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    if (!gone(KILL_MAX)) {
      guard.destroyForcibly();
    }
    pump.join(KILL_MAX);
  }

  /** Asks the guard to send a signal, since Java knows no SIGINT. */
  void signal(String name) {
    try {
      var pipe = guard.getOutputStream();
      pipe.write((name + "\n").getBytes(US_ASCII));
      pipe.flush();
    } catch (IOException _) {
      // The guard has ended, and the server before it.
    }
  }

  private boolean gone(Duration patience) throws InterruptedException {
    var deadline = System.nanoTime() + patience.toNanos();
    if (!guard.waitFor(patience)) {
      return false;
    }
    // Only when somebody killed the guard may the server still be there; nobody tells of its end.
    while (Processes.isLive(server.pid()) && System.nanoTime() < deadline) {
      Thread.sleep(POLL);
    }
    return !Processes.isLive(server.pid());
  }
}
