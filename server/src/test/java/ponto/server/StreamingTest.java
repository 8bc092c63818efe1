package ponto.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** Answers of any length, at clients that stall and at sources that fail. */
final class StreamingTest {
  private static final long PATIENCE_SECONDS = 20;

  /** The last chunk: without it a client knows that something is missing. */
  private static final String END = "\r\n0\r\n\r\n";

  /** More than a buffer: the head is out, and only breaking off tells the client. */
  private static final String MUCH = "x".repeat(1_000_000);

  /** Writes what a test wants. */
  @FunctionalInterface
  private interface Source {
    void write(Writer out) throws IOException;
  }

  /** A server that streams one source to everybody; knows when the place was given back. */
  private static final class Bench implements AutoCloseable {
    final CountDownLatch given = new CountDownLatch(1);
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    Bench(Duration most, Source source) throws Exception {
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
      var stream =
          new ponto.api.Response.Stream() {
            @Override
            public void write(OutputStream out) throws IOException {
              var text = new OutputStreamWriter(out, UTF_8);
              source.write(text);
              text.flush();
            }

            @Override
            public void close() {
              given.countDown();
            }
          };
      server.setHandler(
          new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
              response.setStatus(200);
              new Streaming(most).write(stream, request, response, callback);
              return true;
            }
          });
      server.start();
    }

    Socket ask(String header) throws IOException {
      var socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      socket
          .getOutputStream()
          .write(("GET / HTTP/1.1\r\nHost: x\r\n" + header + "\r\n").getBytes(US_ASCII));
      return socket;
    }

    boolean gaveBack() throws InterruptedException {
      return given.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      try {
        server.stop();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** All that came, until it was complete or the connection ended in whatever way. */
  private static String read(Socket socket) throws IOException {
    var got = new StringBuilder();
    var buffer = new byte[64 * 1024];
    try {
      for (int n; (n = socket.getInputStream().read(buffer)) > 0; ) {
        got.append(new String(buffer, 0, n, US_ASCII));
        if (got.toString().endsWith(END)) {
          break;
        }
      }
    } catch (java.net.SocketException e) {
      // Reset: broken off, as it should be.
    }
    return got.toString();
  }

  @Test
  void what_is_written_to_its_end_ends_as_a_whole() throws Exception {
    try (var bench = new Bench(Streaming.TOTAL_MAX, out -> out.write(MUCH));
        var socket = bench.ask("")) {
      assertThat(read(socket)).startsWith("HTTP/1.1 200").endsWith(END);
      assertThat(bench.gaveBack()).isTrue();
    }
  }

  @Test
  void an_error_in_the_middle_breaks_the_answer_off() throws Exception {
    Source failing =
        out -> {
          out.write(MUCH);
          throw new StackOverflowError("for the test");
        };
    try (var bench = new Bench(Streaming.TOTAL_MAX, failing);
        var socket = bench.ask("")) {
      assertThat(read(socket)).startsWith("HTTP/1.1 200").doesNotEndWith(END);
      assertThat(bench.gaveBack()).isTrue();
    }
  }

  @Test
  void an_error_before_anything_is_out_is_no_success() throws Exception {
    Source failing =
        _ -> {
          throw new AssertionError("for the test");
        };
    try (var bench = new Bench(Streaming.TOTAL_MAX, failing);
        var socket = bench.ask("Connection: close\r\n")) {
      assertThat(read(socket)).doesNotStartWith("HTTP/1.1 200");
      assertThat(bench.gaveBack()).isTrue();
    }
  }

  @Test
  void a_client_that_does_not_read_loses_its_place_when_the_time_is_over() throws Exception {
    Source endless =
        out -> {
          while (true) {
            out.write(MUCH);
          }
        };
    try (var bench = new Bench(Duration.ofMillis(300), endless);
        var socket = bench.ask("")) {
      assertThat(bench.gaveBack()).isTrue();
      assertThat(read(socket)).doesNotEndWith(END);
    }
  }
}
