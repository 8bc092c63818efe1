package ponto.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/**
 * The least that can answer HTTP: reads a request, writes the bytes that it was given. The load
 * warms itself up on it, so that "cold" says something of the server and nothing of the client.
 */
final class Answerer implements AutoCloseable {
  // All workers connect at once.
  private static final int BACKLOG = 1_000;

  /** Behind an answer: the connection is closed after it. */
  static final String HANG_UP = "\0";

  private final ServerSocket door;
  private final IntFunction<String> answers;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Answers on a free port of the loopback.
   *
   * @param answers the bytes of the n-th answer on a connection, counted from 0; an empty text
   *     closes the connection instead
   */
  Answerer(IntFunction<String> answers) throws IOException {
    this(0, answers);
  }

  /** The same on this port. */
  Answerer(int port, IntFunction<String> answers) throws IOException {
    this.answers = answers;
    this.door = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
    threads.execute(this::acceptAll);
  }

  /** An answer of this status and body. */
  static String answer(int status, String body) {
    return "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, body.length(), body);
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return (InetSocketAddress) door.getLocalSocketAddress();
  }

  @Override
  public void close() throws IOException {
    door.close();
    threads.shutdownNow();
  }

  private void acceptAll() {
    try {
      while (!door.isClosed()) {
        var socket = door.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      if (!door.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        var in = new BufferedInputStream(socket.getInputStream());
        var out = socket.getOutputStream()) {
      socket.setTcpNoDelay(true);
      for (int n = 0; readRequest(in); n++) {
        var answer = answers.apply(n);
        if (answer.isEmpty()) {
          return;
        }
        boolean hangUp = answer.endsWith(HANG_UP);
        out.write(answer.replace(HANG_UP, "").getBytes(ISO_8859_1));
        out.flush();
        if (hangUp) {
          return;
        }
      }
    } catch (IOException _) {
      return; // The client went away, which ends this connection and nothing else.
    }
  }

  /** Reads one request; false when the client closed the connection. */
  private static boolean readRequest(InputStream in) throws IOException {
    int length = 0;
    for (var line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      if (line.equals("\n")) {
        in.skipNBytes(length);
        return true;
      }
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).strip());
      }
    }
    return false;
  }

  /** A line without its CR but with its LF; empty at the end of the stream. */
  private static String readLine(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
      if (b == '\n') {
        break;
      }
    }
    return line.toString();
  }
}
