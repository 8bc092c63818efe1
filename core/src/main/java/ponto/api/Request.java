package ponto.api;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;

/**
 * One call of an operation, already routed and authenticated, the same behind the local door and
 * the gateway.
 *
 * @param principal who asks; null only for operations that need no token
 * @param path the path's parameters, decoded
 * @param query the query's parameters, decoded, first value of each
 * @param headers the few headers an operation may read, names in lower case
 * @param source the network address it came from
 * @param body the body, strict UTF-8 decoded; empty when there is none
 */
public record Request(
    @Nullable Principal principal,
    Map<String, String> path,
    Map<String, String> query,
    Map<String, String> headers,
    String source,
    String body) {
  /** The query parameter, when it is there and not empty. */
  public Optional<String> param(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  /** Who asks; an operation that requires a token never sees none. */
  public Principal caller() {
    if (principal == null) {
      throw new IllegalStateException("an operation without a token asked for its caller");
    }
    return principal;
  }
}
