package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The files of the web pages, from the jar, with the headers that keep a page to itself. */
final class Pages {
  private static final Pattern SAFE = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?");

  /** Where the vendored viewer lies in its jar; the folder carries its version. */
  private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.34.1/";

  private static final Pattern SWAGGER =
      Pattern.compile("/docs/(swagger-ui\\.css|swagger-ui-bundle\\.js)");
  private static final Pattern GZIP =
      Pattern.compile("\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))");
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

  /** What is text travels compressed; a picture is so already. */
  private static final Set<String> COMPRESSED =
      Set.of("html", "css", "js", "json", "webmanifest", "svg");

  private static final Set<String> COMMENTED = Set.of("css", "js");

  private static final Pattern AROUND = Pattern.compile("\\s*([{};,])\\s*");
  private static final Pattern BEHIND_KEY = Pattern.compile("(?m)^(\"[^\"]+\"): ");
  private static final Pattern BEHIND_COLON = Pattern.compile(":\\s+");

  private final Map<String, Optional<Content>> read = new ConcurrentHashMap<>();
  private final boolean tls;
  private final Supplier<Set<String>> origins;

  /** The origins are those of the company's provider, which the page asks for tokens. */
  Pages(boolean tls, Supplier<Set<String>> origins) {
    this.tls = tls;
    this.origins = origins;
  }

  /**
   * A file and the mark that a browser may show to be told "unchanged".
   *
   * @param zipped the same, compressed with gzip; null for what gains nothing by it
   */
  record Content(
      ByteBuffer plain, @Nullable ByteBuffer zipped, String type, long sum, String etag) {}

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
    var others = path.startsWith("/docs") ? Set.<String>of() : origins.get();
    headers.put("Content-Security-Policy", policy(path, others));
    headers.put(DoorHandler.NO_SNIFF);
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Permissions-Policy", "geolocation=(self), camera=(), microphone=()");
    if (tls) {
      headers.put("Strict-Transport-Security", "max-age=31536000");
    }
    // What is kept is kept with its policy: another policy is another page.
    var etag = others.isEmpty() ? content.etag() : etag(others.hashCode(), content.sum());
    headers.put(HttpHeader.ETAG, etag);
    headers.add(HttpHeader.VARY, "Accept-Encoding");
    headers.put(HttpHeader.CACHE_CONTROL, "no-cache");
    if (known(request, etag)) {
      response.setStatus(304);
      response.write(true, ByteBuffer.allocate(0), callback);
      return true;
    }
    headers.put(HttpHeader.CONTENT_TYPE, content.type());
    var bytes = content.plain();
    var zipped = content.zipped();
    if (zipped != null && takesGzip(request)) {
      bytes = zipped;
      headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
    }
    headers.put(HttpHeader.CONTENT_LENGTH, bytes.remaining());
    response.setStatus(200);
    var body = method.equals("HEAD") ? ByteBuffer.allocate(0) : bytes.duplicate();
    response.write(true, body, callback);
    return true;
  }

  private static String policy(String path, Set<String> others) {
    if (path.startsWith("/docs")) {
      return DOCS;
    }
    return others.isEmpty()
        ? STRICT
        : STRICT + "; connect-src 'self' " + String.join(" ", new TreeSet<>(others));
  }

  private static boolean takesGzip(Request request) {
    var accepted = request.getHeaders().get(HttpHeader.ACCEPT_ENCODING);
    return accepted != null && GZIP.matcher(accepted).find();
  }

  /** Whether the browser (or a proxy, which marks it as weak) has it already. */
  private static boolean known(Request request, String etag) {
    var known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
    // With its quotes it stands in no other tag, be it alone, in a list or marked as weak.
    return known != null && known.contains(etag);
  }

  static Optional<Content> find(String path) {
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
    var ending = resource.substring(resource.lastIndexOf('.') + 1);
    var type = TYPES.get(ending);
    try (var in = Pages.class.getResourceAsStream(resource)) {
      if (in == null || type == null) {
        return Optional.empty();
      }
      var bytes = in.readAllBytes();
      if (resource.startsWith("/web/") && COMPRESSED.contains(ending)) {
        var lean = lean(new String(bytes, UTF_8), COMMENTED.contains(ending));
        bytes = tight(lean, ending).getBytes(UTF_8);
      }
      var sum = new CRC32();
      sum.update(bytes);
      return Optional.of(
          new Content(
              ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
              COMPRESSED.contains(ending) ? zip(bytes) : null,
              type,
              sum.getValue(),
              etag(bytes.length, sum.getValue())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Without indentation, and a script or style sheet without the lines that hold nothing but a
   * comment: a third of what a phone would download. No text of ours spans lines.
   */
  static String lean(String source, boolean hasComments) {
    var lean = new StringBuilder(source.length());
    var inComment = false;
    for (var line : source.lines().map(String::strip).toList()) {
      inComment |= hasComments && line.startsWith("/*");
      if (!inComment && !line.isEmpty() && !(hasComments && line.startsWith("//"))) {
        lean.append(line).append('\n');
      }
      inComment &= !line.endsWith("*/");
    }
    return lean.toString();
  }

  private static String tight(String lean, String ending) {
    return switch (ending) {
      case "css" -> squeezed(lean);
      case "json" -> BEHIND_KEY.matcher(lean).replaceAll("$1:");
      default -> lean;
    };
  }

  /** A style sheet without the white space that only its readers need; ours quote none of it. */
  static String squeezed(String css) {
    var tight = AROUND.matcher(css).replaceAll("$1");
    return BEHIND_COLON.matcher(tight).replaceAll(":").replace(";}", "}");
  }

  private static ByteBuffer zip(byte[] bytes) throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var out =
        new GZIPOutputStream(zipped) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      out.write(bytes);
    }
    return ByteBuffer.wrap(zipped.toByteArray()).asReadOnlyBuffer();
  }

  private static String etag(int length, long sum) {
    return "\"" + Integer.toHexString(length) + "-" + Long.toHexString(sum) + "\"";
  }
}
