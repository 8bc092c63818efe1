package ponto.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import ponto.lambda.ObjectStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What stands for S3 and for the rules of EventBridge that listen to it: a new object in a bucket
 * that tells calls the function of each rule whose pattern it fits, and calls again as often as the
 * rule says when that fails.
 */
final class Buckets implements AutoCloseable {
  /** The variable that tells a function its bucket. */
  private static final String BUCKET = "PONTO_EXPORTS_BUCKET";

  private static final JsonMapper JSON = JsonMapper.shared();

  private final ObjectStore store;
  private final List<Template.Resource> rules;
  private final Template template;
  private final Functions functions;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

  /** Calls a function by its ARN. */
  @FunctionalInterface
  interface Functions {
    byte[] invoke(String arn, byte[] event) throws InterruptedException;
  }

  Buckets(Template template, InstantSource clock, Functions functions) throws IOException {
    this.template = template;
    this.functions = functions;
    rules = template.resources("AWS::Events::Rule").toList();
    store = new ObjectStore(clock);
    store.onCreated(this::created);
  }

  /** What a function with these variables must be told to reach its bucket here. */
  Map<String, String> loopback(Map<String, String> environment) {
    return environment.containsKey(BUCKET) ? store.environment() : Map.of();
  }

  private void created(String bucket, String key) {
    var told =
        template
            .resource(bucket)
            .properties()
            .at("/NotificationConfiguration/EventBridgeConfiguration/EventBridgeEnabled");
    if (!told.asBoolean(false)) {
      return;
    }
    var event =
        JSON.valueToTree(
            Map.of(
                "source",
                "aws.s3",
                "detail-type",
                "Object Created",
                "region",
                Template.REGION,
                "account",
                Template.ACCOUNT,
                "detail",
                Map.of("bucket", Map.of("name", bucket), "object", Map.of("key", key))));
    for (var rule : rules) {
      if (fits(rule.at("/EventPattern"), event)) {
        rule.at("/Targets").forEach(target -> calls.execute(() -> call(target, event)));
      }
    }
  }

  /** The patterns of EventBridge that this template uses: equal, and by prefix. */
  private static boolean fits(JsonNode pattern, JsonNode event) {
    if (pattern.isObject()) {
      return pattern.properties().stream()
          .allMatch(part -> fits(part.getValue(), event.path(part.getKey())));
    }
    return pattern
        .valueStream()
        .anyMatch(one -> {
          if (one.isObject() && !one.has("prefix")) {
            throw new IllegalStateException("the pattern " + one + " is not known here");
          }
          return one.isObject()
              ? event.asString("").startsWith(one.path("prefix").asString())
              : one.equals(event);
        });
  }

  private void call(JsonNode target, JsonNode event) {
    var attempts = 1 + target.at("/RetryPolicy/MaximumRetryAttempts").asInt(0);
    for (var i = 0; i < attempts; i++) {
      try {
        functions.invoke(target.path("Arn").asString(), event.toString().getBytes(UTF_8));
        return;
      } catch (FunctionFailed _) {
        // Once more; AWS would wait in between.
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** How many objects there are under each first part of a key. */
  Map<String, Long> counts() {
    return store.names().stream()
        .map(name -> name.split("/", 3)[1])
        .collect(Collectors.groupingBy(part -> part, HashMap::new, Collectors.counting()));
  }

  @Override
  public void close() {
    calls.shutdownNow();
    store.close();
  }
}
