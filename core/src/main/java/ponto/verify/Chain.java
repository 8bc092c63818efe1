package ponto.verify;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The punches' hashes of one file: SHA-256 over columns 1 to 73 and the hash before. The norm gives
 * no bytes, so four readings are known: before the first punch stands nothing or 64 zeros, and the
 * digits are lower or upper case. The first punch decides for the file.
 */
final class Chain {
  static final int COVERED = 73;
  static final int HASH_LENGTH = 64;
  private static final int HASH_BYTES = 32;
  private static final byte[] NOTHING = {};
  private static final byte[] ZEROS = zeros();

  /** What came of one link. */
  enum Link {
    HOLDS,
    BROKEN,
    /** What it chains to is not in the file, or could not be read. */
    UNPROVEN
  }

  private final MessageDigest sha256;
  private final byte[] computed = new byte[HASH_BYTES];

  /** The hash before, as it was printed, in the file's case. */
  private final byte[] printed = new byte[HASH_LENGTH];

  /** The hash before, as its line gives it: where the two differ, one of them was changed. */
  private final byte[] reckoned = new byte[HASH_LENGTH];

  private boolean reckonedDiffers;
  private boolean hasPrevious;
  private boolean begun;
  private @Nullable String genesis;
  private HexCase letters = HexCase.NONE;

  Chain() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Fixes the case at the first hash that has letters; answers whether this one keeps to it. */
  boolean keepsCase(byte[] line) {
    var seen = HexCase.of(line, COVERED, COVERED + HASH_LENGTH);
    if (letters == HexCase.NONE) {
      letters = seen == HexCase.MIXED ? mostly(line) : seen;
    }
    return seen == HexCase.NONE || seen == letters;
  }

  /**
   * Takes the next punch, whose hash is hexadecimal and has been seen by {@link #keepsCase}.
   *
   * @param isFirstOfAll the file begins with NSR 1: before this punch there was none
   */
  Link next(byte[] line, boolean isFirstOfAll) {
    var link = Link.UNPROVEN;
    if (hasPrevious) {
      link = holdsAfter(line, printed) ? Link.HOLDS : Link.BROKEN;
      if (link == Link.BROKEN && reckonedDiffers && holdsAfter(line, reckoned)) {
        link = Link.HOLDS;
      }
    } else if (!begun) {
      link = first(line, isFirstOfAll);
    }
    reckonedDiffers = link == Link.BROKEN;
    if (reckonedDiffers) {
      holdsAfter(line, hasPrevious ? printed : NOTHING);
      print(computed, reckoned);
    }
    keepPrinted(line);
    begun = true;
    hasPrevious = true;
    return link;
  }

  /** A punch that could not be read: the next one's link is not known. */
  void lose() {
    begun = true;
    hasPrevious = false;
  }

  /** The reading, in words; null where there was no punch. */
  @Nullable String reading() {
    if (!begun) {
      return null;
    }
    var start =
        genesis == null
            ? "the first hash could not be decided"
            : "before the first punch stands " + genesis;
    return "hashes: " + start + "; " + letters.words();
  }

  private Link first(byte[] line, boolean isFirstOfAll) {
    if (holdsAfter(line, NOTHING)) {
      genesis = "nothing";
      return Link.HOLDS;
    }
    if (holdsAfter(line, ZEROS)) {
      genesis = "64 zeros";
      return Link.HOLDS;
    }
    return isFirstOfAll ? Link.BROKEN : Link.UNPROVEN;
  }

  private boolean holdsAfter(byte[] line, byte[] previous) {
    sha256.update(line, 0, COVERED);
    sha256.update(previous);
    try {
      sha256.digest(computed, 0, HASH_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes are SHA-256's length", e);
    }
    for (var at = 0; at < HASH_BYTES; at++) {
      var high = HexCase.digit(line[COVERED + 2 * at]);
      var low = HexCase.digit(line[COVERED + 2 * at + 1]);
      if ((byte) (high << 4 | low) != computed[at]) {
        return false;
      }
    }
    return true;
  }

  private void keepPrinted(byte[] line) {
    for (var at = 0; at < HASH_LENGTH; at++) {
      printed[at] = letter(HexCase.digit(line[COVERED + at]));
    }
  }

  private void print(byte[] hash, byte[] into) {
    for (var at = 0; at < HASH_BYTES; at++) {
      into[2 * at] = letter(hash[at] >> 4 & 0xf);
      into[2 * at + 1] = letter(hash[at] & 0xf);
    }
  }

  private byte letter(int digit) {
    if (digit < 10) {
      return (byte) ('0' + digit);
    }
    return (byte) ((letters == HexCase.UPPER ? 'A' : 'a') + digit - 10);
  }

  /** Of a first hash in both cases one is a changed byte: the other letters say what was meant. */
  private static HexCase mostly(byte[] line) {
    var balance = 0;
    for (var at = COVERED; at < COVERED + HASH_LENGTH; at++) {
      if (line[at] >= 'A') {
        balance += line[at] >= 'a' ? 1 : -1;
      }
    }
    return balance >= 0 ? HexCase.LOWER : HexCase.UPPER;
  }

  private static byte[] zeros() {
    var zeros = new byte[HASH_LENGTH];
    Arrays.fill(zeros, (byte) '0');
    return zeros;
  }
}
