package ponto.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import ponto.api.Json;
import ponto.api.Problem;
import ponto.api.Response;

/**
 * Answers those who watch: alive, ready, and the figures (to this machine or for the scrape token
 * only).
 */
final class Probes {
  private final Metrics metrics;
  private final BooleanSupplier accepting;
  private final Supplier<List<String>> notWell;
  private final Supplier<@Nullable String> remedy;
  private final InstantSource clock;
  private final @Nullable String scrapeToken;
  private final boolean behindProxy;

  Probes(
      Metrics metrics,
      BooleanSupplier accepting,
      Supplier<List<String>> notWell,
      Supplier<@Nullable String> remedy,
      InstantSource clock,
      @Nullable String scrapeToken,
      boolean behindProxy) {
    this.metrics = metrics;
    this.accepting = accepting;
    this.notWell = notWell;
    this.remedy = remedy;
    this.clock = clock;
    this.scrapeToken = scrapeToken;
    this.behindProxy = behindProxy;
  }

  /** The answer, when the path is one of theirs. */
  Optional<Response> answer(Request request) {
    if (!"GET".equals(DoorHandler.method(request))) {
      return Optional.empty();
    }
    return switch (String.valueOf(request.getHttpURI().getCanonicalPath())) {
      case "/livez" -> Optional.of(Response.json("{\"status\":\"alive\"}"));
      case "/readyz" -> Optional.of(ready());
      case "/metrics" -> Optional.of(figures(request));
      default -> Optional.empty();
    };
  }

  /** Ready means that punches can be accepted; what else is not well is named without failing. */
  private Response ready() {
    var names = notWell.get();
    var ready = accepting.getAsBoolean();
    return Response.json(
        ready ? 200 : 503,
        Json.object(json ->
            json.text("status", ready ? "ready" : "not-ready")
                .texts("notWell", names)
                .text("remedy", remedy.get())
                .text("serverTime", clock.instant().toString())));
  }

  private Response figures(Request request) {
    if (!mayScrape(request)) {
      return Problem.forbidden(
              "figures are for this machine, or for the scrape token (PONTO_METRICS_TOKEN)")
          .response();
    }
    return new Response(
        200, java.util.Map.of(), "text/plain; version=0.0.4; charset=utf-8", metrics.text());
  }

  private boolean mayScrape(Request request) {
    var token = scrapeToken;
    if (token != null) {
      var given = String.valueOf(request.getHeaders().get(HttpHeader.AUTHORIZATION));
      return MessageDigest.isEqual(
          ("Bearer " + token).getBytes(StandardCharsets.UTF_8),
          given.getBytes(StandardCharsets.UTF_8));
    }
    return !behindProxy && isLoopback(Request.getRemoteAddr(request));
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
