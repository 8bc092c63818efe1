package ponto.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Follows one establishment's punch lines and checks that each carries the hash of itself and the
 * line before, reckoned anew and without the product's code.
 */
final class Chain {
  /** A type 7 line without CR LF. */
  static final int LINE_LENGTH = 137;

  /** The columns that the hash covers; the hash itself stands behind them. */
  static final int HASHED_LENGTH = 73;

  private final MessageDigest sha256;
  private String lastHash = "";

  Chain() {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Takes the next line; answers whether it is whole and follows the one before. */
  boolean follows(String line) {
    if (line.length() != LINE_LENGTH) {
      return false;
    }
    var printed = line.substring(HASHED_LENGTH);
    var covered = line.substring(0, HASHED_LENGTH) + lastHash;
    var reckoned = HexFormat.of().formatHex(sha256.digest(covered.getBytes(ISO_8859_1)));
    lastHash = printed;
    return reckoned.equals(printed);
  }

  /** The hash of the last line; empty before the first. */
  String lastHash() {
    return lastHash;
  }
}
