package ponto.ntp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A time server on the loopback whose clock is ahead, and whose answers may be spoiled. */
public final class Liar implements AutoCloseable {
  /** Spoils an answer; what it empties is not sent. */
  @FunctionalInterface
  public interface Spoiling {
    void spoil(ByteBuffer answer);
  }

  private final DatagramSocket socket;
  private final InstantSource clock;
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final AtomicReference<Spoiling> spoiling = new AtomicReference<>(_ -> {});
  private final AtomicInteger asked = new AtomicInteger();

  public Liar(InstantSource clock, Duration ahead) {
    this.clock = clock;
    this.ahead.set(ahead);
    try {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (SocketException e) {
      throw new IllegalStateException(e);
    }
    Thread.ofVirtual().start(this::serve);
  }

  public TimeServer server() {
    return TimeServer.of("127.0.0.1:" + socket.getLocalPort());
  }

  /** From now on so far ahead. */
  public void ahead(Duration now) {
    ahead.set(now);
  }

  Liar spoiled(Spoiling by) {
    spoiling.set(by);
    return this;
  }

  int asked() {
    return asked.get();
  }

  private void serve() {
    var bytes = new byte[512];
    while (!socket.isClosed()) {
      try {
        var question = new DatagramPacket(bytes, bytes.length);
        socket.receive(question);
        asked.incrementAndGet();
        var now = clock.instant().plus(ahead.get());
        var answer = ByteBuffer.allocate(48);
        answer.put(0, (byte) 0x24).put(1, (byte) 2);
        answer.putLong(24, ByteBuffer.wrap(bytes).getLong(40));
        answer.putLong(32, timestamp(now));
        answer.putLong(40, timestamp(now));
        spoiling.get().spoil(answer);
        if (answer.limit() > 0) {
          socket.send(
              new DatagramPacket(answer.array(), answer.limit(), question.getSocketAddress()));
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  static long timestamp(Instant instant) {
    var fraction = ((long) instant.getNano() << 32) / 1_000_000_000L;
    return ((instant.getEpochSecond() + 2_208_988_800L) << 32) | fraction;
  }

  @Override
  public void close() {
    socket.close();
  }
}
