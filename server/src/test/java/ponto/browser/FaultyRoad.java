package ponto.browser;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The way from a browser to a clock, over real sockets and always at the same address, on which the
 * weather can change.
 */
final class FaultyRoad implements AutoCloseable {
  /** Browsers keep six to a host for each profile; more at once is a runaway page. */
  private static final int CONNECTIONS_MAX = 200;

  /** As many requests as a test can mean to send. */
  private static final int PASSED_MAX = 20_000;

  private static final int BACKLOG = 50;

  /** A browser that is silent for so long has gone. */
  private static final int IDLE_MILLIS_MAX = 300_000;

  private static final String LETTERS = "/v1/punches";

  /** What happens on the road. */
  sealed interface Weather {
    /** Everything passes. */
    record Clear() implements Weather {}

    /** Nobody is reached: every connection is reset. */
    record Gone() implements Weather {}

    /** Letters arrive, but the connection breaks before the answer is back. */
    record AnswersLost() implements Weather {}

    /** Letters are answered 503 on the way, with this many seconds to wait. */
    record Busy(int retryAfterSeconds) implements Weather {}

    /** Every call of the API waits this long first; a change of the weather ends the wait. */
    record Slow(Duration atMost) implements Weather {}

    /** Calls with this token are answered 401, as the clock does when it has expired. */
    record Expired(String bearer) implements Weather {}
  }

  /**
   * A request that came by.
   *
   * @param nanos when, by {@link System#nanoTime}
   * @param status of the answer that the browser got; 0 for none
   */
  record Passed(long nanos, String method, String path, String bearer, String body, int status) {
    /** Whether it was a letter of punches. */
    boolean isLetter() {
      return method.equals("POST") && path.equals(LETTERS);
    }
  }

  private record Change(Weather weather, CountDownLatch over) {}

  private final InetSocketAddress target;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<Passed> passed = new CopyOnWriteArrayList<>();
  private volatile Change now = new Change(new Weather.Clear(), new CountDownLatch(1));

  /** A road to this clock. */
  FaultyRoad(URI clock) {
    target = new InetSocketAddress(clock.getHost(), clock.getPort());
    try {
      door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("road").start(this::accept);
  }

  /** The one origin that a browser sees. */
  String origin() {
    return "http://127.0.0.1:" + door.getLocalPort();
  }

  void clear() {
    become(new Weather.Clear());
  }

  /** Changes the weather; whoever waits in the old one goes on. */
  synchronized void become(Weather weather) {
    var before = now;
    now = new Change(weather, new CountDownLatch(1));
    before.over().countDown();
    if (weather instanceof Weather.Gone) {
      open.forEach(FaultyRoad::reset);
    }
  }

  /** The requests that came by since the start or {@link #forget}. */
  List<Passed> passed() {
    return List.copyOf(passed);
  }

  /** The letters among them. */
  List<Passed> letters() {
    return passed.stream().filter(Passed::isLetter).toList();
  }

  void forget() {
    passed.clear();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        var browser = door.accept();
        if (now.weather() instanceof Weather.Gone || open.size() >= CONNECTIONS_MAX) {
          reset(browser);
        } else {
          open.add(browser);
          Thread.ofVirtual().name("road-connection").start(() -> serve(browser));
        }
      } catch (IOException e) {
        // Closed, or a browser that left at once: the loop's condition tells.
      }
    }
  }

  private void serve(Socket browser) {
    try (browser) {
      browser.setTcpNoDelay(true);
      browser.setSoTimeout(IDLE_MILLIS_MAX);
      var in = new BufferedInputStream(browser.getInputStream());
      var more = true;
      while (more) {
        var request = HttpMessage.request(in);
        var answer = request.isEmpty() ? Optional.<HttpMessage>empty() : pass(request.get());
        more = answer.isPresent();
        if (answer.isPresent()) {
          answer.get().writeTo(browser.getOutputStream());
        }
      }
    } catch (IOException e) {
      // What a broken connection is: the browser sees it, and so does its test.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(browser);
    }
  }

  /** The answer that the browser gets; empty when its connection is to break. */
  private Optional<HttpMessage> pass(HttpMessage request) throws IOException, InterruptedException {
    var letter = request.method().equals("POST") && request.path().equals(LETTERS);
    var change = now;
    if (change.weather() instanceof Weather.Slow(var atMost) && request.path().startsWith("/v1/")) {
      change.over().await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
    var answer =
        switch (change.weather()) {
          case Weather.Clear _, Weather.Slow _ -> Optional.of(fetch(request));
          case Weather.Gone _ -> Optional.<HttpMessage>empty();
          case Weather.AnswersLost _ -> {
            var lost = fetch(request);
            yield letter ? Optional.<HttpMessage>empty() : Optional.of(lost);
          }
          case Weather.Busy(var seconds) -> Optional.of(letter ? busy(seconds) : fetch(request));
          case Weather.Expired(var bearer) ->
              Optional.of(bearer(request).equals(bearer) ? expired() : fetch(request));
        };
    note(request, answer.map(HttpMessage::status).orElse(0));
    return answer;
  }

  private HttpMessage fetch(HttpMessage request) throws IOException {
    try (var clock = new Socket(target.getAddress(), target.getPort())) {
      clock.setTcpNoDelay(true);
      clock.setSoTimeout(IDLE_MILLIS_MAX);
      request.writeTo(clock.getOutputStream());
      return HttpMessage.answer(new BufferedInputStream(clock.getInputStream()), request.method());
    }
  }

  private static HttpMessage busy(int seconds) {
    return problem(503, "unavailable", List.of("Retry-After: " + seconds));
  }

  private static HttpMessage expired() {
    return problem(401, "unauthenticated", List.of("WWW-Authenticate: Bearer"));
  }

  private static HttpMessage problem(int status, String type, List<String> headers) {
    var all = new ArrayList<>(headers);
    all.add("Content-Type: application/problem+json");
    return HttpMessage.answer(
        status,
        all,
        "{\"type\":\"urn:ponto:problem:%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"the road says so\",\"remedy\":\"wait\"}"
            .formatted(type, type, status));
  }

  private static String bearer(HttpMessage request) {
    var header = request.header("Authorization");
    return header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
  }

  private void note(HttpMessage request, int status) {
    if (passed.size() >= PASSED_MAX) {
      throw new IllegalStateException("more than " + PASSED_MAX + " requests");
    }
    passed.add(
        new Passed(
            System.nanoTime(),
            request.method(),
            request.path(),
            bearer(request),
            request.body(),
            status));
  }

  /** Closes so that the other side sees a reset, as from a machine that is away. */
  private static void reset(Socket browser) {
    try (browser) {
      browser.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
  }

  @Override
  public void close() {
    become(new Weather.Gone());
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
