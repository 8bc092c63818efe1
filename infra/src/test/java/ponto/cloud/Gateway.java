package ponto.cloud;

import com.networknt.schema.Schema;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ponto.cloud.RestApi.GatewayResponse;
import ponto.cloud.RestApi.Route;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What stands for API Gateway: answers one request as the template's REST API says, in the order in
 * which the gateway asks its questions.
 */
final class Gateway {
  /** A function behind the gateway: the event in, the answer out. */
  interface Invoker {
    byte[] invoke(String functionArn, byte[] event) throws IOException, InterruptedException;
  }

  private static final JsonMapper JSON = JsonMapper.shared();
  // The gateway's own bounds.
  private static final int BODY_MAX = 10 * 1024 * 1024;
  private static final Duration TIMEOUT = Duration.ofSeconds(29);
  private static final Pattern SQS = Pattern.compile("arn:aws:apigateway:[^:]*:sqs:path/(.+)");
  private static final Pattern FUNCTION =
      Pattern.compile("arn:aws:apigateway:[^:]*:lambda:path/[^/]+/functions/(.+)/invocations");
  private static final Pattern REFERENCE = Pattern.compile("\\$context\\.([A-Za-z.]*[A-Za-z])");

  private final RestApi api;
  private final UserPool pool;
  private final URI queues;
  private final Invoker functions;
  private final Throttle throttle;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  /** {@code queues} is where SQS is; {@code functions} runs what is integrated by proxy. */
  Gateway(Template template, UserPool pool, URI queues, Invoker functions) {
    this.api = new RestApi(template);
    this.pool = pool;
    this.queues = queues;
    this.functions = functions;
    this.throttle = Throttle.of(template);
  }

  Reply answer(Call call) throws InterruptedException {
    var found = api.find(call.method(), call.path());
    if (found.isEmpty()) {
      return refuse(
          call, "MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token", null);
    }
    var route = found.get().getKey();
    if (!throttle.admits()) {
      return refuse(call, "THROTTLED", 429, "Too Many Requests", null);
    }
    var caller = call;
    if (route.secured()) {
      var token = call.header("Authorization", "").replaceFirst("(?i)^bearer +", "");
      var claims = pool.verified(token);
      if (claims.isEmpty()) {
        return refuse(call, "UNAUTHORIZED", 401, "Unauthorized", null);
      }
      caller = call.by(claims.get());
    }
    if (call.bytes() > BODY_MAX) {
      return refuse(call, "REQUEST_TOO_LARGE", 413, "Request Too Long", null);
    }
    var model = route.models().get(call.contentType());
    var flaw = model == null ? null : flaw(model, call.body());
    if (flaw != null) {
      return refuse(call, "BAD_REQUEST_BODY", 400, "Invalid request body", flaw);
    }
    return integrate(route, caller, found.get().getValue());
  }

  /** What is wrong with a body; null when nothing is. An empty body counts as an empty object. */
  private static @Nullable String flaw(Schema model, String body) {
    try {
      var tree = StrictTree.read(body.isEmpty() ? "{}" : body);
      var errors = model.validate(tree);
      return errors.isEmpty()
          ? null
          : errors.stream()
              .map(error -> error.getInstanceLocation() + " " + error.getKeyword())
              .distinct()
              .collect(Collectors.joining(", ", "[", "]"));
    } catch (JacksonException _) {
      return "[not JSON]";
    }
  }

  private Reply integrate(Route route, Call call, Map<String, String> path)
      throws InterruptedException {
    var integration = route.integration();
    try {
      return switch (integration.type()) {
        case "aws_proxy" -> proxy(route, call, path);
        case "mock" -> mock(route, call, path);
        case "aws" -> queue(route, call, path);
        default -> throw new IllegalStateException(integration.type() + " is not known here");
      };
    } catch (IOException e) {
      return refuse(call, "INTEGRATION_FAILURE", 504, "Internal server error", null);
    }
  }

  private Reply proxy(Route route, Call call, Map<String, String> path)
      throws IOException, InterruptedException {
    var arn = FUNCTION.matcher(route.integration().uri());
    if (!arn.matches()) {
      throw new IllegalStateException("no function behind " + route.integration().uri());
    }
    var event = ProxyEvent.of(route.resource(), call, path);
    try {
      return ProxyEvent.reply(functions.invoke(arn.group(1), event));
    } catch (JacksonException | FunctionFailed _) {
      return refuse(call, "DEFAULT_5XX", 502, "Internal server error", null);
    }
  }

  private Reply mock(Route route, Call call, Map<String, String> path) {
    var rendered = rendered(route, call, path);
    return rendered == null
        ? refuse(call, "UNSUPPORTED_MEDIA_TYPE", 415, "Unsupported Media Type", null)
        : respond(route, call, JSON.readTree(rendered).path("statusCode").asInt(), Map.of(), "");
  }

  private Reply queue(Route route, Call call, Map<String, String> path)
      throws IOException, InterruptedException {
    var integration = route.integration();
    var target = SQS.matcher(integration.uri());
    if (!target.matches()) {
      throw new IllegalStateException("no queue behind " + integration.uri());
    }
    var form = rendered(route, call, path);
    if (form == null && !integration.passesThrough()) {
      return refuse(call, "UNSUPPORTED_MEDIA_TYPE", 415, "Unsupported Media Type", null);
    }
    var request =
        HttpRequest.newBuilder(URI.create(queues + "/" + target.group(1)))
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofString(form == null ? call.body() : form));
    integration
        .parameters()
        .forEach((name, value) -> {
          if (name.startsWith("integration.request.header.")) {
            request.header(name.substring("integration.request.header.".length()), literal(value));
          }
        });
    var answer = http.send(request.build(), BodyHandlers.ofString());
    var headers =
        answer.headers().map().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getLast()));
    return respond(route, call, answer.statusCode(), headers, answer.body());
  }

  private static @Nullable String rendered(Route route, Call call, Map<String, String> path) {
    var template = route.integration().templates().get(call.contentType());
    return template == null
        ? null
        : template.render(call.input(path), call.context(route.resource()));
  }

  private Reply respond(
      Route route, Call call, int status, Map<String, String> backend, String body) {
    var chosen = route.integration().responseTo(status);
    if (chosen.isEmpty()) {
      return refuse(call, "DEFAULT_5XX", 500, "Internal server error", null);
    }
    var response = chosen.get();
    var headers = new HashMap<String, String>();
    headers.put("Content-Type", "application/json");
    var text = body;
    var context = call.context(route.resource());
    for (var template : response.templates().entrySet()) {
      headers.put("Content-Type", template.getKey());
      text =
          template.getValue().render(new Mapping.Input(body, Map.of(), Map.of(), backend), context);
    }
    response
        .parameters()
        .forEach((name, value) ->
            headers.put(name.substring("method.response.header.".length()), literal(value)));
    return overridden(Reply.of(response.status(), headers, text), context);
  }

  /** What a template wrote into {@code $context.responseOverride} has the last word. */
  private static Reply overridden(Reply reply, Map<String, Object> context) {
    var override = (Map<?, ?>) context.get("responseOverride");
    if (override == null) {
      return reply;
    }
    var headers = new HashMap<>(reply.headers());
    if (override.get("header") instanceof Map<?, ?> written) {
      written.forEach((name, value) -> headers.put(name.toString(), value.toString()));
    }
    var status = override.get("status") instanceof Integer code ? code : reply.status();
    return new Reply(status, headers, reply.body());
  }

  /** The gateway's own answer of this type, or of its class where only that is described. */
  private Reply refuse(
      Call call, String type, int status, String message, @Nullable String validation) {
    var general = api.response(status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
    var own = api.response(type);
    var response =
        own.or(() -> general)
            .orElseGet(() ->
                new GatewayResponse(
                    null,
                    Map.of(),
                    Map.of("application/json", "{\"message\":$context.error.messageString}")));
    var context =
        Map.of(
            "requestId",
            call.id(),
            "requestTime",
            call.requestTime(),
            "error.message",
            message,
            "error.messageString",
            "\"" + message + "\"",
            "error.responseType",
            type,
            "error.validationErrorString",
            validation == null ? "" : validation);
    var headers = new HashMap<String, String>();
    var body = "";
    for (var template : response.templates().entrySet()) {
      headers.put("Content-Type", template.getKey());
      body =
          REFERENCE
              .matcher(template.getValue())
              .replaceAll(
                  found -> Matcher.quoteReplacement(context.getOrDefault(found.group(1), "")));
    }
    response
        .parameters()
        .forEach((name, value) ->
            headers.put(
                name.substring("gatewayresponse.header.".length()),
                value.startsWith("'")
                    ? literal(value)
                    : context.getOrDefault(value.replaceFirst("^context\\.", ""), "")));
    return Reply.of(response.status() == null ? status : response.status(), headers, body);
  }

  /** A value in its quotes; no template here maps anything else. */
  private static String literal(String value) {
    if (!value.startsWith("'") || !value.endsWith("'")) {
      throw new IllegalStateException(value + " is not in quotes: not known here");
    }
    return value.substring(1, value.length() - 1);
  }
}
