package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import ponto.api.Json;

/** How commands talk to the running clock: its API on this machine, signed in as somebody. */
final class ApiClient {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The cloud gives up a file after an hour; a command after some minutes. */
  private static final Duration FILE_PATIENCE = Duration.ofMinutes(5);

  @Option(
      names = "--data",
      defaultValue = "data",
      description = "The data folder of the running clock (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data");

  @Option(names = "--url", description = "The clock's address, instead of the one in --data.")
  private @Nullable String url;

  @Option(
      names = "--login",
      description = "Who you are; the password is asked for, or taken from PONTO_PASSWORD.")
  private @Nullable String login;

  /** Made when it is first needed: every start makes every command, and this takes 20 ms each. */
  private @Nullable HttpClient http;

  private @Nullable String token;

  /** As a command has it that gets its options by picocli. */
  ApiClient() {}

  /** Of the clock that runs in this folder. */
  ApiClient(Path data) {
    this.data = data;
  }

  Path data() {
    return data;
  }

  /** Asks and answers the JSON as a tree; refuses with the problem's own words. */
  Map<String, Object> get(String path) {
    return call("GET", path, null);
  }

  /** Sends and answers the JSON as a tree. */
  Map<String, Object> post(String path, String body) {
    return call("POST", path, body);
  }

  /** Sends with a body, which DELETE has for its reason, and answers the JSON as a tree. */
  Map<String, Object> delete(String path, String body) {
    return call("DELETE", path, body);
  }

  /** Every item of a list, page by page. */
  List<Map<String, Object>> list(String path) {
    var items = new ArrayList<Map<String, Object>>();
    list(path, items::add);
    return items;
  }

  /** The same, each item as it comes. */
  void list(String path, Consumer<Map<String, Object>> each) {
    var cursor = "";
    do {
      var page = get(path + (path.contains("?") ? "&" : "?") + "limit=500" + cursor);
      for (var item : (List<?>) page.getOrDefault("items", List.of())) {
        each.accept(JsonTree.object(item));
      }
      var next = page.get("nextCursor");
      cursor = next == null ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
  }

  private Map<String, Object> call(String method, String path, @Nullable String body) {
    return send(method, path, body, bearer());
  }

  private String bearer() {
    var known = token;
    if (known == null) {
      // Of people who sign in elsewhere: at a user pool, at the company's own provider.
      var given = System.getenv("PONTO_TOKEN");
      known = given == null || given.isEmpty() ? signIn() : given;
      token = known;
    }
    return known;
  }

  /**
   * A file: answered at once, or in the cloud behind a link (303) that wants no token, after a
   * while (202).
   */
  byte[] file(String path) throws InterruptedException {
    var end = System.nanoTime() + FILE_PATIENCE.toNanos();
    var asked = URI.create(address() + path);
    var bearer = bearer();
    while (true) {
      var answer = sent(request(asked, bearer, PATIENCE).build(), BodyHandlers.ofByteArray());
      var where = answer.headers().firstValue("Location").map(asked::resolve);
      if (answer.statusCode() == 303 && where.isPresent()) {
        var link = request(where.get(), null, PATIENCE).build();
        var file = sent(link, BodyHandlers.ofByteArray());
        if (file.statusCode() != 200) {
          throw new Refusal("the link to the file was answered " + file.statusCode());
        }
        return file.body();
      }
      if (answer.statusCode() != 202 || System.nanoTime() > end) {
        refuse(answer.statusCode(), new String(answer.body(), UTF_8));
        return answer.body();
      }
      var wait = answer.headers().firstValueAsLong("Retry-After").orElse(1);
      TimeUnit.SECONDS.sleep(Math.min(wait, PATIENCE.toSeconds()));
      asked = where.orElse(asked);
    }
  }

  /** Sends without signing in. */
  Map<String, Object> send(
      String method, String path, @Nullable String body, @Nullable String bearer) {
    return send(method, path, body, bearer, PATIENCE);
  }

  /** The same with another patience. */
  Map<String, Object> send(
      String method,
      String path,
      @Nullable String body,
      @Nullable String bearer,
      Duration patience) {
    var request =
        request(URI.create(address() + path), bearer, patience)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    return answer(sent(request.build(), BodyHandlers.ofString()));
  }

  private static HttpRequest.Builder request(
      URI where, @Nullable String bearer, Duration patience) {
    var request = HttpRequest.newBuilder(where).timeout(patience);
    return bearer == null ? request : request.header("Authorization", "Bearer " + bearer);
  }

  private <T> HttpResponse<T> sent(HttpRequest request, HttpResponse.BodyHandler<T> body) {
    try {
      return http().send(request, body);
    } catch (ConnectException e) {
      throw new Refusal("no clock answers at " + address() + ": start it with ./ponto start");
    } catch (IOException e) {
      throw new Refusal("the clock at " + address() + " did not answer: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("interrupted");
    }
  }

  private HttpClient http() {
    var made = http;
    if (made == null) {
      made = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
      http = made;
    }
    return made;
  }

  private static Map<String, Object> answer(HttpResponse<String> response) {
    refuse(response.statusCode(), response.body());
    return response.body().isEmpty() ? Map.of() : JsonTree.object(JsonTree.read(response.body()));
  }

  private static void refuse(int status, String body) {
    if (status >= 400) {
      var problem = JsonTree.object(JsonTree.read(body));
      throw new Refusal(
          problem.get("detail")
              + " "
              + problem.getOrDefault("field", "")
              + " ("
              + problem.get("remedy")
              + ")");
    }
  }

  private String signIn() {
    var who = login;
    if (who == null) {
      throw new Refusal("say who you are: --login LOGIN (or PONTO_LOGIN); hr may do this");
    }
    var secret = password("Password of " + who + ": ");
    var body = Json.object(json -> json.text("login", who).text("password", secret));
    return String.valueOf(send("POST", "/v1/sessions", body, null).get("accessToken"));
  }

  /**
   * From PONTO_PASSWORD, else asked for without an echo, else the first line of what is piped in;
   * never an argument, which every process list shows.
   */
  @SuppressWarnings("SystemConsoleNull") // True of 22 to 24; in 25 it is null without a terminal.
  static String password(String prompt) {
    var given = System.getenv("PONTO_PASSWORD");
    if (given != null) {
      return given;
    }
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      return piped();
    }
    var typed = console.readPassword("%s", prompt);
    if (typed == null) {
      throw noPassword();
    }
    return new String(typed);
  }

  private static String piped() {
    return pipedLine().orElseThrow(ApiClient::noPassword);
  }

  /**
   * Who it is about: asked for, else a line of what is piped in, before the password's; never an
   * argument.
   */
  @SuppressWarnings("SystemConsoleNull") // As above.
  static String cpf() {
    var console = System.console();
    var given =
        console == null || !console.isTerminal()
            ? pipedLine()
            : Optional.ofNullable(console.readLine("CPF of the person: "));
    var digits = given.orElse("").replaceAll("[ .-]", "");
    if (!digits.matches("[0-9]{11}")) {
      throw new Refusal("say who: a CPF of 11 digits, typed in or piped in as the first line");
    }
    return digits;
  }

  /** The next line, byte by byte: what follows it is for who asks next. */
  private static Optional<String> pipedLine() {
    try {
      var line = new ByteArrayOutputStream();
      for (var next = System.in.read(); next >= 0 && next != '\n'; next = System.in.read()) {
        line.write(next);
      }
      return Optional.of(line.toString(UTF_8).stripTrailing()).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Refusal noPassword() {
    return new Refusal(
        "no password: set PONTO_PASSWORD, run this in a terminal, or pipe it in as one line");
  }

  private String address() {
    var given = url;
    if (given != null) {
      return given;
    }
    return DataDirectory.read(data, "url")
        .orElseThrow(() ->
            new Refusal(
                "no clock ran in "
                    + data.toAbsolutePath().normalize()
                    + " yet: start it, or give --url"));
  }
}
