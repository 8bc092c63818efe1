package ponto.api;

import java.security.SecureRandom;

/** Makes passwords for those who have none yet: shown once, to whoever hands them on. */
public final class FirstPasswords {
  /** What nobody takes for another when it is read aloud or typed from paper. */
  private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

  /** 59 bits: with the sign-in's slow-down, and Argon2id behind it, out of reach. */
  private static final int LENGTH = 12;

  private final SecureRandom random = new SecureRandom();
  private final Hashing hashing;

  /** How passwords are hashed where accounts live. */
  @FunctionalInterface
  public interface Hashing {
    String hash(String password) throws InterruptedException;
  }

  public FirstPasswords(Hashing hashing) {
    this.hashing = hashing;
  }

  /** A password, and what the account keeps of it. */
  record Password(String text, String hash) {
    /** It is nobody's business. */
    @Override
    public String toString() {
      return "Password";
    }
  }

  /** A new one. */
  Password next() throws InterruptedException {
    var text = new StringBuilder(LENGTH);
    for (var i = 0; i < LENGTH; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new Password(text.toString(), hashing.hash(text.toString()));
  }
}
