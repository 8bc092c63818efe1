package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A server that the bench started as its own child, and everything below it. Ends with the bench.
 */
final class ServerProcess implements AutoCloseable {
  // A first start makes a database; on a laptop under load that takes its time.
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  // Twice what the product allows itself to drain and stop.
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
  private static final String READY = "is ready";

  private final Process process;
  private final InetSocketAddress address;
  private final long startedNanos;
  private final Path log;
  private final CompletableFuture<Long> ready = new CompletableFuture<>();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final Thread onExit = new Thread(this::killEverything);

  /**
   * Starts a program that answers on {@code address} and says on its stdout when it is ready.
   *
   * @param log where its stderr goes, appended
   */
  static ServerProcess start(
      List<String> command, Map<String, String> environment, InetSocketAddress address, Path log)
      throws IOException {
    var builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new ServerProcess(builder, address, log);
  }

  private ServerProcess(ProcessBuilder builder, InetSocketAddress address, Path log)
      throws IOException {
    this.address = address;
    this.log = log;
    this.startedNanos = System.nanoTime();
    this.process = builder.start();
    Runtime.getRuntime().addShutdownHook(onExit);
    Thread.ofVirtual().name("stdout of " + process.pid()).start(this::readAnswers);
  }

  /** A port of the loopback that nothing listens on. */
  static InetSocketAddress freeAddress() throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    try (var socket = new ServerSocket(0, 1, loopback)) {
      return new InetSocketAddress(loopback, socket.getLocalPort());
    }
  }

  /** Waits until it says that it is ready; answers how long after its start that was. */
  Duration awaitReady() throws IOException, InterruptedException {
    try {
      long readyNanos = ready.get(START_PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return Duration.ofNanos(readyNanos - startedNanos);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the server did not get ready; its log is " + log, e);
    }
  }

  /** Writes a line to its stdin and waits for one on its stdout. */
  String ask(String question, Duration patience) throws IOException, InterruptedException {
    var in = process.outputWriter(UTF_8);
    in.write(question);
    in.newLine();
    in.flush();
    var answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (answer == null) {
      throw new IOException("no answer to " + question + " within " + patience);
    }
    return answer;
  }

  InetSocketAddress address() {
    return address;
  }

  /** When it was started, by System.nanoTime. */
  long startedNanos() {
    return startedNanos;
  }

  /** The process that was started: the launcher has become the JVM by the time it is ready. */
  ProcessHandle jvm() {
    return process.toHandle();
  }

  /** The processes below the JVM: the database's, when it runs one. */
  List<ProcessHandle> below() {
    return process.descendants().toList();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** SIGKILL to the JVM and everything below it, at once. */
  void killEverything() {
    // Looked up while the JVM lives: afterwards nothing says any more whose children they were.
    var all = Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().completeOnTimeout(each, 5, TimeUnit.SECONDS).join());
  }

  /** Asks it to stop, as a service manager does; kills it when it does not. */
  @Override
  public void close() {
    stop();
    Runtime.getRuntime().removeShutdownHook(onExit);
  }

  /** Asks it to stop; answers how long that took. */
  Duration stop() {
    long begun = System.nanoTime();
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        killEverything();
      }
    } catch (InterruptedException _) {
      killEverything();
      Thread.currentThread().interrupt();
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private void readAnswers() {
    try (var out = new BufferedReader(process.inputReader(UTF_8))) {
      for (var line = out.readLine(); line != null; line = out.readLine()) {
        if (line.contains(READY)) {
          ready.complete(System.nanoTime());
        } else {
          answers.add(line);
        }
      }
      ready.completeExceptionally(new IOException("it ended"));
    } catch (IOException | UncheckedIOException e) {
      ready.completeExceptionally(e);
    }
  }
}
