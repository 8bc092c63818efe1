package ponto.server;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Which pages of other origins may call: a list of origins, never all of them. */
final class Cors {
  /** A browser asks again after so long; an origin taken off the list is out within it. */
  private static final String PREFLIGHT_SECONDS = "600";

  private final Set<String> origins;

  Cors(Set<String> origins) {
    this.origins = Set.copyOf(origins);
  }

  /** Marks the answer as readable for an origin on the list. */
  void mark(Request request, Response response) {
    var origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin != null) {
      response.getHeaders().put(HttpHeader.VARY, "Origin");
      if (origins.contains(origin)) {
        response.getHeaders().put("Access-Control-Allow-Origin", origin);
        response.getHeaders().put("Access-Control-Expose-Headers", "Retry-After, Date");
      }
    }
  }

  /** Answers the browser's question before it sends. */
  ponto.api.Response preflight(Request request, SortedSet<String> methods) {
    var origin = request.getHeaders().get(HttpHeader.ORIGIN);
    var headers =
        origin != null && origins.contains(origin)
            ? Map.of(
                "Access-Control-Allow-Methods",
                String.join(", ", methods),
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type, Ponto-Sent-At",
                "Access-Control-Max-Age",
                PREFLIGHT_SECONDS)
            : Map.of("Allow", String.join(", ", methods) + ", OPTIONS");
    return new ponto.api.Response(204, headers, "application/json", "");
  }
}
