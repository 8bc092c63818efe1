package ponto.afd;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.util.HexFormat;

/**
 * Type 7, 137 bytes: a punch on a REP-P, chained to the one before by SHA-256 over columns 1 to 73
 * and the previous hash.
 *
 * @param punchedAt the instant that counts, with the offset of the place where it was pressed
 * @param cpf the worker's CPF, 11 digits
 * @param recordedAt when it was recorded, in the establishment's zone
 * @param collector the law's collector code, 1 to 5
 * @param offline true when the collector's clock decided the instant
 * @param previousHash the hash of the previous type 7 of this establishment; {@link #GENESIS} for
 *     the first
 */
public record PunchLine(
    long nsr,
    OffsetDateTime punchedAt,
    String cpf,
    OffsetDateTime recordedAt,
    int collector,
    boolean offline,
    String previousHash)
    implements AfdLine {
  /** What stands for the previous hash before the first punch: nothing. */
  public static final String GENESIS = "";

  /** A line and its hash (64 lower-case hex characters), which is the line's last field. */
  public record Printed(String text, String hash) {}

  @Override
  public int type() {
    return 7;
  }

  @Override
  public String text() {
    return print().text();
  }

  /** Prints the line and says the hash that the next one chains to. */
  public Printed print() {
    var covered =
        new Columns(73)
            .number(nsr, 9)
            .number(7, 1)
            .instant(punchedAt)
            .number(cpf, 12)
            .instant(recordedAt)
            .number(collector, 2)
            .number(offline ? 1 : 0, 1)
            .line();
    var hash = HexFormat.of().formatHex(sha256(covered + previousHash));
    return new Printed(covered + hash, hash);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
