package ponto.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import picocli.CommandLine.Command;
import ponto.api.Json;
import ponto.api.Receipts;
import ponto.artemis.ArtemisInbox;

/**
 * A run that only shows the JVM what a day looks like, so that the start-up cache fits: demo data,
 * some load, stop.
 */
@Command(name = "train", hidden = true, description = "Warm up for the start-up cache.")
final class TrainCommand implements Callable<Integer> {
  private static final int WORKERS = 8;

  /** Enough for the compiler's profiles, a few seconds of work. */
  private static final int PUNCHES_EACH = 400;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Receipts ids = new Receipts(Main.CLOCK);

  @Override
  public Integer call() throws Exception {
    JsonLog.install(new LogLevels(Level.WARNING, Map.of()));
    var folder = Files.createTempDirectory("ponto-train");
    try {
      var settings =
          new Settings(
              folder,
              "127.0.0.1",
              0,
              null,
              2,
              true,
              WORKERS,
              false,
              false,
              null,
              null,
              Set.of(),
              null,
              ArtemisInbox.Settings.DISK_BYTES_MAX,
              null,
              null,
              List.of());
      try (var ponto = new Ponto(settings, Main.CLOCK)) {
        ponto.awaitDatabase();
        work(ponto.url());
      }
    } finally {
      delete(folder);
    }
    return 0;
  }

  private void work(String url) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (var number = 1; number <= WORKERS; number++) {
        var login = Demo.cpf(number);
        running.add(threads.submit(() -> punch(url, login)));
      }
      for (var worker : running) {
        worker.get();
      }
    }
    for (var path : new String[] {"/", "/readyz", "/metrics", "/openapi.json", "/config.json"}) {
      send(HttpRequest.newBuilder(URI.create(url + path)).build());
    }
  }

  private Void punch(String url, String login) throws Exception {
    var credentials =
        Json.object(json -> json.text("login", login).text("password", Demo.PASSWORD));
    var session = post(url + "/v1/sessions", null, credentials);
    var token = String.valueOf(JsonTree.object(JsonTree.read(session.body())).get("accessToken"));
    var last = "";
    for (var number = 0; number < PUNCHES_EACH; number++) {
      last = ids.get();
      var body =
          "{\"punches\":[{\"id\":\""
              + last
              + "\",\"at\":\""
              + Main.CLOCK.instant().toString()
              + "\",\"zone\":\"America/Sao_Paulo\",\"offline\":false,\"collector\":\"browser\"}]}";
      post(url + "/v1/punches", token, body);
    }
    var status =
        HttpRequest.newBuilder(URI.create(url + "/v1/punches?ids=" + last))
            .header("Authorization", "Bearer " + token);
    send(status.build());
    return null;
  }

  private HttpResponse<String> post(
      String url, @org.jspecify.annotations.Nullable String token, String body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return send(request.timeout(PATIENCE).header("Content-Type", "application/json").build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  private static void delete(Path folder) throws Exception {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
