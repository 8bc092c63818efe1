package ponto.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds punches that stand close to an earlier one of the same worker in a batch; the ledger itself
 * is asked by the statement that adds them. Both are kept, the later one flagged for who reads
 * them.
 */
final class Near {
  /** A second tap, a badge read twice: what people do by mistake happens within a minute. */
  static final Duration WINDOW = Duration.ofSeconds(60);

  private Near() {}

  /** The places, in the list, of those that have a neighbour earlier in the list. */
  static BitSet within(List<Batch.Entry> entries) {
    var near = new BitSet(entries.size());
    var pressed = new HashMap<Long, TreeSet<Instant>>();
    for (var place = 0; place < entries.size(); place++) {
      var sound = entries.get(place).sound();
      var at = sound.decided().punchedAt();
      var others = pressed.computeIfAbsent(sound.worker().workerId(), _ -> new TreeSet<>());
      var before = others.floor(at);
      var after = others.ceiling(at);
      near.set(
          place,
          (before != null && !before.plus(WINDOW).isBefore(at))
              || (after != null && !after.minus(WINDOW).isAfter(at)));
      others.add(at);
    }
    return near;
  }
}
