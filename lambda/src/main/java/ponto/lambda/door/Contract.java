package ponto.lambda.door;

import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The contract as the gateway was made from it: which method of which resource is which operation.
 */
final class Contract {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final Map<?, ?> document;
  private final Map<String, Route> routes = new HashMap<>();

  /** An operation, and whether it asks for no token. */
  record Route(String operationId, boolean open) {}

  private Contract(Map<?, ?> document) {
    this.document = document;
    mapping(document.get("paths"))
        .forEach((path, item) ->
            mapping(item)
                .forEach((method, operation) -> {
                  if (METHODS.contains(method)) {
                    routes.put(key(method.toString(), path.toString()), route(operation));
                  }
                }));
  }

  /** Reads the document that lies on the class path. */
  static Contract read() {
    try (var yaml = Contract.class.getResourceAsStream("/openapi.yaml")) {
      var load = new Load(LoadSettings.builder().build());
      return new Contract(
          mapping(load.loadFromInputStream(Objects.requireNonNull(yaml, "openapi.yaml"))));
    } catch (IOException e) {
      throw new IllegalStateException("openapi.yaml cannot be read", e);
    }
  }

  /** The operation of a resource, whose path is spelled as in the contract. */
  Optional<Route> find(String method, String resource) {
    return Optional.ofNullable(routes.get(key(method, resource)));
  }

  /** Every operationId. */
  List<String> operations() {
    return routes.values().stream().map(Route::operationId).toList();
  }

  /** The document as JSON. */
  String json() {
    var text = new StringWriter();
    try (var out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      write(out, document);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, @Nullable Object node) {
    switch (node) {
      case null -> out.writeNull();
      case Map<?, ?> mapping -> {
        out.writeStartObject();
        mapping.forEach((name, value) -> {
          out.writeName(String.valueOf(name));
          write(out, value);
        });
        out.writeEndObject();
      }
      case List<?> items -> {
        out.writeStartArray();
        items.forEach(item -> write(out, item));
        out.writeEndArray();
      }
      case Boolean flag -> out.writeBoolean(flag);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      default -> out.writeString(node.toString());
    }
  }

  private static Route route(@Nullable Object operation) {
    var told = mapping(operation);
    var open = told.get("security") instanceof List<?> security && security.isEmpty();
    return new Route(String.valueOf(told.get("operationId")), open);
  }

  private static Map<?, ?> mapping(@Nullable Object node) {
    return node instanceof Map<?, ?> mapping ? mapping : Map.of();
  }

  private static String key(String method, String resource) {
    return method.toUpperCase(Locale.ROOT) + " " + resource;
  }
}
