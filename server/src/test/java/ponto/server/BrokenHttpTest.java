package ponto.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is hardly HTTP is answered 4xx or hung up on; it keeps no thread and stores nothing. */
final class BrokenHttpTest {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final Pattern STATUS = Pattern.compile("(?s)HTTP/1\\.[01] ([0-9]{3}).*");

  /** Far more than a lazy server has threads. */
  private static final int SLOW = 100;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @BeforeAll
  static void open() {
    site = Site.demo();
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static Socket connected() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), site.uri().getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** Sends, says that nothing follows and reads until the door hangs up. */
  private static String exchange(String bytes) throws IOException {
    try (var socket = connected()) {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (java.net.SocketException e) {
      // Hung up on while sending: as good as an answer.
      return "";
    }
  }

  private static String head(String more) {
    return "POST /v1/punches HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nAuthorization: Bearer "
        + site.worker(1).token()
        + "\r\n"
        + more
        + "\r\n";
  }

  private static Map<String, String> broken() {
    var letter = Press.letter(Press.own(Press.newId()));
    var size = Integer.toHexString(letter.length());
    var all = new LinkedHashMap<String, String>();
    all.put("no request line", "GARBAGE\r\n\r\n");
    all.put("three words of nonsense", "a b c\r\n\r\n");
    all.put("no version", "GET /\r\n\r\n");
    all.put("version 9.9", "GET / HTTP/9.9\r\nHost: x\r\n\r\n");
    all.put("version 2.0 in clear text", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    all.put("no host", "GET /livez HTTP/1.1\r\n\r\n");
    all.put("two hosts", "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    all.put("a nul in the line", "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n");
    all.put("a TLS hello", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n");
    all.put(
        "an unknown method", "BREW /v1/punches HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    all.put("TRACE", "TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    all.put("CONNECT", "CONNECT evil:443 HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n");
    all.put("a broken escape", "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    all.put(
        "dots that climb",
        "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    all.put(
        "hidden dots", "GET /%2e%2e/%2e%2e/lock HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    all.put("a huge line", "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    all.put("a huge header", head("X: " + "a".repeat(100_000) + "\r\n"));
    all.put("many headers", head("X: a\r\n".repeat(20_000)));
    all.put("a header without a name", head(": x\r\n"));
    all.put("a folded header", head("X: a\r\n b\r\n"));
    all.put("a length of letters", head("Content-Length: ten\r\n") + letter);
    all.put("a negative length", head("Content-Length: -1\r\n") + letter);
    all.put("a length beyond all", head("Content-Length: 99999999999999999999\r\n") + letter);
    all.put("two lengths", head("Content-Length: 5\r\nContent-Length: 6\r\n") + letter);
    all.put(
        "length and chunks", head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + letter);
    all.put("an unknown encoding", head("Transfer-Encoding: foo\r\n") + letter);
    all.put("chunks of no size", head("Transfer-Encoding: chunked\r\n") + "zz\r\n" + letter);
    all.put(
        "a chunk too short",
        head("Transfer-Encoding: chunked\r\n") + "5\r\n" + letter + "\r\n0\r\n\r\n");
    all.put(
        "chunks without an end", head("Transfer-Encoding: chunked\r\n") + size + "\r\n" + letter);
    all.put("a body cut off", head("Content-Length: " + (letter.length() + 1) + "\r\n") + letter);
    all.put("an expectation that nobody knows", head("Expect: wonders\r\n") + letter);
    return all;
  }

  @Test
  void it_is_never_a_5xx_and_nothing_is_stored() throws IOException {
    var before = Books.settled(site);
    for (var request : broken().entrySet()) {
      var answer = exchange(request.getValue());
      if (!answer.isEmpty()) {
        var status = STATUS.matcher(answer);
        assertThat(status.matches()).as("%s: %s", request.getKey(), answer).isTrue();
        assertThat(status.group(1)).as("%s: %s", request.getKey(), answer).startsWith("4");
        assertThat(answer)
            .as(request.getKey())
            .contains("application/problem+json", "Connection: close", "X-Content-Type-Options");
      }
    }
    assertThat(Books.settled(site)).isEqualTo(before);
    goodPunchGoesThrough();
  }

  private static void goodPunchGoesThrough() {
    var id = Press.newId();
    site.worker(1).punch(Press.own(id)).expect(202);
    assertThat(site.worker(1).settled(id).text("status")).isEqualTo("recorded");
  }

  @Test
  void the_answer_tells_nothing_of_what_runs_here() throws IOException {
    for (var request : List.of("GARBAGE\r\n\r\n", head("X: " + "a".repeat(100_000) + "\r\n"))) {
      assertThat(exchange(request)).doesNotContainIgnoringCase("jetty").doesNotContain("\tat ");
    }
  }

  @Test
  void slow_bodies_hold_nobody_up_and_keep_no_thread_once_they_are_gone() throws IOException {
    var before = Books.settled(site);
    var slow = new ArrayList<Socket>();
    try {
      for (var i = 0; i < SLOW; i++) {
        var socket = connected();
        slow.add(socket);
        socket
            .getOutputStream()
            .write((head("Content-Length: 1000\r\n") + "{").getBytes(ISO_8859_1));
      }
      Patience.until("the slow bodies", () -> readingBodies() == SLOW);
      goodPunchGoesThrough();
    } finally {
      for (var socket : slow) {
        socket.close();
      }
    }
    Patience.until("threads that read bodies", () -> readingBodies() == 0);
    assertThat(Books.settled(site).accepted()).isEqualTo(before.accepted() + 1);
  }

  /** How many requests the door still reads, without the one that asks. */
  private static long readingBodies() {
    return Books.figure(site, "ponto_door_requests") - 1;
  }

  /** Cut off while sending, a client never sees the answer and would send the same for ever. */
  @Test
  void who_is_still_sending_when_it_is_refused_may_end_what_it_is_sending() throws Exception {
    var piece = "x".repeat(16 * 1024);
    var chunk = Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n";
    try (var socket = connected()) {
      var out = socket.getOutputStream();
      out.write(head("Transfer-Encoding: chunked\r\n").getBytes(ISO_8859_1));
      for (var sent = 0; sent <= DoorHandler.BODY_BYTES_MAX; sent += piece.length()) {
        out.write(chunk.getBytes(ISO_8859_1));
      }
      assertThat(socket.getInputStream().readNBytes(12)).asString(ISO_8859_1).endsWith(" 413");
      for (var more = 0; more < 64; more++) {
        out.write(chunk.getBytes(ISO_8859_1));
      }
      out.write("0\r\n\r\n".getBytes(ISO_8859_1));
      out.flush();
      assertThat(socket.getInputStream().readAllBytes()).asString(ISO_8859_1).contains("too-large");
    }
  }
}
