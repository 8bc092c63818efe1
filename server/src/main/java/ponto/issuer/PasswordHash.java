package ponto.issuer;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An Argon2id hash as the PHC string that the account keeps.
 *
 * @param memoryKib its memory
 * @param iterations its passes over the memory
 * @param lanes its parallel lanes
 * @param salt Base64 without padding
 * @param tag Base64 without padding
 */
record PasswordHash(int memoryKib, int iterations, int lanes, String salt, String tag) {
  /** Memory, passes and lanes are bounded by their digits, so that a bad row cannot stop us. */
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([1-9]\\d{1,5}),t=([1-9]\\d?),p=([1-9])"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

  static Optional<PasswordHash> parse(String phc) {
    var parts = PHC.matcher(phc);
    if (!parts.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new PasswordHash(
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            parts.group(4),
            parts.group(5)));
  }

  static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  byte[] saltBytes() {
    return Base64.getDecoder().decode(salt);
  }

  byte[] tagBytes() {
    return Base64.getDecoder().decode(tag);
  }

  boolean sameCostAs(PasswordHash other) {
    return memoryKib == other.memoryKib && iterations == other.iterations && lanes == other.lanes;
  }

  String phc() {
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s".formatted(memoryKib, iterations, lanes, salt, tag);
  }

  @Override
  public String toString() {
    return "PasswordHash[m=" + memoryKib + ",t=" + iterations + ",p=" + lanes + "]";
  }
}
