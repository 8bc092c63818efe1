package ponto.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import ponto.lambda.RuntimeApi;

/**
 * What stands for a Lambda function: its real zip under the real runtime client, one fresh process
 * for each call at once, kept for the next call as long as it answers. A call that takes longer
 * than the template's timeout ends its process.
 */
final class LambdaFunction implements AutoCloseable {
  // What Lambda gives a function that says nothing.
  private static final int TIMEOUT_DEFAULT_SECONDS = 3;
  private static final int UNRESERVED = 1000;

  private final String name;
  private final RuntimeApi.Function function;
  private final Semaphore concurrency;
  private final Deque<RuntimeApi> idle = new ArrayDeque<>();
  private final Set<RuntimeApi> all = new HashSet<>();
  private int started;
  private boolean dying;

  /** {@code loopback} is what a function must be told only because it runs on this machine. */
  LambdaFunction(Template template, Template.Resource resource, Map<String, String> loopback) {
    name = resource.id();
    concurrency = new Semaphore(resource.number("/ReservedConcurrentExecutions", UNRESERVED));
    function =
        new RuntimeApi.Function(
            code(template, resource),
            resource.at("/Handler").asString(),
            environment(resource, loopback),
            Duration.ofSeconds(resource.number("/Timeout", TIMEOUT_DEFAULT_SECONDS)),
            false);
  }

  private static Path code(Template template, Template.Resource resource) {
    var key = resource.at("/Code/S3Key").asString();
    var asset = template.beside("asset." + key);
    return Files.exists(asset) ? asset : template.beside(key);
  }

  private static Map<String, String> environment(
      Template.Resource resource, Map<String, String> loopback) {
    var environment = new HashMap<String, String>();
    environment.put("AWS_LAMBDA_FUNCTION_NAME", resource.id());
    environment.put(
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(resource.number("/MemorySize", 128)));
    resource
        .properties()
        .at("/Environment/Variables")
        .properties()
        .forEach(variable -> environment.put(variable.getKey(), variable.getValue().asString()));
    environment.putAll(loopback);
    return environment;
  }

  /** The variables of a function, as the template has them. */
  static Map<String, String> environment(Template.Resource resource) {
    return environment(resource, Map.of());
  }

  /**
   * Calls the function and waits for its answer.
   *
   * @throws FunctionFailed when it failed, ran out of time, died or may not run once more at once
   */
  byte[] invoke(byte[] event) throws InterruptedException {
    if (!concurrency.tryAcquire()) {
      throw new FunctionFailed(name + " runs as often as it may: throttled");
    }
    try {
      return answer(borrow(), event);
    } finally {
      concurrency.release();
    }
  }

  private byte[] answer(RuntimeApi environment, byte[] event) throws InterruptedException {
    var answered = false;
    try {
      var answer = environment.invoke(event);
      answered = true;
      return answer;
    } catch (RuntimeApi.Failed e) {
      throw new FunctionFailed(name + ": " + e.getMessage());
    } finally {
      giveBack(environment, answered);
    }
  }

  private synchronized RuntimeApi borrow() {
    // The last used first, as Lambda does: what is not needed gets cold.
    var warm = idle.pollLast();
    if (warm != null) {
      return warm;
    }
    try {
      var fresh = RuntimeApi.start(function);
      started++;
      all.add(fresh);
      if (dying) {
        fresh.dieBeforeAnswer();
      }
      return fresh;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void giveBack(RuntimeApi environment, boolean answered) {
    if (answered && all.contains(environment)) {
      idle.add(environment);
    } else {
      all.remove(environment);
      environment.close();
    }
  }

  /** A variable of its environment. */
  String variable(String variable) {
    return Objects.requireNonNull(function.environment().get(variable), variable);
  }

  /** How many processes were started. */
  synchronized int started() {
    return started;
  }

  /** How many processes there are. */
  synchronized int environments() {
    return all.size();
  }

  /** What its processes printed, those that are there. */
  synchronized String output() {
    return all.stream().map(RuntimeApi::output).collect(Collectors.joining());
  }

  /** Kills every process of it, whatever it is doing. */
  synchronized void killAll() {
    for (var environment : List.copyOf(all)) {
      environment.kill();
    }
    idle.clear();
    all.clear();
  }

  /** While true, each process dies when its work is done and before it can say so. */
  synchronized void dieBeforeAnswer(boolean die) {
    dying = die;
    if (die) {
      all.forEach(RuntimeApi::dieBeforeAnswer);
    }
  }

  @Override
  public synchronized void close() {
    all.forEach(RuntimeApi::close);
    all.clear();
    idle.clear();
  }
}
