package ponto.issuer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What a device keeps to stay signed in: random, told once, and kept here as its SHA-256 only.
 *
 * @param text 256 random bits, URL-safe
 */
record RefreshToken(String text) {
  private static final SecureRandom RANDOM = new SecureRandom();

  static RefreshToken random() {
    var bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return new RefreshToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Fast on purpose: nobody guesses 256 bits. */
  byte[] digest() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  @Override
  public String toString() {
    return "RefreshToken";
  }
}
