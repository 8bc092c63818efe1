package ponto.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
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

  /** One step of a redrive: what is held in memory, and how long the queue is kept busy. */
  private static final int REDRIVE_BATCH = 500;

  private final Inbox inbox;

  public DeadLetterOperations(Inbox inbox) {
    this.inbox = inbox;
  }

  /** The operations by their operationId. */
  public Map<String, Operation> table() {
    return Map.of("listDeadLetters", this::list, "redriveDeadLetters", this::redrive);
  }

  /** What a list shows of a dead letter; its body, which may be large, is left behind. */
  private record Line(String receipt, Instant receivedAt, Instant buriedAt, String reason) {
    static Line of(DeadLetter dead) {
      var letter = dead.letter();
      return new Line(letter.receipt(), letter.receivedAt(), dead.buriedAt(), dead.reason());
    }
  }

  private Response list(Request request) {
    var viewer = allowed(request, Action.READ_DEAD);
    var limit = Page.limit(request);
    var after = request.param("cursor").map(Page::position).orElse("");
    var found = first(limit + 1, dead -> isOf(dead, viewer) && position(dead).compareTo(after) > 0);
    var more = found.size() > limit;
    if (more) {
      found.pollLastEntry();
    }
    return Page.response(
        List.copyOf(found.values()),
        more ? Page.cursor(found.lastKey()) : null,
        DeadLetterOperations::write);
  }

  /**
   * The first so many of those that fit, by their positions. Of all: those of other employers must
   * not stand before the own ones.
   */
  private NavigableMap<String, Line> first(int many, Predicate<DeadLetter> fits) {
    var found = new TreeMap<String, Line>();
    inbox.eachDead(dead -> {
      if (fits.test(dead)) {
        found.put(position(dead), Line.of(dead));
        if (found.size() > many) {
          found.pollLastEntry();
        }
      }
    });
    return found;
  }

  /** Sorts by the millisecond of the burial, then by the receipt. */
  private static String position(DeadLetter dead) {
    return String.format(
        Locale.ROOT, "%015d %s", dead.buriedAt().toEpochMilli(), dead.letter().receipt());
  }

  private Response redrive(Request request) {
    var hr = allowed(request, Action.REDRIVE_DEAD);
    var asked =
        Set.copyOf(
            Body.of(request.body(), Set.of("receipts"))
                .texts("receipts", RECEIPTS_MAX, RECEIPT_LENGTH_MAX));
    Predicate<DeadLetter> fits =
        dead -> isOf(dead, hr) && (asked.isEmpty() || asked.contains(dead.letter().receipt()));
    // What fails again meanwhile is buried behind the last and stays there: this must end.
    var last = last(fits);
    var redriven = 0;
    for (var batch = between("", last, fits);
        !batch.isEmpty();
        batch = between(batch.lastKey(), last, fits)) {
      // Never an empty list: that would mean everybody's.
      redriven += inbox.redrive(batch.values().stream().map(Line::receipt).toList());
    }
    var sum = redriven;
    return Response.json(Json.object(json -> json.number("redriven", sum)));
  }

  /** The next batch behind one position and up to another. */
  private NavigableMap<String, Line> between(
      String after, String last, Predicate<DeadLetter> fits) {
    return first(
        REDRIVE_BATCH,
        dead -> {
          var position = position(dead);
          return position.compareTo(after) > 0 && position.compareTo(last) <= 0 && fits.test(dead);
        });
  }

  private String last(Predicate<DeadLetter> fits) {
    var last = new AtomicReference<>("");
    inbox.eachDead(dead -> {
      if (fits.test(dead)) {
        last.accumulateAndGet(position(dead), (a, b) -> a.compareTo(b) > 0 ? a : b);
      }
    });
    return last.get();
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

  private static void write(Json json, Line line) {
    json.text("receipt", line.receipt())
        .text("receivedAt", line.receivedAt().toString())
        .text("buriedAt", line.buriedAt().toString())
        .text("reason", line.reason());
  }
}
