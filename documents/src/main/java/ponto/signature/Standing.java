package ponto.signature;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** Whether a certificate is valid at an instant, and how long it still will be. */
public sealed interface Standing {
  /** Time to order a new certificate and to be identified in person. */
  Duration WARNING = Duration.ofDays(60);

  /** Valid, and no thought is needed. */
  record Good() implements Standing {}

  /** Valid, but to be renewed. */
  record EndsSoon(Instant end) implements Standing {}

  /** What it signed would be worth nothing. */
  record Ended(Instant end) implements Standing {}

  /** As ended, but by waiting. */
  record NotYet(Instant begin) implements Standing {}

  /** The certificate's at this instant. */
  static Standing of(X509Certificate certificate, Instant now) {
    var begin = certificate.getNotBefore().toInstant();
    var end = certificate.getNotAfter().toInstant();
    if (now.isBefore(begin)) {
      return new NotYet(begin);
    }
    if (now.isAfter(end)) {
      return new Ended(end);
    }
    return now.isBefore(end.minus(WARNING)) ? new Good() : new EndsSoon(end);
  }

  /** Whether it may sign. */
  default boolean isValid() {
    return switch (this) {
      case Good _, EndsSoon _ -> true;
      case Ended _, NotYet _ -> false;
    };
  }
}
