package ponto.api;

import java.util.Comparator;
import java.util.Locale;
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
    var limit = Page.limit(request);
    var after = request.param("cursor").map(Page::position).orElse("");
    // Of all: those of other employers must not stand before the own ones.
    var own =
        inbox.dead(Integer.MAX_VALUE).stream()
            .filter(dead -> isOf(dead, viewer) && position(dead).compareTo(after) > 0)
            .sorted(Comparator.comparing(DeadLetterOperations::position))
            .toList();
    var more = own.size() > limit;
    var items = more ? own.subList(0, limit) : own;
    return Page.response(
        items, more ? Page.cursor(position(items.getLast())) : null, DeadLetterOperations::write);
  }

  /** Sorts by the millisecond of the burial, then by the receipt. */
  private static String position(DeadLetter dead) {
    return String.format(
        Locale.ROOT, "%015d %s", dead.buriedAt().toEpochMilli(), dead.letter().receipt());
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
