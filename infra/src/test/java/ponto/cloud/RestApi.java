package ponto.cloud;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The REST API of the template as the gateway reads it: the routes of its OpenAPI body with their
 * models and integrations, and the answers that the gateway gives itself.
 */
final class RestApi {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<String> METHODS =
      List.of("get", "put", "post", "delete", "options", "head", "patch");

  private final List<Route> routes = new ArrayList<>();
  private final Map<String, GatewayResponse> responses = new HashMap<>();
  private final JsonNode body;

  RestApi(Template template) {
    body = template.only("AWS::ApiGateway::RestApi").at("/Body");
    for (var path : body.path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          routes.add(route(path.getKey(), method.getKey(), method.getValue()));
        }
      }
    }
    body.path("x-amazon-apigateway-gateway-responses")
        .properties()
        .forEach(entry -> responses.put(entry.getKey(), GatewayResponse.ofBody(entry.getValue())));
    template
        .resources("AWS::ApiGateway::GatewayResponse")
        .forEach(resource ->
            responses.put(
                resource.at("/ResponseType").asString(),
                GatewayResponse.ofResource(resource.properties())));
  }

  /**
   * One operation.
   *
   * @param resource the path as the contract writes it, with its names in braces
   * @param secured whether it wants a token
   * @param models what a body must be, by content type; empty when nobody asks
   */
  record Route(
      String method,
      String resource,
      boolean secured,
      Map<String, Schema> models,
      Integration integration) {
    /** The path's parameters, when the path is one of this route's. */
    Optional<Map<String, String>> parameters(String path) {
      var ours = resource.split("/", -1);
      var theirs = path.split("/", -1);
      if (ours.length != theirs.length) {
        return Optional.empty();
      }
      var found = new LinkedHashMap<String, String>();
      for (var i = 0; i < ours.length; i++) {
        if (ours[i].startsWith("{")) {
          found.put(ours[i].substring(1, ours[i].length() - 1), theirs[i]);
        } else if (!ours[i].equals(theirs[i])) {
          return Optional.empty();
        }
      }
      return Optional.of(found);
    }
  }

  /** What stands behind an operation. */
  record Integration(
      String type,
      String uri,
      boolean passesThrough,
      Map<String, String> parameters,
      Map<String, Mapping> templates,
      List<IntegrationResponse> responses) {
    /** The response for a status of the backend: the first whose pattern fits, else the default. */
    Optional<IntegrationResponse> responseTo(int status) {
      var text = Integer.toString(status);
      return responses.stream()
          .filter(response -> response.pattern() != null)
          .filter(response -> Pattern.matches(response.pattern(), text))
          .findFirst()
          .or(() -> responses.stream().filter(response -> response.pattern() == null).findFirst());
    }
  }

  /** How an answer of the backend becomes the caller's; without a pattern it is the default. */
  record IntegrationResponse(
      @Nullable String pattern,
      int status,
      Map<String, String> parameters,
      Map<String, Mapping> templates) {}

  /** An answer of the gateway's own. */
  record GatewayResponse(
      @Nullable Integer status, Map<String, String> parameters, Map<String, String> templates) {
    static GatewayResponse ofBody(JsonNode node) {
      return of(
          node.path("statusCode"), node.path("responseParameters"), node.path("responseTemplates"));
    }

    static GatewayResponse ofResource(JsonNode node) {
      return of(
          node.path("StatusCode"), node.path("ResponseParameters"), node.path("ResponseTemplates"));
    }

    private static GatewayResponse of(JsonNode status, JsonNode parameters, JsonNode templates) {
      return new GatewayResponse(
          status.isMissingNode() ? null : Integer.valueOf(status.asString()),
          texts(parameters),
          texts(templates));
    }
  }

  /** The operation that answers, with its path's parameters; literal paths before braces. */
  Optional<Map.Entry<Route, Map<String, String>>> find(String method, String path) {
    return routes.stream()
        .filter(route -> route.method().equals(method))
        .flatMap(route -> route.parameters(path).map(found -> Map.entry(route, found)).stream())
        .min((one, other) -> Integer.compare(one.getValue().size(), other.getValue().size()));
  }

  Optional<GatewayResponse> response(String type) {
    return Optional.ofNullable(responses.get(type));
  }

  private Route route(String path, String method, JsonNode operation) {
    var security = operation.has("security") ? operation.get("security") : body.path("security");
    return new Route(
        method.toUpperCase(Locale.ROOT),
        path,
        security.size() > 0,
        models(operation),
        integration(method + " " + path, operation.path("x-amazon-apigateway-integration")));
  }

  private Map<String, Schema> models(JsonNode operation) {
    var validator =
        operation
            .path("x-amazon-apigateway-request-validator")
            .asString(body.path("x-amazon-apigateway-request-validator").asString(""));
    var models = new HashMap<String, Schema>();
    if (body.path("x-amazon-apigateway-request-validators")
        .path(validator)
        .path("validateRequestBody")
        .asBoolean(false)) {
      operation
          .path("requestBody")
          .path("content")
          .properties()
          .forEach(entry -> models.put(entry.getKey(), schema(entry.getValue().path("schema"))));
    }
    return models;
  }

  private Schema schema(JsonNode root) {
    var schema = JSON.createObjectNode();
    schema.set("allOf", JSON.createArrayNode().add(local(root)));
    schema.set("definitions", local(body.path("components").path("schemas")));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4).getSchema(schema);
  }

  private static JsonNode local(JsonNode node) {
    return JSON.readTree(node.toString().replace("#/components/schemas/", "#/definitions/"));
  }

  private static Integration integration(String operation, JsonNode node) {
    if (node.isMissingNode()) {
      throw new IllegalStateException(operation + " has no integration");
    }
    var responses = new ArrayList<IntegrationResponse>();
    for (var response : node.path("responses").properties()) {
      responses.add(
          new IntegrationResponse(
              response.getKey().equals("default") ? null : response.getKey(),
              Integer.parseInt(response.getValue().path("statusCode").asString()),
              texts(response.getValue().path("responseParameters")),
              mappings(response.getValue().path("responseTemplates"))));
    }
    return new Integration(
        node.path("type").asString().toLowerCase(Locale.ROOT),
        node.path("uri").asString(""),
        !node.path("passthroughBehavior").asString("").equalsIgnoreCase("never"),
        texts(node.path("requestParameters")),
        mappings(node.path("requestTemplates")),
        responses);
  }

  private static Map<String, Mapping> mappings(JsonNode node) {
    return texts(node).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> new Mapping(entry.getValue())));
  }

  private static Map<String, String> texts(JsonNode node) {
    var texts = new LinkedHashMap<String, String>();
    node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString()));
    return texts;
  }
}
