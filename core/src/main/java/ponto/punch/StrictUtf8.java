package ponto.punch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;

/**
 * Bytes to text, UTF-8 and nothing else: no byte order mark, no overlong forms, no surrogates, no
 * UTF-16 or UTF-32 (whose ASCII is full of zero bytes, which JSON never holds).
 */
public final class StrictUtf8 {
  private static final char REPLACEMENT = '\uFFFD';
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private StrictUtf8() {}

  /** The text, or empty when the bytes are not UTF-8. */
  public static Optional<String> decode(byte[] bytes) {
    // The JDK's decoder is fastest when it may replace; only text with a replacement needs a second
    // look, since the sender may have meant that very character.
    var text = new String(bytes, UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0 && !isWellFormed(bytes)) {
      return Optional.empty();
    }
    if (text.indexOf('\0') >= 0 || (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK)) {
      return Optional.empty();
    }
    return Optional.of(text);
  }

  /** The text of the buffer's remaining bytes, or empty when they are not UTF-8. */
  public static Optional<String> decode(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return decode(bytes);
  }

  private static boolean isWellFormed(byte[] bytes) {
    try {
      UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
