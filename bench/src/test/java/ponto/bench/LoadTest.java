package ponto.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The load against a small server on real sockets. */
class LoadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  @Test
  void every_worker_is_answered_as_often_as_it_asked() throws Exception {
    var script = new Counting(50, 20);
    try (var server = new Answerer(_ -> Answerer.answer(202, "{\"status\":\"accepted\"}"));
        var load = Load.connect(server.address(), 50)) {
      load.run(script, PATIENCE);
    }
    assertThat(script.answers).containsOnly(20);
    assertThat(script.accepted).isEqualTo(1_000);
    assertThat(script.breaks).isZero();
  }

  @Test
  void a_connection_that_breaks_is_told_and_opened_again() throws Exception {
    var script = new Counting(3, 10);
    try (var server = new Answerer(n -> n == 4 ? "" : Answerer.answer(202, "{}"));
        var load = Load.connect(server.address(), 3)) {
      load.run(script, PATIENCE);
    }
    assertThat(script.answers).containsOnly(10);
    assertThat(script.breaks).isEqualTo(3 * 2);
  }

  @Test
  void a_server_that_is_not_there_yet_is_tried_until_it_is() throws Exception {
    InetSocketAddress address;
    try (var gone = new Answerer(_ -> "")) {
      address = gone.address();
    }
    var script = new Counting(2, 1);
    try (var load = new Load(address, 2, Duration.ofMillis(1))) {
      var running = load.start(script, PATIENCE);
      running.await(script.broke);
      try (var _ = new Answerer(address.getPort(), _ -> Answerer.answer(202, "{}"))) {
        running.await();
      }
    }
    assertThat(script.answers).containsOnly(1);
  }

  @Test
  void a_connection_that_the_server_closes_between_two_turns_is_no_break() throws Exception {
    var script =
        new Counting(1, 3) {
          @Override
          public Optional<Turn> next(int worker) {
            long later = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(30);
            return super.next(worker).map(turn -> turn.notBefore(later));
          }
        };
    // The answerer hangs up after every answer.
    try (var server = new Answerer(_ -> Answerer.answer(202, "{}") + Answerer.HANG_UP);
        var load = Load.connect(server.address(), 1)) {
      load.run(script, PATIENCE);
    }
    assertThat(script.accepted).isEqualTo(3);
    assertThat(script.breaks).isZero();
  }

  @Test
  void a_request_larger_than_the_socket_takes_at_once_is_sent_whole() throws Exception {
    int bodyBytes = 8 << 20;
    var head = "POST / HTTP/1.1\r\nContent-Length: " + bodyBytes + "\r\n\r\n";
    var script =
        new Counting(1, 1) {
          @Override
          ByteBuffer request() {
            var request = ByteBuffer.allocate(head.length() + bodyBytes);
            return request.put(0, head.getBytes(ISO_8859_1));
          }
        };
    try (var server = new Answerer(_ -> Answerer.answer(202, "{}"));
        var load = Load.connect(server.address(), 1)) {
      load.run(script, PATIENCE);
    }
    assertThat(script.accepted).isEqualTo(1);
  }

  @Test
  void a_turn_is_not_sent_before_it_is_due() throws Exception {
    long dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(150);
    var script =
        new Counting(1, 1) {
          @Override
          public Optional<Turn> next(int worker) {
            return super.next(worker).map(turn -> turn.notBefore(dueNanos));
          }
        };
    try (var server = new Answerer(_ -> Answerer.answer(202, "{}"));
        var load = Load.connect(server.address(), 1)) {
      load.run(script, PATIENCE);
    }
    assertThat(System.nanoTime()).isGreaterThan(dueNanos);
    assertThat(script.nanos).isLessThan(TimeUnit.MILLISECONDS.toNanos(150));
  }

  @Test
  void a_load_that_is_never_answered_ends_with_its_patience() throws Exception {
    try (var server = new Answerer(_ -> "HTTP/1.1 202 Accepted\r\nContent-Length: 9\r\n\r\nhalf");
        var load = Load.connect(server.address(), 2)) {
      assertThatThrownBy(() -> load.run(new Counting(2, 1), Duration.ofMillis(50)))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("2 of 2 workers not done");
    }
  }

  @Test
  void anything_but_the_loopback_is_refused() throws Exception {
    var elsewhere =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 80);
    assertThatThrownBy(() -> Load.connect(elsewhere, 1)).hasMessageContaining("refused");
  }

  /** Each worker asks the same so many times and counts what comes back. */
  private static class Counting implements Script {
    final int turns;
    final int[] answers;
    int accepted;
    int breaks;
    long nanos;
    final CompletableFuture<Boolean> broke = new CompletableFuture<>();

    Counting(int workers, int turns) {
      this.turns = turns;
      this.answers = new int[workers];
    }

    ByteBuffer request() {
      return ISO_8859_1.encode(GET);
    }

    @Override
    public Optional<Turn> next(int worker) {
      return answers[worker] < turns ? Optional.of(Turn.now(request())) : Optional.empty();
    }

    @Override
    public void answered(int worker, Answer answer, long nanos) {
      answers[worker]++;
      accepted += answer.accepted() ? 1 : 0;
      this.nanos = nanos;
    }

    @Override
    public void broke(int worker, IOException reason) {
      breaks++;
      broke.complete(true);
    }
  }
}
