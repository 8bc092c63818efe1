package ponto.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.inbox.Letter;
import ponto.ledger.Judged.Doubtful;

/**
 * What is set aside: the doubtful punch with the digest under which the same doubt is kept only
 * once.
 */
record Doubt(Doubtful doubtful, String digest) {
  /** A doubt's identity: the same employer, sender, reason and content. */
  record Key(long employerId, String digest) {}

  static Doubt of(Doubtful doubtful) {
    var sender = doubtful.origin().letter().sender();
    var content = doubtful.contentHash();
    var text =
        String.join(
            "\n",
            sender.subject(),
            String.valueOf(sender.workerCpf()),
            doubtful.reason().wire(),
            content == null ? doubtful.origin().raw() : content);
    return new Doubt(doubtful, sha256(text));
  }

  long employerId() {
    return letter().sender().employerId();
  }

  /** What makes it the same doubt. */
  Key key() {
    return new Key(employerId(), digest);
  }

  Letter letter() {
    return doubtful.origin().letter();
  }

  @Nullable UUID punchId() {
    return doubtful.id();
  }

  /** The raw text as PostgreSQL can keep it: it has no NUL. */
  String raw() {
    return doubtful.origin().raw().replace("\0", "\\u0000");
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
