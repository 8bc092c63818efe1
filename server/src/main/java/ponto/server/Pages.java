package ponto.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The files of the web pages, from the jar, with the headers that keep a page to itself. */
final class Pages {
  private static final Pattern SAFE = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?");

  /** Where the vendored viewer lies in its jar; the folder carries its version. */
  private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.34.1/";

  private static final Pattern SWAGGER =
      Pattern.compile("/docs/(swagger-ui\\.css|swagger-ui-bundle\\.js)");
  private static final String NOBODY_ELSE =
      "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
  private static final String STRICT =
      NOBODY_ELSE + "; script-src 'self'; style-src 'self'; worker-src 'self'";
  // The vendored documentation viewer styles its elements one by one.
  private static final String DOCS =
      NOBODY_ELSE + "; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json",
          "webmanifest", "application/manifest+json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon");

  private final Map<String, Optional<Content>> read = new ConcurrentHashMap<>();
  private final boolean tls;

  Pages(boolean tls) {
    this.tls = tls;
  }

  /** A file and the mark that a browser may show to be told "unchanged". */
  private record Content(ByteBuffer bytes, String type, String etag) {}

  /** Serves the page of this path; false when there is none. */
  boolean serve(Request request, Response response, Callback callback) {
    var method = request.getMethod();
    var path = request.getHttpURI().getCanonicalPath();
    if (path == null
        || !(method.equals("GET") || method.equals("HEAD"))
        || !SAFE.matcher(path).matches()) {
      return false;
    }
    var found = read.computeIfAbsent(path, Pages::find);
    if (found.isEmpty()) {
      // Not kept: a stranger may ask for anything.
      read.remove(path);
      return false;
    }
    var content = found.get();
    var headers = response.getHeaders();
    headers.put("Content-Security-Policy", path.startsWith("/docs") ? DOCS : STRICT);
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Permissions-Policy", "geolocation=(self), camera=(), microphone=()");
    if (tls) {
      headers.put("Strict-Transport-Security", "max-age=31536000");
    }
    headers.put(HttpHeader.ETAG, content.etag());
    headers.put(HttpHeader.CACHE_CONTROL, "no-cache");
    if (known(request, content.etag())) {
      response.setStatus(304);
      response.write(true, ByteBuffer.allocate(0), callback);
      return true;
    }
    headers.put(HttpHeader.CONTENT_TYPE, content.type());
    headers.put(HttpHeader.CONTENT_LENGTH, content.bytes().remaining());
    response.setStatus(200);
    var body = method.equals("HEAD") ? ByteBuffer.allocate(0) : content.bytes().duplicate();
    response.write(true, body, callback);
    return true;
  }

  /** Whether the browser (or a proxy, which marks it as weak) has it already. */
  private static boolean known(Request request, String etag) {
    var known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
    // With its quotes it stands in no other tag, be it alone, in a list or marked as weak.
    return known != null && known.contains(etag);
  }

  private static Optional<Content> find(String path) {
    var swagger = SWAGGER.matcher(path);
    if (swagger.matches()) {
      return load(SWAGGER_UI + swagger.group(1));
    }
    if (path.endsWith("/")) {
      return load("/web" + path + "index.html");
    }
    var last = path.substring(path.lastIndexOf('/') + 1);
    return load(last.contains(".") ? "/web" + path : "/web" + path + "/index.html");
  }

  private static Optional<Content> load(String resource) {
    var type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
    try (var in = Pages.class.getResourceAsStream(resource)) {
      if (in == null || type == null) {
        return Optional.empty();
      }
      var bytes = in.readAllBytes();
      var sum = new CRC32();
      sum.update(bytes);
      return Optional.of(
          new Content(
              ByteBuffer.wrap(bytes).asReadOnlyBuffer(), type, etag(bytes.length, sum.getValue())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String etag(int length, long sum) {
    return "\"" + Integer.toHexString(length) + "-" + Long.toHexString(sum) + "\"";
  }
}
