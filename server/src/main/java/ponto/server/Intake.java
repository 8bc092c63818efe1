package ponto.server;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import ponto.api.Problem;
import ponto.punch.StrictUtf8;

/** Reads the bodies of requests: bounded in bytes, in time and, all together, in memory. */
final class Intake {
  private static final int BUSY_RETRY_SECONDS = 1;
  private static final int PIECE_BYTES = 16 * 1024;

  private final Limits limits;
  private final Semaphore kibibytes;

  /**
   * What a sender may take.
   *
   * @param bodyTimeMax for a whole body, however it trickles
   * @param restBytesMax what a refused sender may go on sending until it is cut off
   * @param restTimeMax for how long it may
   * @param roomKib all bodies being read or answered, together
   */
  record Limits(Duration bodyTimeMax, int restBytesMax, Duration restTimeMax, int roomKib) {
    /**
     * 256 KiB in a minute are 4 KiB a second, which a phone in a basement manages; a fifth of the
     * heap holds six thousand letters of one punch.
     */
    static final Limits USUAL =
        new Limits(Duration.ofSeconds(60), 8 << 20, Duration.ofSeconds(10), 48 * 1024);
  }

  Intake(Limits limits) {
    this.limits = limits;
    kibibytes = new Semaphore(limits.roomKib());
  }

  /** A body that was read; it counts until it is closed. */
  final class Held implements AutoCloseable {
    private final String text;
    private final int kib;

    private Held(String text, int kib) {
      this.text = text;
      this.kib = kib;
    }

    String text() {
      return text;
    }

    @Override
    public void close() {
      kibibytes.release(kib);
    }
  }

  /** What a request without a body has. */
  Held nothing() {
    return new Held("", 0);
  }

  /**
   * Reads the whole body.
   *
   * @throws Problem 413, 408, 400 for what is not UTF-8, 503 when all the room is taken
   */
  Held read(Request request, int bytesMax) {
    var told = request.getLength();
    if (told > bytesMax) {
      throw tooLarge(bytesMax);
    }
    var kib = (int) ((told < 0 ? bytesMax : told) / 1024) + 1;
    if (!kibibytes.tryAcquire(kib)) {
      throw Problem.unavailable("busy", "too many large bodies at once", BUSY_RETRY_SECONDS);
    }
    var held = false;
    try {
      var text = text(request, bytesMax);
      held = true;
      return new Held(text, kib);
    } finally {
      if (!held) {
        kibibytes.release(kib);
      }
    }
  }

  private String text(Request request, int bytesMax) {
    var deadline = System.nanoTime() + limits.bodyTimeMax().toNanos();
    var bytes = new byte[Math.min(bytesMax + 1, (int) Math.max(request.getLength() + 1, 1024))];
    var length = 0;
    try {
      // Never closed: closing fails the rest, and with it the connection of who is still sending.
      var in = stream(request);
      for (int read; (read = in.read(bytes, length, bytes.length - length)) >= 0; ) {
        length += read;
        if (length > bytesMax) {
          throw tooLarge(bytesMax);
        }
        if (System.nanoTime() > deadline) {
          throw tooSlow();
        }
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, Math.min(bytesMax + 1, 4 * bytes.length));
        }
      }
    } catch (IOException e) {
      throw Problem.malformed("", "the body ended before its length");
    }
    return StrictUtf8.decode(Arrays.copyOf(bytes, length))
        .orElseThrow(
            () -> Problem.malformed("", "the body is not UTF-8 without a byte order mark"));
  }

  /**
   * Reads what a refused sender is still sending: who is cut off while sending never sees the
   * answer, and an outbox would send the same again for ever.
   */
  void drain(Request request) {
    var deadline = System.nanoTime() + limits.restTimeMax().toNanos();
    var piece = new byte[PIECE_BYTES];
    long left = limits.restBytesMax();
    try {
      var in = stream(request);
      while (left > 0 && System.nanoTime() < deadline) {
        var read = in.read(piece);
        if (read < 0) {
          return;
        }
        left -= read;
      }
    } catch (IOException e) {
      // It is broken: there is nobody to tell.
    }
  }

  private static InputStream stream(Request request) {
    return Content.Source.asInputStream(request);
  }

  private static Problem tooLarge(int bytesMax) {
    return Problem.of(
        413,
        "too-large",
        "Too large",
        "the body is larger than " + bytesMax + " bytes",
        "Send less at once.");
  }

  private Problem tooSlow() {
    return Problem.of(
        408,
        "too-slow",
        "Too slow",
        "the body took longer than " + limits.bodyTimeMax().toSeconds() + " seconds",
        "Send less at once, or over a better connection.");
  }
}
