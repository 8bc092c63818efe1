package ponto.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ponto.api.Problem;

/** A body that trickles, that does not end or that is one of too many. */
final class IntakeTest {
  private static final int BODY_BYTES_MAX = 4 * 1024;
  private static final int PATIENCE_MILLIS = 20_000;

  private final CountDownLatch answering = new CountDownLatch(1);
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private final Door door = new Door(new Door.Address("127.0.0.1", 0, null, null, true));

  @AfterEach
  void close() {
    mayAnswer.countDown();
    door.close();
  }

  /** Answers with who calls and how long the body is; waits before, if the path says so. */
  private void open(Intake.Limits limits) {
    var intake = new Intake(limits);
    door.open(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws InterruptedException {
            try (var body = intake.read(request, BODY_BYTES_MAX)) {
              if (request.getHttpURI().getPath().equals("/wait")) {
                answering.countDown();
                mayAnswer.await();
              }
              var answer = Request.getRemoteAddr(request) + " " + body.text().length();
              response.setStatus(200);
              response.write(true, ByteBuffer.wrap(answer.getBytes(UTF_8)), callback);
            } catch (Problem problem) {
              DoorHandler.write(problem.response(), response, callback);
            }
            return true;
          }
        });
  }

  private Socket connected() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String head(String path, String more) {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + more + "\r\n";
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  private String answer(String request) throws IOException {
    try (var socket = connected()) {
      send(socket, request);
      return answer(socket);
    }
  }

  @Test
  void a_body_that_trickles_is_a_408_however_steadily_it_does() throws Exception {
    open(new Intake.Limits(Duration.ofMillis(300), 1_024, Duration.ofMillis(100), 64));
    try (var socket = connected()) {
      send(socket, head("/", "Content-Length: 4000\r\n"));
      socket.setSoTimeout(20);
      var answer = new StringBuilder();
      for (var sent = 0; sent < 4_000 && answer.isEmpty(); sent++) {
        send(socket, "x");
        try {
          answer.append((char) socket.getInputStream().read());
        } catch (java.net.SocketTimeoutException e) {
          // Nothing yet; one byte more.
        }
      }
      socket.setSoTimeout(PATIENCE_MILLIS);
      assertThat(answer + answer(socket)).startsWith("HTTP/1.1 408").contains("too-slow");
    }
  }

  @Test
  void bodies_that_fill_all_the_room_turn_the_next_one_away_and_give_the_room_back()
      throws Exception {
    open(new Intake.Limits(Duration.ofSeconds(20), 1_024, Duration.ofMillis(100), 4));
    var full = head("/wait", "Content-Length: 3000\r\n") + "x".repeat(3_000);
    try (var first = connected()) {
      send(first, full);
      answering.await();
      assertThat(answer(head("/", "Content-Length: 3000\r\n") + "x".repeat(3_000)))
          .startsWith("HTTP/1.1 503")
          .contains("Retry-After");
      mayAnswer.countDown();
      assertThat(answer(first)).startsWith("HTTP/1.1 200");
    }
    assertThat(answer(full)).endsWith(" 3000");
  }

  @Test
  void every_length_up_to_the_greatest_is_read_whole() throws Exception {
    open(Intake.Limits.USUAL);
    for (var length : new int[] {0, 1, 1_023, 1_024, 1_025, BODY_BYTES_MAX}) {
      var body = "x".repeat(length);
      assertThat(answer(head("/", "Content-Length: " + length + "\r\n") + body))
          .endsWith(" " + length);
      var chunk = length == 0 ? "" : Integer.toHexString(length) + "\r\n" + body + "\r\n";
      assertThat(answer(head("/", "Transfer-Encoding: chunked\r\n") + chunk + "0\r\n\r\n"))
          .endsWith(" " + length);
    }
    assertThat(answer(head("/", "Content-Length: " + (BODY_BYTES_MAX + 1) + "\r\n")))
        .startsWith("HTTP/1.1 413");
  }

  @Test
  void behind_a_proxy_only_the_address_that_it_wrote_itself_is_believed() throws Exception {
    open(Intake.Limits.USUAL);
    var two = "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 10.0.0.1, 198.51.100.7\r\n";
    assertThat(answer(head("/", two + "Content-Length: 0\r\n"))).endsWith("198.51.100.7 0");
    assertThat(answer(head("/", "X-Forwarded-For: 2001:db8::1\r\nContent-Length: 0\r\n")))
        .endsWith("2001:db8::1 0");
    assertThat(answer(head("/", "Content-Length: 0\r\n"))).endsWith("127.0.0.1 0");
  }
}
