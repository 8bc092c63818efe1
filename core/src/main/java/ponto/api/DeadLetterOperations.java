package ponto.api;

import java.util.Map;
import java.util.Set;
import ponto.access.Access;
import ponto.access.Action;
import ponto.access.Principal;
import ponto.inbox.Inbox;
import ponto.inbox.Inbox.DeadLetter;

/**
 * Letters that failed unexpectedly: what they are, and putting them back once the defect is mended.
 */
public final class DeadLetterOperations {
  /** As many receipts as a page has; more go in a second call, or all at once. */
  private static final int RECEIPTS_MAX = 500;

  private static final int RECEIPT_LENGTH_MAX = 64;

  private final Inbox inbox;

  public DeadLetterOperations(Inbox inbox) {
    this.inbox = inbox;
  }

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of("listDeadLetters", this::list, "redriveDeadLetters", this::redrive);
  }

  private Response list(Request request) {
    var viewer = allowed(request, Action.READ_DEAD);
    var own = inbox.dead(Page.LIMIT_MAX).stream().filter(dead -> isOf(dead, viewer)).toList();
    return Page.response(own, null, DeadLetterOperations::write);
  }

  private Response redrive(Request request) {
    var hr = allowed(request, Action.REDRIVE_DEAD);
    var asked =
        Body.of(request.body(), Set.of("receipts"))
            .texts("receipts", RECEIPTS_MAX, RECEIPT_LENGTH_MAX);
    var own =
        inbox.dead(Integer.MAX_VALUE).stream()
            .filter(dead -> isOf(dead, hr))
            .map(dead -> dead.letter().receipt())
            .filter(receipt -> asked.isEmpty() || asked.contains(receipt))
            .toList();
    // An empty list would mean everybody's.
    var redriven = own.isEmpty() ? 0 : inbox.redrive(own);
    return Response.json(Json.object(json -> json.number("redriven", redriven)));
  }

  private static boolean isOf(DeadLetter dead, Principal viewer) {
    return dead.letter().sender().employerId() == viewer.employerId();
  }

  private static Principal allowed(Request request, Action action) {
    var caller = request.caller();
    if (!Access.scope(caller, action).allows()) {
      throw Problem.forbidden("the role " + caller.role().wire() + " may not do this");
    }
    return caller;
  }

  private static void write(Json json, DeadLetter dead) {
    json.text("receipt", dead.letter().receipt())
        .text("receivedAt", dead.letter().receivedAt().toString())
        .text("buriedAt", dead.buriedAt().toString())
        .text("reason", dead.reason());
  }
}
