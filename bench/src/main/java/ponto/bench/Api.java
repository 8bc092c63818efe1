package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ponto.api.Json;

/** The calls beside the load: sign in, who works here, the counters. */
final class Api implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  // The contract's largest page.
  private static final int PAGE = 500;

  private final String base;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  Api(InetSocketAddress server) {
    this.base = "http://" + server.getAddress().getHostAddress() + ":" + server.getPort();
  }

  /** A token for this login. */
  String signIn(String login, String password) throws IOException, InterruptedException {
    var body = Json.object(json -> json.text("login", login).text("password", password));
    var request =
        request("/v1/sessions")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return JsonText.first(send(request), "accessToken")
        .orElseThrow(() -> new IOException("the sign-in was answered without accessToken"));
  }

  /** The CPFs of the first workers, in the server's order. */
  List<String> workers(String token, int max) throws IOException, InterruptedException {
    var workers = new ArrayList<String>();
    var cursor = Optional.<String>empty();
    do {
      var after = cursor.map(value -> "&cursor=" + URLEncoder.encode(value, UTF_8)).orElse("");
      var page = get("/v1/workers?limit=" + PAGE + after, token);
      workers.addAll(JsonText.all(page, "cpf"));
      cursor = JsonText.first(page, "nextCursor");
    } while (cursor.isPresent() && workers.size() < max);
    return workers.subList(0, Math.min(max, workers.size()));
  }

  /** Any answer of 200. */
  String get(String path, String token) throws IOException, InterruptedException {
    return send(request(path).header("Authorization", "Bearer " + token).GET().build());
  }

  /** A counter or gauge of {@code /metrics}, all its labels summed. */
  double metric(String name) throws IOException, InterruptedException {
    return send(request("/metrics").GET().build())
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() {
    http.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    var answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(
          "%s %s was answered %d: %s"
              .formatted(
                  request.method(), request.uri().getPath(), answer.statusCode(), answer.body()));
    }
    return answer.body();
  }
}
