package ponto.inbox;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;

/**
 * One message in the inbox: one HTTP body of 1 to 100 punches with what the door knows for certain.
 *
 * @param receipt the id that the 202 named; the letter's identity over all deliveries
 * @param sender who the door verified
 * @param receivedAt the door's clock when the whole body was there, in milliseconds
 * @param sentAt the header {@code Ponto-Sent-At}: the device's clock at sending, not to be trusted
 * @param source the network address it came from
 * @param binding set when hr binds something set aside: the recorder then records it for that
 *     worker
 * @param body the HTTP body, strict UTF-8 decoded, otherwise untouched
 */
public record Letter(
    String receipt,
    Principal sender,
    Instant receivedAt,
    @Nullable String sentAt,
    String source,
    @Nullable Binding binding,
    String body) {
  public Letter {
    requireNonNull(receipt, "receipt");
    requireNonNull(sender, "sender");
    requireNonNull(receivedAt, "receivedAt");
    requireNonNull(source, "source");
    requireNonNull(body, "body");
    if (receipt.isEmpty()) {
      throw new IllegalArgumentException("receipt is empty");
    }
  }

  /**
   * hr's decision to record what was set aside for a worker of its employer.
   *
   * @param setAsideId the row of {@code set_aside}
   * @param cpf the worker's CPF, 11 digits
   */
  public record Binding(long setAsideId, String cpf) {}
}
