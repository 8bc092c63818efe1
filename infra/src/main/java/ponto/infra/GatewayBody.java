package ponto.infra;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The contract as the gateway imports it: core's one openapi.yaml with the integrations added. */
final class GatewayBody {
  /** What belongs to the local issuer or to one machine, and has no meaning behind a gateway. */
  private static final Set<String> LOCAL =
      Set.of(
          "/v1/sessions",
          "/v1/sessions/refresh",
          "/v1/setup",
          "/v1/inbox-copies",
          "/v1/dead-letters",
          "/v1/dead-letters/redrive",
          "/config.json");

  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
  private static final String MODEL = "#/components/schemas/";

  private final Map<String, Object> contract;
  private final Map<String, Object> schemas = new TreeMap<>();
  private final Map<String, Object> allSchemas;
  private final Integrations integrations;

  private final String name;

  private GatewayBody(String name, Map<String, Object> contract, Integrations integrations) {
    this.name = name;
    this.contract = contract;
    this.allSchemas = map(map(contract, "components"), "schemas");
    this.integrations = integrations;
  }

  /** The name is the API's for its metrics too: what is imported wins over any other. */
  static Map<String, Object> of(String name, Integrations integrations) {
    return new GatewayBody(name, contract(), integrations).build();
  }

  @SuppressWarnings("unchecked") // YAML's keys are texts throughout: OpenapiTest reads the file.
  static Map<String, Object> contract() {
    try (var in = GatewayBody.class.getResourceAsStream("/openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("core's openapi.yaml is not on the class path");
      }
      return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Object> build() {
    var paths = new LinkedHashMap<String, Object>();
    map(contract, "paths")
        .forEach((path, item) -> {
          if (!LOCAL.contains(path)) {
            paths.put(path, path(cast(item)));
          }
        });
    paths.put("/readyz", Map.of("get", integrations.ready()));
    var info = map(contract, "info");
    var body = new LinkedHashMap<String, Object>();
    body.put("openapi", contract.get("openapi"));
    body.put("info", Map.of("title", name, "version", info.get("version")));
    body.put("paths", paths);
    body.put(
        "components",
        Map.of("schemas", schemas, "securitySchemes", Map.of("bearer", integrations.authorizer())));
    body.put("x-amazon-apigateway-gateway-responses", integrations.gatewayResponses());
    body.put(
        "x-amazon-apigateway-request-validators",
        Map.of("body", Map.of("validateRequestBody", true, "validateRequestParameters", false)));
    return body;
  }

  private Map<String, Object> path(Map<String, Object> item) {
    var result = new LinkedHashMap<String, Object>();
    var methods = new ArrayList<String>();
    item.forEach((method, operation) -> {
      if (METHODS.contains(method)) {
        methods.add(method);
        result.put(method, operation(cast(operation)));
      }
    });
    result.put("options", integrations.preflight(methods));
    return result;
  }

  private Map<String, Object> operation(Map<String, Object> operation) {
    var result = new LinkedHashMap<String, Object>();
    result.put("operationId", operation.get("operationId"));
    if (operation.get("parameters") instanceof List<?> parameters) {
      var inPath =
          parameters.stream()
              .filter(p -> "path".equals(cast(p).get("in")))
              .map(this::bare)
              .toList();
      if (!inPath.isEmpty()) {
        result.put("parameters", inPath);
      }
    }
    var open = operation.get("security") instanceof List<?> security && security.isEmpty();
    if (!open) {
      result.put("security", List.of(Map.of("bearer", List.of())));
    }
    if ("postPunches".equals(operation.get("operationId"))) {
      result.put("requestBody", punchBody(map(operation, "requestBody")));
      result.put("x-amazon-apigateway-request-validator", "body");
      result.put("responses", integrations.punchResponses());
      result.put("x-amazon-apigateway-integration", integrations.queue());
    } else {
      result.put("responses", Map.of("200", Map.of("description", "As the contract says.")));
      result.put("x-amazon-apigateway-integration", integrations.function());
    }
    return result;
  }

  private Map<String, Object> bare(Object parameter) {
    return Map.of(
        "name",
        cast(parameter).get("name"),
        "in",
        "path",
        "required",
        true,
        "schema",
        Map.of("type", "string"));
  }

  private Map<String, Object> punchBody(Map<String, Object> requestBody) {
    var schema = map(map(map(requestBody, "content"), "application/json"), "schema");
    return Map.of(
        "required",
        true,
        "content",
        Map.of("application/json", Map.of("schema", cast(model(schema)))));
  }

  /** Copies a schema without its prose, and takes along what it refers to. */
  private Object model(Object node) {
    if (node instanceof List<?> list) {
      return list.stream().map(this::model).toList();
    }
    if (!(node instanceof Map<?, ?>)) {
      return node;
    }
    var result = new LinkedHashMap<String, Object>();
    cast(node)
        .forEach((key, value) -> {
          if (key.equals("$ref")) {
            take(value.toString().substring(MODEL.length()));
          }
          if (key.equals("properties")) {
            var properties = new LinkedHashMap<String, Object>();
            cast(value).forEach((name, schema) -> properties.put(name, model(schema)));
            result.put(key, properties);
          } else if (!key.equals("description")) {
            result.put(key, model(value));
          }
        });
    return result;
  }

  private void take(String name) {
    if (schemas.putIfAbsent(name, Map.of()) == null) {
      schemas.put(name, model(requireNonNull(allSchemas.get(name), name)));
    }
  }

  private static Map<String, Object> map(Map<String, Object> parent, String key) {
    return cast(parent.get(key));
  }

  @SuppressWarnings("unchecked") // As in contract().
  private static Map<String, Object> cast(@org.jspecify.annotations.Nullable Object node) {
    if (node == null) {
      throw new IllegalStateException("openapi.yaml lacks a part that the gateway needs");
    }
    return (Map<String, Object>) node;
  }
}
