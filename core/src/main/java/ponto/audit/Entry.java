package ponto.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import ponto.access.Principal;

/**
 * One deed, before it has a number.
 *
 * @param at when it was done; the log keeps milliseconds
 * @param subject whose token it was; {@link #PROGRAM} where nobody asked
 * @param role of that token
 * @param action what was done, in a few lower-case words with hyphens
 * @param about what it was done to, as the API names it: {@code worker} and a CPF, {@code
 *     establishment} and a document, {@code user} and a login, or the word employer alone
 * @param detail a JSON object: what was before and after, never a password
 */
public record Entry(
    long employerId,
    Instant at,
    String subject,
    String role,
    String action,
    String about,
    String detail) {
  /** Subject and role of what the program does by itself, as retention does. */
  public static final String PROGRAM = "ponto";

  public Entry {
    requireNonNull(at, "at");
    requireNonNull(subject, "subject");
    requireNonNull(role, "role");
    requireNonNull(about, "about");
    requireNonNull(detail, "detail");
    if (action.isEmpty()) {
      throw new IllegalArgumentException("an audit entry without an action");
    }
    at = at.truncatedTo(ChronoUnit.MILLIS);
  }

  /** What this principal did. */
  public static Entry by(
      Principal principal, Instant at, String action, String about, String detail) {
    return new Entry(
        principal.employerId(),
        at,
        principal.subject(),
        principal.role().wire(),
        action,
        about,
        detail);
  }

  Entry notBefore(Instant last) {
    return at.isBefore(last)
        ? new Entry(employerId, last, subject, role, action, about, detail)
        : this;
  }

  /**
   * SHA-256 of the hash before and of every field with its length, so that none runs into the next.
   */
  String hash(long number, String previous) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      feed(digest, previous);
      feed(digest, Long.toString(employerId));
      feed(digest, Long.toString(number));
      feed(digest, Long.toString(at.toEpochMilli()));
      feed(digest, subject);
      feed(digest, role);
      feed(digest, action);
      feed(digest, about);
      feed(digest, detail);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void feed(MessageDigest digest, String field) {
    var bytes = field.getBytes(UTF_8);
    digest.update((bytes.length + ":").getBytes(UTF_8));
    digest.update(bytes);
  }

  /** Without names and documents: this may end in a log. */
  @Override
  public String toString() {
    return "Entry[" + action + "]";
  }
}
