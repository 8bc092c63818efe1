package ponto.ntp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * One question to one time server, by SNTP version 4 (RFC 4330, RFC 5905), and whether the answer
 * is one. Thread-safe.
 */
final class Sntp {
  /** Across the country takes some 100 ms. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int LENGTH = 48;
  private static final int VERSION = 4;
  private static final int CLIENT = 3;
  private static final int SERVER = 4;
  private static final int UNSYNCHRONISED = 3;
  private static final int STRATUM_MAX = 15;
  private static final int ORIGINATE = 24;
  private static final int RECEIVE = 32;
  private static final int TRANSMIT = 40;

  /** From 1900, where the first era of NTP begins, to 1970; the second begins in 2036. */
  private static final long TO_1970_SECONDS = 2_208_988_800L;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final InstantSource clock;
  private final Duration patience;

  Sntp(InstantSource clock, Duration patience) {
    this.clock = clock;
    this.patience = patience;
  }

  /** Asks; returns after the patience at the latest, but for the look-up of the name. */
  Told ask(TimeServer server) {
    try (var socket = new DatagramSocket()) {
      // Connected: what comes from elsewhere is not seen.
      socket.connect(new InetSocketAddress(InetAddress.getByName(server.host()), server.port()));
      var question = question();
      var sent = clock.instant();
      var began = System.nanoTime();
      socket.send(new DatagramPacket(question, question.length));
      // What is not for this question is passed over: else anybody's guess would silence the
      // server.
      Told last = new Told.Silent("none within " + patience.toMillis() + " ms");
      while (true) {
        var leftMillis = patience.minusNanos(System.nanoTime() - began).toMillis();
        if (leftMillis < 1) {
          return last;
        }
        socket.setSoTimeout((int) leftMillis);
        var packet = new DatagramPacket(new byte[512], 512);
        try {
          socket.receive(packet);
        } catch (SocketTimeoutException e) {
          return last;
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        var answer = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        if (isFor(question, answer)) {
          return read(answer, sent, took);
        }
        last = new Told.Unusable("an answer to another question");
      }
    } catch (UnknownHostException e) {
      return new Told.Silent("the name leads nowhere");
    } catch (IOException e) {
      return new Told.Silent(e.getClass().getSimpleName());
    }
  }

  /** The transmit time is random: it only comes back, and tells nobody this machine's clock. */
  private static byte[] question() {
    var bytes = ByteBuffer.allocate(LENGTH);
    bytes.put(0, (byte) ((VERSION << 3) | CLIENT));
    bytes.putLong(TRANSMIT, RANDOM.nextLong());
    return bytes.array();
  }

  private static boolean isFor(byte[] question, ByteBuffer answer) {
    return answer.limit() >= LENGTH
        && answer.getLong(ORIGINATE) == ByteBuffer.wrap(question).getLong(TRANSMIT);
  }

  private static Told read(ByteBuffer answer, Instant sent, Duration took) {
    var first = answer.get(0);
    var version = (first >> 3) & 7;
    var stratum = answer.get(1) & 0xff;
    if ((first & 7) != SERVER || version < 3 || version > VERSION) {
      return new Told.Unusable("mode " + (first & 7) + ", version " + version);
    }
    if (stratum == 0) {
      return new Told.Kiss(code(answer));
    }
    if (stratum > STRATUM_MAX || ((first >> 6) & 3) == UNSYNCHRONISED) {
      return new Told.Unusable("the server's own clock is not synchronised");
    }
    if (answer.getLong(RECEIVE) == 0 || answer.getLong(TRANSMIT) == 0) {
      return new Told.Unusable("without a time");
    }
    var received = instant(answer, RECEIVE);
    var transmitted = instant(answer, TRANSMIT);
    var held = Duration.between(received, transmitted);
    var delay = took.minus(held);
    if (held.isNegative() || delay.isNegative()) {
      return new Told.Unusable("it was held longer than it was under way");
    }
    var there = Duration.between(sent, received);
    var back = Duration.between(sent.plus(took), transmitted);
    return new Told.Offset(there.plus(back).dividedBy(2), delay, stratum);
  }

  private static String code(ByteBuffer answer) {
    var bytes = new byte[4];
    answer.get(12, bytes);
    return new String(bytes, StandardCharsets.US_ASCII).replaceAll("[^A-Z0-9]", "?");
  }

  /** Seconds with their highest bit are before 2036, those without it after (RFC 4330, 3). */
  private static Instant instant(ByteBuffer bytes, int at) {
    var seconds = bytes.getInt(at) & 0xffff_ffffL;
    var era = seconds < 0x8000_0000L ? 0x1_0000_0000L : 0;
    var nanos = ((bytes.getInt(at + 4) & 0xffff_ffffL) * 1_000_000_000L) >>> 32;
    return Instant.ofEpochSecond(seconds + era - TO_1970_SECONDS, nanos);
  }
}
