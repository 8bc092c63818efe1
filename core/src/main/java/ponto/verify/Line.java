package ponto.verify;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The line at which the reader is: one object for the whole file, so that it costs no memory. */
final class Line {
  /** Three times the longest line of the law: of what is longer, no more is looked at. */
  static final int KEPT_MAX = 1_024;

  /** How a line ended. */
  enum End {
    CR_LF,
    LF,
    NOTHING
  }

  private static final int NSR_DIGITS = 9;
  private static final int TYPE_AT = 9;

  final byte[] bytes = new byte[KEPT_MAX];
  private long number;
  private long length;
  private End end = End.CR_LF;

  /** Begins the next line. */
  void begin() {
    number++;
    length = 0;
    end = End.NOTHING;
  }

  void append(byte[] from, int offset, int count) {
    if (length < KEPT_MAX) {
      var room = (int) Math.min(count, KEPT_MAX - length);
      System.arraycopy(from, offset, bytes, (int) length, room);
    }
    length += count;
  }

  /** Closes the line at its LF and takes the CR before it away. */
  void endWithLf(boolean afterCr) {
    end = afterCr ? End.CR_LF : End.LF;
    length -= afterCr ? 1 : 0;
  }

  /** The line as a whole, from elsewhere than a file. */
  void set(byte[] whole) {
    begin();
    append(whole, 0, whole.length);
    end = End.CR_LF;
  }

  long number() {
    return number;
  }

  long length() {
    return length;
  }

  End end() {
    return end;
  }

  /** How many of its bytes are here. */
  int kept() {
    return (int) Math.min(length, KEPT_MAX);
  }

  /** The record's type as printed, {@code '0'} where the line is too short to have one. */
  char type() {
    return length > TYPE_AT ? (char) (bytes[TYPE_AT] & 0xff) : '0';
  }

  /** The NSR; 0 when there is none that can be read. */
  long nsr() {
    return length < NSR_DIGITS ? 0 : Math.max(0, Digits.count(bytes, 0, NSR_DIGITS));
  }

  boolean startsWith(String text) {
    return length >= text.length() && is(text, 0);
  }

  /** Whether these columns, counted from 0, hold exactly this text. */
  boolean is(String text, int from) {
    for (var at = 0; at < text.length(); at++) {
      if (bytes[from + at] != (byte) text.charAt(at)) {
        return false;
      }
    }
    return true;
  }

  boolean has(byte value) {
    for (var at = 0; at < kept(); at++) {
      if (bytes[at] == value) {
        return true;
      }
    }
    return false;
  }

  /** The columns from ... to ..., counted from 0, without the spaces around. */
  String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).strip();
  }

  /** The line as ISO-8859-1 would have it, if it is UTF-8 with more than ASCII; else null. */
  byte @Nullable [] fromUtf8() {
    if (length > KEPT_MAX) {
      return null;
    }
    try {
      var text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, kept())).toString();
      return text.length() == kept() ? null : text.getBytes(StandardCharsets.ISO_8859_1);
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Puts other bytes in the line's place. */
  void replace(byte[] other) {
    length = 0;
    append(other, 0, other.length);
  }
}
