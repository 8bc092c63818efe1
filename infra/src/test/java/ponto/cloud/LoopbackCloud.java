package ponto.cloud;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A synthesised template, running on this machine: door, queues, poller, functions and database,
 * each by what the template says and by nothing else.
 */
final class LoopbackCloud implements AutoCloseable {
  private static final Pattern FUNCTION = Pattern.compile("(?:.*:function:)?([^:]+)(?::[^:]+)?");

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Map<String, LambdaFunction> functions = new HashMap<>();
  private final CloudDatabase database;
  private final Queues queues;
  private final Buckets buckets;
  private final UserPool pool;
  private final HttpDoor door;
  private final Poller poller;
  private final Template.Resource mapping;
  private final String lettersArn;
  private final String deadArn;

  /**
   * What runs, and where.
   *
   * @param template the file, with the functions' code beside it
   * @param parameters of the template, over its defaults
   * @param variables over those that the template gives a function, of the same name
   * @param folder for the database and what the functions leave; made when it is not there
   * @param binaries where PostgreSQL's programs are unpacked, once for all
   * @param port of the door, 0 for a free one
   */
  record Site(
      Path template,
      Map<String, String> parameters,
      Map<String, String> variables,
      Path folder,
      Path binaries,
      int port) {}

  /** Starts everything; when this returns, punches are accepted. */
  LoopbackCloud(Site site, InstantSource clock) throws Exception {
    try {
      Files.createDirectories(site.folder());
      var written = Template.read(site.template()).with(site.parameters());
      database = opened(new CloudDatabase(written, site.folder(), site.binaries()));
      var template = written.with(database.facts());
      queues = opened(new Queues(template));
      buckets = opened(new Buckets(template, clock, (arn, event) -> function(arn).invoke(event)));
      for (var function : template.resources("AWS::Lambda::Function").toList()) {
        var told = LambdaFunction.environment(function);
        var loopback = new HashMap<>(database.loopback(told));
        loopback.putAll(buckets.loopback(told));
        site.variables()
            .forEach((name, value) -> {
              if (told.containsKey(name)) {
                loopback.put(name, value);
              }
            });
        functions.put(function.id(), opened(new LambdaFunction(template, function, loopback)));
      }
      mapping = template.only("AWS::Lambda::EventSourceMapping");
      lettersArn = mapping.at("/EventSourceArn").asString();
      deadArn = deadArn(template, lettersArn);
      poller = opened(new Poller(mapping, queues, recording()::invoke));
      pool = new UserPool(template, clock);
      var gateway =
          new Gateway(
              template, pool, queues.address(), (arn, event) -> function(arn).invoke(event));
      var stage = template.only("AWS::ApiGateway::Stage").at("/StageName").asString();
      door = opened(new HttpDoor(gateway, stage, clock, site.port()));
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  private static String deadArn(Template template, String lettersArn) {
    return template
        .resources("AWS::SQS::Queue")
        .filter(queue ->
            lettersArn.endsWith(":" + queue.properties().path("QueueName").asString(queue.id())))
        .map(queue -> queue.at("/RedrivePolicy/deadLetterTargetArn").asString())
        .findFirst()
        .orElseThrow();
  }

  private LambdaFunction function(String nameOrArn) {
    var name = FUNCTION.matcher(nameOrArn);
    var function = name.matches() ? functions.get(name.group(1)) : null;
    if (function == null) {
      throw new IllegalStateException(
          "there is no function " + nameOrArn + ", only " + functions.keySet());
    }
    return function;
  }

  URI address() {
    return door.address();
  }

  UserPool pool() {
    return pool;
  }

  CloudDatabase database() {
    return database;
  }

  Buckets buckets() {
    return buckets;
  }

  Queues queues() {
    return queues;
  }

  /** The function that the queue's letters go to. */
  LambdaFunction recording() {
    return function(mapping.at("/FunctionName").asString());
  }

  Poller poller() {
    return poller;
  }

  /** How many batches may be under way at once. */
  int concurrency() {
    return mapping.at("/ScalingConfig/MaximumConcurrency").asInt();
  }

  String lettersArn() {
    return lettersArn;
  }

  String deadArn() {
    return deadArn;
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        failure = new IOException("a part of the cloud did not close", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
