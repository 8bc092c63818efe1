package ponto.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ponto.api.Json;

/**
 * Everybody punches in at once: each worker sends its requests one after the other, each with fresh
 * ids and the instant at hand, and may then ask once what became of them.
 */
final class Burst implements Script {
  // When the contract has a client ask after a 202.
  private static final long ASK_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long ASK_SPAN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  // As many as the contract takes in one question.
  private static final int ASK_IDS_MAX = 100;

  private final InetSocketAddress server;
  private final Crew crew;
  private final Shape shape;
  private final InstantSource clock;
  private final List<Presser> pressers;
  private final Latency latency = new Latency();
  private final Latency askLatency = new Latency();
  private final Map<Integer, Long> statuses = new TreeMap<>();
  private final Map<String, Long> known = new TreeMap<>();
  private final CompletableFuture<Long> lastPunch = new CompletableFuture<>();
  private final long startedNanos = System.nanoTime();
  private int pressing;

  /**
   * How much of it.
   *
   * @param requestsEach how many requests a worker makes at most
   * @param punchesEach how many punches are in a request
   * @param atMost no request is begun after that
   * @param asks whether each worker asks once what became of its last 100 punches
   * @param seed decides the ids and when workers ask
   */
  record Shape(int requestsEach, int punchesEach, Duration atMost, boolean asks, long seed) {}

  Burst(InetSocketAddress server, Crew crew, Shape shape, InstantSource clock) {
    this.server = server;
    this.crew = crew;
    this.shape = shape;
    this.clock = clock;
    this.pressing = crew.size();
    this.pressers = IntStream.range(0, crew.size()).mapToObj(Presser::new).toList();
  }

  @Override
  public Optional<Turn> next(int worker) {
    return pressers.get(worker).next();
  }

  @Override
  public void answered(int worker, Answer answer, long nanos) {
    pressers.get(worker).answered(answer, nanos);
  }

  @Override
  public void broke(int worker, IOException reason) throws IOException {
    throw new IOException("worker " + worker + " was not answered", reason);
  }

  /** When the last punch was answered, by System.nanoTime; completes while workers still ask. */
  CompletableFuture<Long> lastPunch() {
    return lastPunch;
  }

  /** How many punches are in the server's hands; only after {@link #lastPunch}. */
  long acceptedPunches() {
    return statuses.getOrDefault(202, 0L) * shape.punchesEach();
  }

  /** What came of it; only when it is over. */
  Outcome outcome() {
    double seconds = (lastPunch.join() - startedNanos) / 1e9;
    long requests = statuses.values().stream().mapToLong(Long::longValue).sum();
    return new Outcome(
        requests,
        acceptedPunches(),
        Map.copyOf(statuses),
        seconds,
        latency.summary(),
        latency.corrected(),
        shape.asks() ? Optional.of(askLatency.summary()) : Optional.empty(),
        Map.copyOf(known));
  }

  /**
   * A burst in figures.
   *
   * @param known what the workers were told of their punches when they asked
   */
  record Outcome(
      long requests,
      long acceptedPunches,
      Map<Integer, Long> statuses,
      double seconds,
      Latency.Summary latency,
      Latency.Summary corrected,
      Optional<Latency.Summary> asked,
      Map<String, Long> known) {
    double perSecond() {
      return requests / seconds;
    }

    void write(Json json) {
      json.number("requests", requests)
          .number("acceptedPunches", acceptedPunches)
          .number("seconds", Report.round(seconds))
          .number("requestsPerSecond", Report.round(perSecond()))
          .object("latency", latency::write)
          .object("latencyCorrected", corrected::write)
          .object(
              "statuses",
              inner -> statuses.forEach((code, count) -> inner.number("" + code, count)));
      asked.ifPresent(summary -> json.object("statusRequests", summary::write));
      if (asked.isPresent()) {
        json.object("told", inner -> known.forEach(inner::number));
      }
    }
  }

  /** One worker in front of the clock. */
  private final class Presser {
    private final String token;
    private final PunchRequest request;
    private final PunchIds ids;
    private final Deque<UUID> open = new ArrayDeque<>();
    private final long askAfterNanos;
    private int sent;
    private boolean asking;

    Presser(int worker) {
      this.token = crew.tokens().get(worker);
      this.request = new PunchRequest(server, token, shape.punchesEach());
      long seed = shape.seed() * 1_000_003 + worker;
      this.ids = new PunchIds(seed);
      this.askAfterNanos = ASK_MIN_NANOS + new SplittableRandom(seed).nextLong(ASK_SPAN_NANOS);
    }

    Optional<Turn> next() {
      if (asking) {
        return Optional.empty();
      }
      long now = System.nanoTime();
      if (sent < shape.requestsEach() && now - startedNanos < shape.atMost().toNanos()) {
        sent++;
        return Optional.of(Turn.now(press()));
      }
      if (--pressing == 0) {
        lastPunch.complete(now);
      }
      asking = true;
      return shape.asks()
          ? Optional.of(new Turn(question(), now + askAfterNanos, true))
          : Optional.empty();
    }

    void answered(Answer answer, long nanos) {
      if (!asking) {
        latency.record(nanos);
        statuses.merge(answer.status(), 1L, Long::sum);
        return;
      }
      askLatency.record(nanos);
      var states =
          answer.status() == 200
              ? JsonText.all(answer.body(), "status").stream()
              : Stream.of(Integer.toString(answer.status()));
      states.forEach(state -> known.merge(state, 1L, Long::sum));
    }

    private ByteBuffer press() {
      var now = clock.instant();
      long millis = now.toEpochMilli();
      var fresh = IntStream.range(0, shape.punchesEach()).mapToObj(_ -> ids.next(millis)).toList();
      if (shape.asks()) {
        open.addAll(fresh);
        while (open.size() > ASK_IDS_MAX) {
          open.removeFirst();
        }
      }
      return request.with(fresh, now);
    }

    private ByteBuffer question() {
      var asked = open.stream().map(UUID::toString).collect(Collectors.joining(","));
      return ISO_8859_1.encode(
          "GET /v1/punches?ids=%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(asked, server.getAddress().getHostAddress(), token));
    }
  }
}
