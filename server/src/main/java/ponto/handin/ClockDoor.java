package ponto.handin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import ponto.api.Json;

/** The door of a clock, somewhere: one request, one reply. */
final class ClockDoor {
  /** Longer than the door lets a request last. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final URI base;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  /**
   * A door at this address.
   *
   * @throws HandInFailure when it is none, or a password would travel unencrypted
   */
  ClockDoor(String url) {
    try {
      base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    } catch (IllegalArgumentException e) {
      throw new HandInFailure("--url is not an address like https://clock.example");
    }
    var host = base.getHost();
    var scheme = String.valueOf(base.getScheme());
    if (host == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw new HandInFailure("--url is not an address like https://clock.example");
    }
    if (scheme.equals("http") && !isThisMachine(host)) {
      throw new HandInFailure(
          "--url would send the password unencrypted: only https goes to another machine");
    }
  }

  private static boolean isThisMachine(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  URI base() {
    return base;
  }

  /** The one thing that a clock tells everybody. */
  Reply clock() throws IOException, InterruptedException {
    return send(request("/v1/clock"));
  }

  Reply signIn(String login, String password) throws IOException, InterruptedException {
    var body = Json.object(json -> json.text("login", login).text("password", password));
    return send(post("/v1/sessions", body.getBytes(UTF_8)));
  }

  Reply me(String token) throws IOException, InterruptedException {
    return send(request("/v1/me").header("Authorization", "Bearer " + token));
  }

  /**
   * Without Ponto-Sent-At: it would be this machine's clock, and the punches were pressed by
   * another's.
   */
  Reply punches(String token, byte[] letter) throws IOException, InterruptedException {
    return send(post("/v1/punches", letter).header("Authorization", "Bearer " + token));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
  }

  private HttpRequest.Builder post(String path, byte[] body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(body));
  }

  private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var response = http.send(request.build(), BodyHandlers.ofString(UTF_8));
    return Reply.of(
        response.statusCode(),
        response.body(),
        response.headers().firstValue("Retry-After").orElse(""));
  }
}
