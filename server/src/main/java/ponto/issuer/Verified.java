package ponto.issuer;

import java.time.Instant;
import ponto.access.Principal;

/** What the door knows of a bearer token after looking at it. */
public sealed interface Verified {
  /** It is genuine, and speaks for this principal until then. */
  record Granted(Principal principal, Instant expiresAt) implements Verified {}

  /** It speaks for nobody; the detail may be told to whoever sent it. */
  record Denied(String detail) implements Verified {}
}
