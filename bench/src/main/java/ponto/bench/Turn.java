package ponto.bench;

import java.nio.ByteBuffer;

/**
 * One request that a worker wants to make.
 *
 * @param request the bytes on the wire; read from position to limit, left unread when not sent
 * @param dueNanos when, by System.nanoTime; a time that has passed means at once
 * @param wantsBody whether the answer's body is kept
 */
record Turn(ByteBuffer request, long dueNanos, boolean wantsBody) {
  /** At once, and only the answer's status counts. */
  static Turn now(ByteBuffer request) {
    return new Turn(request, System.nanoTime(), false);
  }

  /** The same turn, but not before that time. */
  Turn notBefore(long nanos) {
    return dueNanos - nanos >= 0 ? this : new Turn(request, nanos, wantsBody);
  }
}
