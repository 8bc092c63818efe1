package ponto.api;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import ponto.inbox.Inbox;
import ponto.inbox.Letter;
import ponto.punch.Shape;
import ponto.punch.ShapeReader;

/**
 * The door's whole work on a punch: has the body the contract's shape, is there room, is it
 * durable. Whose punch it is and whether it can be right is the recorder's question. In the cloud
 * the gateway does this without code.
 */
public final class AcceptPunches {
  /** The device's clock at sending; outside the frozen bytes and not to be trusted. */
  public static final String SENT_AT = "ponto-sent-at";

  private static final int SENT_AT_LENGTH_MAX = 35;

  /**
   * How soon a client may try again when the inbox is full: recorders drain some 10,000 punches in
   * that time.
   */
  private static final int FULL_RETRY_SECONDS = 5;

  private final Inbox inbox;
  private final Supplier<String> receipts;
  private final InstantSource clock;
  private final IntConsumer accepted;

  /** {@code accepted} hears how many punches each stored letter holds. */
  public AcceptPunches(
      Inbox inbox, Supplier<String> receipts, InstantSource clock, IntConsumer accepted) {
    this.inbox = inbox;
    this.receipts = receipts;
    this.clock = clock;
    this.accepted = accepted;
  }

  /** The operation by its operationId. */
  public Map<String, Operation> table() {
    return Map.of("postPunches", this::accept);
  }

  private Response accept(Request request) throws InterruptedException {
    var receivedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return switch (ShapeReader.check(request.body())) {
      case Shape.Malformed(var pointer, var detail) -> throw Problem.malformed(pointer, detail);
      case Shape.WellFormed(var count) -> {
        var sentAt = request.headers().get(SENT_AT);
        var letter =
            new Letter(
                receipts.get(),
                request.caller(),
                receivedAt,
                sentAt == null || sentAt.length() > SENT_AT_LENGTH_MAX ? null : sentAt,
                request.source(),
                null,
                request.body());
        try {
          inbox.put(letter);
        } catch (Inbox.Full e) {
          throw Problem.unavailable(
              "no-room", "the inbox has no room; nothing was stored", FULL_RETRY_SECONDS);
        }
        accepted.accept(count);
        yield Response.json(
            202,
            "{\"status\":\"accepted\",\"receipt\":\""
                + letter.receipt()
                + "\",\"receivedAt\":\""
                + receivedAt
                + "\"}");
      }
    };
  }
}
