package ponto.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import ponto.infra.PontoApp;

/** Clouds for tests, and what tests ask of them. */
final class Clouds {
  static final InstantSource CLOCK = InstantSource.system();
  static final HttpClient HTTP = HttpClient.newHttpClient();

  // The least that a mapping takes. A function has 2 s: more cold processes at once than this
  // machine has processors would be ended by it again and again.
  private static final int CONCURRENCY = 2;

  // Several visibility timeouts of 12 s.
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path FOLDER = Path.of("target", "loopback").toAbsolutePath();

  private static final Set<Integer> SYNTHESISED = new HashSet<>();

  private static boolean removed;

  private Clouds() {}

  /**
   * A cloud of its own whose recorders have 2 s, so that failures cost no more than 12, and which
   * waits for no file: each is ordered.
   */
  static LoopbackCloud failing() throws Exception {
    return start(2, Map.of("PONTO_EXPORT_SECONDS", "0"));
  }

  /** A cloud of its own with the times that are shipped. */
  static LoopbackCloud shipped() throws Exception {
    return start(60, Map.of());
  }

  private static LoopbackCloud start(int timeoutSeconds, Map<String, String> variables)
      throws Exception {
    remove(Files.createDirectories(FOLDER));
    var folder = Files.createTempDirectory(FOLDER, "cloud-");
    return new LoopbackCloud(
        new LoopbackCloud.Site(
            template(timeoutSeconds),
            Map.of(),
            variables,
            folder,
            FOLDER.resolve("postgres-binaries"),
            0),
        CLOCK);
  }

  /** Synthesised once for each life of the function: nobody changes it. */
  static synchronized Path template(int timeoutSeconds) throws IOException {
    var folder = FOLDER.resolve("cdk.out-" + timeoutSeconds);
    if (SYNTHESISED.add(timeoutSeconds)) {
      PontoApp.synthesise(
          Path.of("..").toAbsolutePath().normalize(), timeoutSeconds, CONCURRENCY, folder);
    }
    return folder.resolve("Ponto.template.json");
  }

  /** What earlier runs left, and no cloud of this one. */
  private static synchronized void remove(Path folder) throws IOException {
    if (!removed) {
      removed = true;
      try (var clouds = Files.newDirectoryStream(folder, "cloud-*")) {
        for (var cloud : clouds) {
          try (var files = Files.walk(cloud)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
              Files.deleteIfExists(file);
            }
          }
        }
      }
    }
  }

  /** The time, in the milliseconds that a device writes. */
  static Instant now() {
    return CLOCK.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Hands in a body. */
  static HttpResponse<String> post(LoopbackCloud cloud, String token, String body)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(cloud.address().resolve("/v1/punches"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** What a worker gets at this path. */
  static HttpResponse<String> get(LoopbackCloud cloud, String token, String path)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(cloud.address().resolve(path))
            .header("Authorization", "Bearer " + token)
            .build(),
        BodyHandlers.ofString());
  }

  /** Asks the database until it answers so; no signal leaves it. */
  static void await(LoopbackCloud cloud, String sql, Object answer) throws Exception {
    until(
        () -> {
          try {
            return cloud.database().asked(sql);
          } catch (SQLException e) {
            return e.getMessage();
          }
        },
        answer.toString(),
        sql);
  }

  /** Looks until it is so. */
  static <T> void until(Callable<T> look, T wanted, String what) throws Exception {
    var end = System.nanoTime() + PATIENCE.toNanos();
    for (var seen = look.call(); !seen.equals(wanted); seen = look.call()) {
      assertThat(System.nanoTime() - end).as("%s: %s, not %s", what, seen, wanted).isNegative();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
