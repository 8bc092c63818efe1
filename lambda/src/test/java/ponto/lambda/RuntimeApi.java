package ponto.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One execution environment of a function: a fresh process of the real Lambda runtime client on the
 * unpacked zip, with this stand-in for Lambda's Runtime API on the loopback. One invocation at a
 * time, as in Lambda. Its processor is not throttled.
 */
public final class RuntimeApi implements AutoCloseable {
  /** The client is a fresh JVM; on a busy machine it takes its time. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String VERSION = "/2018-06-01/runtime";

  /** What a function is given, in kibibytes; its JVM is told to live within. */
  private static final long MEMORY = 1024 * 1024;

  /** The flags of the managed Java runtime, as dumps of its command line show them. */
  private static final List<String> FLAGS =
      List.of(
          "-XX:MaxRAM=" + MEMORY + "k",
          "-XX:MaxHeapSize=" + MEMORY * 85 / 100 + "k",
          "-XX:MaxMetaspaceSize=" + MEMORY / 10 + "k",
          "-XX:ReservedCodeCacheSize=" + MEMORY / 20 + "k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED",
          "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");

  /** The runtime client and what it needs; the function brings everything else. */
  private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  private static final List<String> CLIENT_CLASSES =
      List.of(
          CLIENT,
          "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer",
          "com.amazonaws.services.lambda.runtime.RequestStreamHandler",
          "software.amazon.awssdk.utilslite.SdkInternalThreadLocal");

  /** Else each client would replace one and the same file while another loads it. */
  private static final String NATIVE_PART =
      "-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private static final InstantSource CLOCK = InstantSource.system();
  private static final AtomicInteger COUNT = new AtomicInteger();

  static {
    // Without it each answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final Process process;
  private final Path root;
  private final Path log;
  private final Duration timeout;
  private final long startedNanos = System.nanoTime();
  private final CompletableFuture<Long> initialised = new CompletableFuture<>();
  private final CountDownLatch restorable = new CountDownLatch(1);
  private final CountDownLatch restored = new CountDownLatch(1);
  private final BlockingQueue<Invocation> asked = new LinkedBlockingQueue<>();
  private final Thread onExit = new Thread(this::kill);
  private volatile @Nullable Invocation current;
  private volatile boolean diesBeforeAnswer;

  /** What is asked of the function, and its answer to come. */
  private record Invocation(String id, ByteBuffer event, CompletableFuture<byte[]> answer) {}

  /** The function did not answer: it failed, or its process ended. */
  public static final class Failed extends Exception {
    private static final long serialVersionUID = 1;

    Failed(String message) {
      super(message);
    }
  }

  /**
   * How a function is run.
   *
   * @param zip the function's package
   * @param handler {@code ponto.lambda.RecordHandler::handleRequest}, or the class alone
   * @param environment its variables; nothing else of this process's environment is seen
   * @param timeout how long an invocation may take
   * @param snapStart whether it is checkpointed after its initialisation, see {@link #restore}
   */
  public record Function(
      Path zip,
      String handler,
      Map<String, String> environment,
      Duration timeout,
      boolean snapStart) {}

  /** Starts an environment with a minute for each invocation. */
  public static RuntimeApi start(Path zip, String handler, Map<String, String> environment)
      throws IOException {
    return start(new Function(zip, handler, environment, Duration.ofMinutes(1), false));
  }

  /** Starts an environment; returns at once, {@link #awaitInit} waits for it. */
  public static RuntimeApi start(Function function) throws IOException {
    return new RuntimeApi(function);
  }

  private RuntimeApi(Function function) throws IOException {
    timeout = function.timeout();
    var number = COUNT.incrementAndGet();
    root = Unpacked.of(function.zip());
    log =
        root.resolveSibling(
            root.getFileName() + "-" + ProcessHandle.current().pid() + "-" + number + ".log");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> Thread.ofPlatform().daemon().name("runtime-api-" + number).unstarted(task)));
    server.createContext(VERSION + "/invocation/", this::invocation);
    server.createContext(VERSION + "/restore/next", this::restoreNext);
    server.createContext(VERSION + "/init/error", this::initError);
    server.createContext(VERSION + "/restore/error", this::initError);
    server.start();
    process = builder(function).start();
    Runtime.getRuntime().addShutdownHook(onExit);
    var _ = process.onExit().thenRun(this::ended);
  }

  private ProcessBuilder builder(Function function) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.add(NATIVE_PART + "=" + Unpacked.nativePart(jarOf(CLIENT)));
    command.addAll(List.of("-cp", clientPath(), CLIENT, function.handler()));
    var builder =
        new ProcessBuilder(command)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    var environment = builder.environment();
    environment.clear();
    environment.put("TZ", ":UTC");
    environment.put("LANG", "en_US.UTF-8");
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("AWS_REGION", "sa-east-1");
    environment.put("AWS_LAMBDA_FUNCTION_NAME", "ponto");
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Long.toString(MEMORY / 1024));
    environment.put(
        "AWS_LAMBDA_INITIALIZATION_TYPE", function.snapStart() ? "snap-start" : "on-demand");
    environment.putAll(function.environment());
    environment.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + server.getAddress().getPort());
    environment.put("_HANDLER", function.handler());
    environment.putIfAbsent("LAMBDA_TASK_ROOT", root.toString());
    return builder;
  }

  private static String clientPath() {
    return CLIENT_CLASSES.stream()
        .map(RuntimeApi::jarOf)
        .distinct()
        .collect(Collectors.joining(":"));
  }

  private static String jarOf(String name) {
    try {
      var code = Class.forName(name).getProtectionDomain().getCodeSource();
      return Path.of(code.getLocation().toURI()).toString();
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IllegalStateException("the runtime client is not on the class path", e);
    }
  }

  /** Waits until the function has initialised; answers how long that took. */
  public Duration awaitInit() throws Failed, InterruptedException {
    return Duration.ofNanos(soon(initialised) - startedNanos);
  }

  /** Invokes the function and waits for its answer; what takes too long is ended, as by Lambda. */
  public byte[] invoke(byte[] event) throws Failed, InterruptedException {
    var invocation =
        new Invocation(
            "i-" + COUNT.incrementAndGet(), ByteBuffer.wrap(event), new CompletableFuture<>());
    asked.add(invocation);
    if (!process.isAlive()) {
      ended();
    }
    soon(initialised);
    try {
      return invocation.answer().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failed(e);
    } catch (TimeoutException e) {
      kill();
      throw new Failed("it took longer than " + timeout + " and was ended; its log is " + log);
    }
  }

  /** From here on the process is killed when it is about to answer: its work is done, unheard. */
  public void dieBeforeAnswer() {
    diesBeforeAnswer = true;
  }

  /** With SnapStart: waits until the function is ready for its snapshot. */
  public void awaitCheckpoint() throws InterruptedException {
    if (!restorable.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("no checkpoint; the function's log is " + log);
    }
  }

  /** With SnapStart: lets it go on as from its snapshot. */
  public void restore() {
    restored.countDown();
  }

  /** The process, to be looked at. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  /** What it printed so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the process as Lambda does, without a word. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
    server.stop(0);
    if (!onExit.isAlive()) {
      removeHook();
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException _) {
      // The JVM is ending: the hook runs anyway.
    }
  }

  private static <T> T soon(CompletableFuture<T> awaited) throws Failed, InterruptedException {
    try {
      return awaited.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failed(e);
    } catch (TimeoutException e) {
      throw new Failed("nothing was heard of the function for " + PATIENCE);
    }
  }

  private static Failed failed(ExecutionException e) {
    return e.getCause() instanceof Failed failed ? failed : new Failed(e.toString());
  }

  private void ended() {
    var failure = new Failed("the function's process ended; its log is " + log);
    initialised.completeExceptionally(failure);
    var invocation = current;
    if (invocation != null) {
      invocation.answer().completeExceptionally(failure);
    }
    for (var waiting = asked.poll(); waiting != null; waiting = asked.poll()) {
      waiting.answer().completeExceptionally(failure);
    }
  }

  private void invocation(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    if (path.endsWith("/next")) {
      next(exchange);
      return;
    }
    var body = exchange.getRequestBody().readAllBytes();
    var invocation = current;
    if (diesBeforeAnswer) {
      kill();
      exchange.close();
      return;
    }
    current = null;
    // Answered first: the client's next question must not overtake the caller's.
    exchange.sendResponseHeaders(202, -1);
    exchange.close();
    if (invocation == null) {
      return;
    }
    if (path.endsWith("/response")) {
      invocation.answer().complete(body);
    } else {
      invocation.answer().completeExceptionally(new Failed(new String(body, UTF_8)));
    }
  }

  private void next(HttpExchange exchange) throws IOException {
    initialised.complete(System.nanoTime());
    try {
      var invocation = asked.take();
      current = invocation;
      var headers = exchange.getResponseHeaders();
      headers.set("Lambda-Runtime-Aws-Request-Id", invocation.id());
      headers.set(
          "Lambda-Runtime-Deadline-Ms",
          Long.toString(CLOCK.instant().plus(timeout).toEpochMilli()));
      headers.set(
          "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:sa-east-1:0:function:ponto");
      // Without these two the client's native part crashes.
      headers.set("Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000000");
      headers.set("Content-Type", "application/json");
      var event = invocation.event().array();
      exchange.sendResponseHeaders(200, event.length == 0 ? -1 : event.length);
      exchange.getResponseBody().write(event);
      exchange.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void restoreNext(HttpExchange exchange) throws IOException {
    restorable.countDown();
    try {
      restored.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private void initError(HttpExchange exchange) throws IOException {
    var why = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    initialised.completeExceptionally(new Failed(why));
    exchange.sendResponseHeaders(202, -1);
    exchange.close();
  }
}
