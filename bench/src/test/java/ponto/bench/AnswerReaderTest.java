package ponto.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Answers as they come off a socket: whole, in single bytes, and wrong. */
class AnswerReaderTest {
  private static final String ACCEPTED =
      "HTTP/1.1 202 Accepted\r\ncontent-LENGTH:  5\r\nServer: x\r\n\r\nhello";

  private final AnswerReader reader = new AnswerReader();

  @Test
  void an_answer_in_one_piece_is_read_with_its_body() throws Exception {
    reader.begin(true);
    assertThat(reader.read(bytes(ACCEPTED))).isTrue();
    assertThat(reader.answer()).isEqualTo(new Answer(202, "hello"));
  }

  @Test
  void an_answer_in_single_bytes_is_whole_at_its_last_byte_only() throws Exception {
    reader.begin(true);
    for (int i = 0; i < ACCEPTED.length(); i++) {
      boolean whole = reader.read(bytes(ACCEPTED.substring(i, i + 1)));
      assertThat(whole).isEqualTo(i == ACCEPTED.length() - 1);
    }
    assertThat(reader.answer().body()).isEqualTo("hello");
  }

  @Test
  void a_body_that_nobody_wants_is_skipped_and_the_next_answer_begins_after_it() throws Exception {
    reader.begin(false);
    assertThat(reader.read(bytes(ACCEPTED))).isTrue();
    assertThat(reader.answer()).isEqualTo(new Answer(202, ""));
    reader.begin(true);
    assertThat(reader.read(bytes("HTTP/1.1 204 No Content\r\n\r\n"))).isTrue();
    assertThat(reader.answer()).isEqualTo(new Answer(204, ""));
  }

  @Test
  void an_answer_of_unknown_length_is_refused() {
    reader.begin(false);
    assertThatThrownBy(
            () -> reader.read(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("200 without Content-Length");
  }

  @Test
  void what_is_no_answer_is_refused() {
    reader.begin(false);
    assertThatThrownBy(() -> reader.read(bytes("SSH-2.0-OpenSSH\r\n")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("SSH");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
  }
}
