package ponto.issuer;

import java.time.Instant;
import ponto.access.Principal;

/** What the door knows of a bearer token after looking at it. */
public sealed interface Verified {
  /** It is genuine, and speaks for this principal until then. */
  record Granted(Principal principal, Instant expiresAt) implements Verified {}

  /** It speaks for nobody; the detail may be told to whoever sent it. */
  record Denied(String detail) implements Verified {}

  /** It is genuine, but of somebody who is nobody here. */
  record Stranger(String problem, String detail, String remedy) implements Verified {}

  /** Nobody can say yet: whoever sent it keeps what it has and comes again. */
  record NotYet(String detail, int retryAfterSeconds) implements Verified {}
}
