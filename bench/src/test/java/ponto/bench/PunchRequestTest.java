package ponto.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The bytes on the wire and the ids in them. */
class PunchRequestTest {
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
  private static final Instant PRESSED = Instant.parse("2026-11-22T02:00:07.004Z");

  @Test
  void ids_and_instants_are_written_into_the_encoded_request() {
    var first = UUID.fromString("0198c0de-1234-7abc-9def-0123456789ab");
    var second = UUID.fromString("0198c0de-ffff-7fff-bfff-ffffffffffff");
    var request = new PunchRequest(SERVER, "token", 2);
    request.with(List.of(second, first), Instant.EPOCH);
    var text = ISO_8859_1.decode(request.with(List.of(first, second), PRESSED)).toString();
    var body =
        """
        {"punches":[\
        {"id":"0198c0de-1234-7abc-9def-0123456789ab","at":"2026-11-21T23:00:07.004-03:00",\
        "zone":"America/Sao_Paulo","offline":false,"collector":"browser"},\
        {"id":"0198c0de-ffff-7fff-bfff-ffffffffffff","at":"2026-11-21T23:00:07.004-03:00",\
        "zone":"America/Sao_Paulo","offline":false,"collector":"browser"}]}\
        """;
    assertThat(text)
        .isEqualTo(
            "POST /v1/punches HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAuthorization: Bearer token\r\n"
                + "Content-Type: application/json\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
  }

  @Test
  void ids_are_of_version_7_differ_and_repeat_with_their_seed() {
    var ids = ids(7);
    assertThat(ids).allMatch(id -> id.version() == 7 && id.variant() == 2);
    assertThat(ids).allMatch(id -> id.getMostSignificantBits() >>> 16 == PRESSED.toEpochMilli());
    assertThat(new HashSet<>(ids)).hasSize(1_000);
    assertThat(ids(7)).isEqualTo(ids);
    assertThat(ids(8)).doesNotContainAnyElementsOf(ids);
  }

  private static List<UUID> ids(long seed) {
    var ids = new PunchIds(seed);
    return IntStream.range(0, 1_000).mapToObj(_ -> ids.next(PRESSED.toEpochMilli())).toList();
  }
}
