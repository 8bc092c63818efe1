package ponto.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One worker's {@code POST /v1/punches}, encoded once; each turn writes only the ids and the
 * instants into it.
 */
final class PunchRequest {
  private static final String ID = "00000000-0000-7000-8000-000000000000";
  private static final String AT = "2026-01-01T00:00:00.000-03:00";
  private static final String PUNCH =
      """
      {"id":"%s","at":"%s","zone":"America/Sao_Paulo","offline":false,"collector":"browser"}\
      """
          .formatted(ID, AT);
  private static final ZoneOffset BRASILIA = ZoneOffset.ofHours(-3);
  private static final DateTimeFormatter AT_FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);
  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

  private final byte[] bytes;
  private final int firstPunch;

  /** A request with a fixed number of punches, by the worker with this token. */
  PunchRequest(InetSocketAddress server, String token, int punches) {
    var body =
        IntStream.range(0, punches)
            .mapToObj(_ -> PUNCH)
            .collect(Collectors.joining(",", "{\"punches\":[", "]}"));
    var head =
        """
        POST /v1/punches HTTP/1.1
        Host: %s:%d
        Authorization: Bearer %s
        Content-Type: application/json
        Content-Length: %d

        """
            .formatted(server.getAddress().getHostAddress(), server.getPort(), token, body.length())
            .replace("\n", "\r\n");
    this.bytes = (head + body).getBytes(ISO_8859_1);
    this.firstPunch = head.length() + body.indexOf('{', 1);
  }

  /** The bytes of a request with these ids, all pressed at that instant; valid until the next. */
  ByteBuffer with(List<UUID> ids, Instant at) {
    var instant = AT_FORMAT.format(at.atOffset(BRASILIA)).getBytes(ISO_8859_1);
    for (int i = 0; i < ids.size(); i++) {
      int punch = firstPunch + i * (PUNCH.length() + 1);
      writeId(ids.get(i), punch + PUNCH.indexOf(ID));
      System.arraycopy(instant, 0, bytes, punch + PUNCH.indexOf(AT), AT.length());
    }
    return ByteBuffer.wrap(bytes);
  }

  private void writeId(UUID id, int position) {
    int digit = 0;
    for (int i = 0; i < ID.length(); i++) {
      if (ID.charAt(i) == '-') {
        continue;
      }
      long half = digit < 16 ? id.getMostSignificantBits() : id.getLeastSignificantBits();
      bytes[position + i] = HEX[(int) (half >>> (60 - 4 * (digit % 16)) & 0xf)];
      digit++;
    }
  }
}
