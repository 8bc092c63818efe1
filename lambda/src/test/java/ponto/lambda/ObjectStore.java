package ponto.lambda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands for S3 on the loopback: objects, uploads in parts and signed links, every request's
 * signature reckoned again. What it does not know it refuses.
 */
public final class ObjectStore implements AutoCloseable {
  static final String KEY_ID = "AKIAPONTOLOOPBACK";
  static final String SECRET = "the-loopback-keeps-none";

  private static final int PART_BYTES_MIN = 5 * 1024 * 1024;

  private final HttpServer server;
  private final InstantSource clock;
  private final Map<String, Item> objects = new ConcurrentSkipListMap<>();
  private final Map<String, Unfinished> uploads = new ConcurrentHashMap<>();
  private volatile BiConsumer<String, String> onCreated = (_, _) -> {};
  private volatile boolean away;

  /** An object, and what its reader is told of it. */
  private record Item(Map<String, String> headers, List<byte[]> parts) {
    long length() {
      return parts.stream().mapToLong(part -> part.length).sum();
    }
  }

  /** An object on its way, its parts by their number. */
  private record Unfinished(
      String name, Map<String, String> headers, TreeMap<Integer, byte[]> parts) {}

  /** What is answered instead, with S3's own word for it. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;

    Refused(int status, String code) {
      super(code);
      this.status = status;
    }
  }

  /** Starts it on a free port. */
  public ObjectStore(InstantSource clock) throws IOException {
    this.clock = clock;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> Thread.ofPlatform().daemon().name("object-store").unstarted(task)));
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where it is, and who may use it, as the SDK reads it from an environment. */
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_S3", address().toString(),
        "AWS_ACCESS_KEY_ID", KEY_ID,
        "AWS_SECRET_ACCESS_KEY", SECRET);
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Told bucket and key of each object once it is there. */
  public void onCreated(BiConsumer<String, String> listener) {
    onCreated = listener;
  }

  /** While true, every request fails. */
  public void away(boolean isAway) {
    away = isAway;
  }

  /** The names of what is there, {@code bucket/key}. */
  public List<String> names() {
    return List.copyOf(objects.keySet());
  }

  /** How many uploads were begun and neither completed nor broken off. */
  public int unfinished() {
    return uploads.size();
  }

  /** Puts something there from outside, as somebody with the console would. */
  public void put(String name, byte[] content) {
    objects.put(name, new Item(Map.of(), List.of(content)));
  }

  /** Removes what is there, as the lifecycle's rule does after a day. */
  public void clear() {
    objects.clear();
  }

  private void answer(HttpExchange request) throws IOException {
    String created = null;
    try (request) {
      try {
        created = operate(request);
      } catch (Refused e) {
        request.getRequestBody().readAllBytes();
        xml(request, e.status, "<Error><Code>" + e.getMessage() + "</Code></Error>");
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }
    if (created != null) {
      var name = created.split("/", 2);
      onCreated.accept(name[0], name[1]);
    }
  }

  /** The name of an object that is there from now on; null when none came to be. */
  private @Nullable String operate(HttpExchange request)
      throws IOException, GeneralSecurityException, Refused {
    if (away) {
      throw new Refused(503, "SlowDown");
    }
    var query = query(request.getRequestURI());
    var body = request.getRequestBody().readAllBytes();
    var fault = ObjectSignature.fault(request, query, body, clock.instant());
    if (!fault.isEmpty()) {
      throw new Refused(fault.equals("InvalidArgument") ? 400 : 403, fault);
    }
    var name = request.getRequestURI().getPath().substring(1);
    var upload = query.get("uploadId");
    switch (request.getRequestMethod()) {
      case "GET", "HEAD" -> hand(request, name);
      case "PUT" -> {
        var content = plain(request, body);
        request.getResponseHeaders().set("ETag", etag(content));
        if (upload == null) {
          objects.put(name, new Item(kept(request), List.of(content)));
          xml(request, 200, "");
          return name;
        }
        unfinished(upload)
            .parts()
            .put(Integer.valueOf(query.getOrDefault("partNumber", "")), content);
        xml(request, 200, "");
      }
      case "POST" -> {
        if (query.containsKey("uploads")) {
          var id = UUID.randomUUID().toString();
          uploads.put(id, new Unfinished(name, kept(request), new TreeMap<>()));
          xml(
              request,
              200,
              "<InitiateMultipartUploadResult><UploadId>%s</UploadId></InitiateMultipartUploadResult>"
                  .formatted(id));
        } else {
          complete(String.valueOf(upload));
          xml(
              request,
              200,
              "<CompleteMultipartUploadResult><ETag>\"x\"</ETag></CompleteMultipartUploadResult>");
          return name;
        }
      }
      case "DELETE" -> {
        unfinished(String.valueOf(upload));
        uploads.remove(upload);
        request.sendResponseHeaders(204, -1);
      }
      default -> throw new Refused(405, "MethodNotAllowed");
    }
    return null;
  }

  private static Map<String, String> query(URI uri) {
    return uri.getRawQuery() == null
        ? Map.of()
        : Arrays.stream(uri.getRawQuery().split("&"))
            .map(field -> field.split("=", 2))
            .collect(Collectors.toMap(f -> f[0], f -> f.length > 1 ? f[1] : ""));
  }

  private Unfinished unfinished(String id) throws Refused {
    var upload = uploads.get(id);
    if (upload == null) {
      throw new Refused(404, "NoSuchUpload");
    }
    return upload;
  }

  private void complete(String id) throws Refused {
    var upload = unfinished(id);
    var parts = List.copyOf(upload.parts().values());
    if (parts.subList(0, parts.size() - 1).stream().anyMatch(p -> p.length < PART_BYTES_MIN)) {
      throw new Refused(400, "EntityTooSmall");
    }
    objects.put(upload.name(), new Item(upload.headers(), parts));
    uploads.remove(id);
  }

  private void hand(HttpExchange request, String name) throws IOException, Refused {
    var item = objects.get(name);
    if (item == null) {
      if (request.getRequestMethod().equals("HEAD")) {
        request.sendResponseHeaders(404, -1);
        return;
      }
      throw new Refused(404, "NoSuchKey");
    }
    item.headers().forEach(request.getResponseHeaders()::set);
    if (request.getRequestMethod().equals("HEAD")) {
      request.getResponseHeaders().set("Content-Length", Long.toString(item.length()));
      request.sendResponseHeaders(200, -1);
      return;
    }
    request.sendResponseHeaders(200, item.length() == 0 ? -1 : item.length());
    for (var part : item.parts()) {
      request.getResponseBody().write(part);
    }
  }

  private Map<String, String> kept(HttpExchange request) {
    var headers = new TreeMap<String, String>();
    for (var name : List.of("Content-Type", "Content-Disposition", "Cache-Control")) {
      var value = request.getRequestHeaders().getFirst(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    headers.put(
        "Last-Modified",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
    return headers;
  }

  /** The body without the frames of {@code aws-chunked}, in which a checksum follows it. */
  private static byte[] plain(HttpExchange request, byte[] body) {
    var encoding = request.getRequestHeaders().getFirst("Content-Encoding");
    if (encoding == null || !encoding.contains("aws-chunked")) {
      return body;
    }
    var content = new ByteArrayOutputStream(body.length);
    var at = 0;
    while (true) {
      var end = at;
      while (body[end] != '\r') {
        end++;
      }
      var head = new String(body, at, end - at, US_ASCII);
      var length = Integer.parseInt(head.split(";", 2)[0], 16);
      if (length == 0) {
        return content.toByteArray();
      }
      content.write(body, end + 2, length);
      at = end + 2 + length + 2;
    }
  }

  private static String etag(byte[] content) {
    return '"' + Integer.toHexString(Arrays.hashCode(content)) + '"';
  }

  private static void xml(HttpExchange request, int status, String text) throws IOException {
    var bytes = text.getBytes(UTF_8);
    request.getResponseHeaders().set("Content-Type", "application/xml");
    request.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    request.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
