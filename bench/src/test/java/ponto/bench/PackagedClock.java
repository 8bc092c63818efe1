package ponto.bench;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** A demo clock of an unpacked package, started with an empty environment, and one worker of it. */
final class PackagedClock implements AutoCloseable {
  /** A machine under load; one that hangs fails its test by itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration STOP_MAX = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Pattern READY = Pattern.compile("ponto is ready: (\\S+)\n");
  private static final Pattern LOGIN = Pattern.compile("demo: sign in as (\\d+),");

  private final Process process;
  private final Path out;
  private final String url;
  private final Api api;
  private final String token;

  PackagedClock(Path home, Path data, Path folder) throws Exception {
    out = Files.createTempFile(folder, "out", "");
    var program = home.resolve("bin/ponto").toString();
    var command =
        new ArrayList<>(List.of(program, "start", "--demo", "--demo-workers", "5", "--port", "0"));
    command.addAll(List.of("--data", data.toString()));
    var builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "");
    process = builder.start();
    url = said(READY);
    var address = URI.create(url);
    api = new Api(new InetSocketAddress(address.getHost(), address.getPort()));
    var login = said(LOGIN);
    token = until(() -> api.signIn(login, "ponto-demo"));
  }

  private String said(Pattern line) throws Exception {
    return until(() -> {
      var text = Files.readString(out);
      assertThat(process.isAlive()).as(text).isTrue();
      var found = line.matcher(text);
      return found.find() ? found.group(1) : refuse(text);
    });
  }

  /** Punches; answers the id once it is accepted. */
  String punch() throws Exception {
    var id = UUID.randomUUID().toString();
    var at = InstantSource.system().instant();
    var body =
        """
        {"punches":[{"id":"%s","at":"%s","zone":"America/Sao_Paulo","offline":false,"collector":"browser"}]}
        """
            .formatted(id, at);
    var request =
        HttpRequest.newBuilder(URI.create(url + "/v1/punches"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }
    return id;
  }

  /** Waits until the punch is in the ledger. */
  void seesRecorded(String id) throws Exception {
    until(() -> {
      var answer = api.get("/v1/punches/" + id, token);
      return answer.contains("\"recorded\"") ? answer : refuse(answer);
    });
  }

  void stop() throws Exception {
    process.destroy();
    assertThat(process.waitFor(STOP_MAX.toMillis(), MILLISECONDS))
        .as(Files.readString(out))
        .isTrue();
  }

  /** Waits for the first answer that is not an IOException. */
  private static String until(Callable<String> question) throws Exception {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return question.call();
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  private static String refuse(String answer) throws IOException {
    throw new IOException("not yet: " + answer);
  }

  @Override
  public void close() {
    api.close();
    process.destroyForcibly();
  }
}
