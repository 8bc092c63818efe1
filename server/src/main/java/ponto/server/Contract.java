package ponto.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The contract as the door needs it: which method and path mean which operation; read from {@code
 * openapi.yaml}.
 */
final class Contract {
  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

  private final Map<String, Object> document;
  private final List<Route> routes;

  private Contract(Map<String, Object> document) {
    this.document = document;
    this.routes = routes(document);
  }

  /** One operation's address. */
  record Route(
      String method, Pattern path, List<String> parameters, String operationId, boolean open) {}

  /** A route that fits a path, with the path's parameters. */
  record Match(Route route, Map<String, String> parameters) {}

  /** Reads the document that lies on the class path. */
  static Contract read() {
    try (var yaml = Contract.class.getResourceAsStream("/openapi.yaml")) {
      return new Contract(
          load(Objects.requireNonNull(yaml, "openapi.yaml is not on the class path")));
    } catch (IOException e) {
      throw new IllegalStateException("openapi.yaml cannot be read", e);
    }
  }

  /** The operation behind a method and a path. */
  Optional<Match> find(String method, String path) {
    for (var route : routes) {
      if (route.method().equals(method)) {
        var matcher = route.path().matcher(path);
        if (matcher.matches()) {
          var parameters = new java.util.HashMap<String, String>();
          for (var i = 0; i < route.parameters().size(); i++) {
            parameters.put(route.parameters().get(i), matcher.group(i + 1));
          }
          return Optional.of(new Match(route, parameters));
        }
      }
    }
    return Optional.empty();
  }

  /** The methods that a path knows, for 405 and CORS; empty when the path is unknown. */
  SortedSet<String> methods(String path) {
    var methods = new TreeSet<String>();
    for (var route : routes) {
      if (route.path().matcher(path).matches()) {
        methods.add(route.method());
      }
    }
    return methods;
  }

  /** Every operationId. */
  List<String> operations() {
    return routes.stream().map(Route::operationId).toList();
  }

  /** The document as JSON. */
  String json() {
    return JsonText.of(document);
  }

  @SuppressWarnings("unchecked") // A YAML mapping with text keys, as OpenapiTest proves.
  private static Map<String, Object> load(InputStream yaml) {
    return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
  }

  private static List<Route> routes(Map<String, Object> document) {
    var routes = new ArrayList<Route>();
    for (var path : mapping(document.get("paths")).entrySet()) {
      for (var method : mapping(path.getValue()).entrySet()) {
        if (METHODS.contains(method.getKey())) {
          routes.add(route(method.getKey(), path.getKey(), mapping(method.getValue())));
        }
      }
    }
    return List.copyOf(routes);
  }

  private static Route route(String method, String path, Map<String, Object> operation) {
    var names = new ArrayList<String>();
    var pattern =
        Pattern.compile("\\{(\\w+)}")
            .matcher(path)
            .replaceAll(found -> {
              names.add(found.group(1));
              return "([^/]+)";
            });
    var open = operation.get("security") instanceof List<?> security && security.isEmpty();
    return new Route(
        method.toUpperCase(java.util.Locale.ROOT),
        Pattern.compile(pattern),
        List.copyOf(names),
        String.valueOf(operation.get("operationId")),
        open);
  }

  @SuppressWarnings("unchecked") // As above.
  private static Map<String, Object> mapping(@org.jspecify.annotations.Nullable Object node) {
    return node == null ? Map.of() : (Map<String, Object>) node;
  }
}
