package ponto.artemis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Letter;

/**
 * A letter's bytes on disk: a version, the receipt and when it was received, then the rest.
 *
 * <p>Version, instant and receipt stand first in every version for ever, so that a letter of a
 * version unknown here can still be named. Strings are a length (-1 for null) and UTF-8; the body
 * is what remains.
 */
final class LetterCodec {
  private static final byte VERSION = 1;

  /** What a letter's bytes turned out to be. */
  sealed interface Opened {
    /** A letter of a version known here. */
    record Legible(Letter letter) implements Opened {}

    /** Bytes that are no letter known here, with what could be told about them. */
    record Illegible(@Nullable String receipt, Instant receivedAt, String reason)
        implements Opened {}
  }

  private LetterCodec() {}

  static byte[] encode(Letter letter) {
    var sender = letter.sender();
    var binding = letter.binding();
    var receipt = new Text(letter.receipt());
    var subject = new Text(sender.subject());
    var role = new Text(sender.role().wire());
    var workerCpf = new Text(sender.workerCpf());
    var sentAt = new Text(letter.sentAt());
    var source = new Text(letter.source());
    var boundCpf = new Text(binding == null ? null : binding.cpf());
    var body = letter.body().getBytes(UTF_8);
    var texts = List.of(receipt, subject, role, workerCpf, sentAt, source, boundCpf);
    var size = Byte.BYTES + Long.BYTES + Long.BYTES + Byte.BYTES + Long.BYTES + body.length;
    for (var text : texts) {
      size += text.size();
    }
    var buffer = ByteBuffer.allocate(size);
    buffer.put(VERSION).putLong(letter.receivedAt().toEpochMilli());
    receipt.writeTo(buffer);
    subject.writeTo(buffer);
    buffer.putLong(sender.employerId());
    role.writeTo(buffer);
    workerCpf.writeTo(buffer);
    buffer.put((byte) (sender.handInOnly() ? 1 : 0));
    sentAt.writeTo(buffer);
    source.writeTo(buffer);
    boundCpf.writeTo(buffer);
    buffer.putLong(binding == null ? 0 : binding.setAsideId());
    return buffer.put(body).array();
  }

  static Opened decode(byte[] bytes) {
    String receipt = null;
    var receivedAt = Instant.EPOCH;
    try {
      var buffer = ByteBuffer.wrap(bytes);
      var version = buffer.get();
      receivedAt = Instant.ofEpochMilli(buffer.getLong());
      receipt = read(buffer);
      if (version != VERSION) {
        return new Opened.Illegible(receipt, receivedAt, "letter version " + version);
      }
      return new Opened.Legible(readFirst(receipt, receivedAt, buffer));
    } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException e) {
      return new Opened.Illegible(receipt, receivedAt, "damaged letter: " + e);
    } catch (CharacterCodingException e) {
      return new Opened.Illegible(receipt, receivedAt, "damaged letter: not UTF-8");
    }
  }

  /** When the letter was received, whatever its version; at worst the epoch. */
  static Instant receivedAt(byte[] bytes) {
    return switch (decode(bytes)) {
      case Opened.Legible(var letter) -> letter.receivedAt();
      case Opened.Illegible(_, var receivedAt, _) -> receivedAt;
    };
  }

  private static Letter readFirst(String receipt, Instant receivedAt, ByteBuffer buffer)
      throws CharacterCodingException {
    var subject = read(buffer);
    var employerId = buffer.getLong();
    var role = Role.of(read(buffer)).orElseThrow(() -> new IllegalArgumentException("its role"));
    var workerCpf = readNullable(buffer);
    var handInOnly = buffer.get() != 0;
    var sentAt = readNullable(buffer);
    var source = read(buffer);
    var boundCpf = readNullable(buffer);
    var setAsideId = buffer.getLong();
    var body = UTF_8.newDecoder().decode(buffer).toString();
    return new Letter(
        receipt,
        new Principal(subject, employerId, role, workerCpf, handInOnly),
        receivedAt,
        sentAt,
        source,
        boundCpf == null ? null : new Letter.Binding(setAsideId, boundCpf),
        body);
  }

  private static String read(ByteBuffer buffer) throws CharacterCodingException {
    var text = readNullable(buffer);
    if (text == null) {
      throw new IllegalArgumentException("a field is missing");
    }
    return text;
  }

  private static @Nullable String readNullable(ByteBuffer buffer) throws CharacterCodingException {
    var length = buffer.getInt();
    if (length == Text.NULL) {
      return null;
    }
    if (length < 0 || length > buffer.remaining()) {
      throw new IllegalArgumentException("a field of " + length + " bytes");
    }
    var text = UTF_8.newDecoder().decode(buffer.slice(buffer.position(), length)).toString();
    buffer.position(buffer.position() + length);
    return text;
  }

  /** A string on its way into the bytes. */
  private static final class Text {
    static final int NULL = -1;
    private final byte @Nullable [] bytes;

    Text(@Nullable String value) {
      bytes = value == null ? null : value.getBytes(UTF_8);
    }

    int size() {
      return Integer.BYTES + (bytes == null ? 0 : bytes.length);
    }

    void writeTo(ByteBuffer buffer) {
      if (bytes == null) {
        buffer.putInt(NULL);
      } else {
        buffer.putInt(bytes.length).put(bytes);
      }
    }
  }
}
