package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import ponto.api.Json;

/** Somebody who calls a clock over HTTP, with a token or without. */
record Caller(URI base, @Nullable String token) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** Far more than any answer takes; a door that hangs fails its test by itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  Answer get(String path) {
    return send("GET", path, BodyPublishers.noBody());
  }

  /** Asks with headers, names and values by turns. */
  Answer get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), request -> request.headers(headers));
  }

  Answer post(String path, String json) {
    return post(path, json.getBytes(UTF_8), "application/json");
  }

  Answer post(String path, byte[] body, @Nullable String contentType) {
    return send(
        "POST",
        path,
        BodyPublishers.ofByteArray(body),
        request -> contentType == null ? request : request.header("Content-Type", contentType));
  }

  Answer put(String path, String json) {
    return send(
        "PUT",
        path,
        BodyPublishers.ofString(json),
        request -> request.header("Content-Type", "application/json"));
  }

  /** Hands in a letter of these items. */
  Answer punch(String... items) {
    return post("/v1/punches", Press.letter(items));
  }

  Answer send(String method, String path, BodyPublisher body) {
    return send(method, path, body, UnaryOperator.identity());
  }

  Answer send(
      String method, String path, BodyPublisher body, UnaryOperator<HttpRequest.Builder> more) {
    var request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).method(method, body);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      var response = HTTP.send(more.apply(request).build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file, which must be there, byte by byte. */
  byte[] file(String path, String... headers) {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same door with the token of this login. */
  Caller signIn(String login, String password) {
    return new Caller(base, session(login, password).text("accessToken"));
  }

  /** The answer to a sign-in. */
  Answer session(String login, String password) {
    return post(
        "/v1/sessions", Json.object(json -> json.text("login", login).text("password", password)));
  }

  /** What became of a punch, once the recorders have seen it. */
  Answer settled(String id) {
    return Patience.until("punch " + id, () -> get("/v1/punches/" + id), a -> a.status() == 200);
  }

  /** Every item of a list, page by page. */
  List<Map<String, Object>> all(String path, int limit) {
    var items = new ArrayList<Map<String, Object>>();
    var cursor = "";
    do {
      var page =
          get(path + (path.contains("?") ? "&" : "?") + "limit=" + limit + cursor).expect(200);
      items.addAll(page.items());
      var next = page.json().get("nextCursor");
      cursor = next == null ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    return items;
  }
}
