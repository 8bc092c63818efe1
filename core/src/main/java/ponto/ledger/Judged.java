package ponto.ledger;

import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.inbox.Letter;
import ponto.punch.Flag;
import ponto.punch.Instants.Decided;
import ponto.punch.Punch;
import ponto.punch.Reason;
import ponto.roster.Worker;
import ponto.roster.Worker.Workplace;

/**
 * One punch of a letter after everything but the ledger itself was asked: sound, or doubtful with
 * its reason.
 */
sealed interface Judged {
  /** Where it came from. */
  Origin origin();

  /** The client's id, when one could be read. */
  @Nullable UUID id();

  /** SHA-256 (hex) of the canonical content, when the punch was legible. */
  @Nullable String contentHash();

  /**
   * The letter it came in, its place there, and its text; the original letter's facts for a bound
   * one.
   */
  record Origin(Letter letter, int index, String raw) {}

  /** To be recorded, unless the ledger knows its id already. */
  record Sound(
      Origin origin,
      UUID id,
      Punch punch,
      String contentHash,
      Worker worker,
      Workplace workplace,
      Decided decided,
      Set<Flag> flags,
      @Nullable Long setAsideId)
      implements Judged {
    /** The same punch with one more doubt beside it. */
    Sound flagged(Flag doubt) {
      var more = EnumSet.of(doubt);
      more.addAll(flags);
      return new Sound(
          origin, id, punch, contentHash, worker, workplace, decided, Set.copyOf(more), setAsideId);
    }

    /** The same punch under the id that a bound one gets where its own is taken. */
    Sound renamed() {
      var renamed = Bindings.renamed(punch, contentHash);
      return new Sound(
          origin,
          renamed.id(),
          renamed,
          contentHash,
          worker,
          workplace,
          decided,
          flags,
          setAsideId);
    }
  }

  /** To be set aside, unless the ledger knows the same content already. */
  record Doubtful(
      Origin origin, @Nullable UUID id, @Nullable String contentHash, Reason reason, String detail)
      implements Judged {}

  /** Nothing left to do: hr's decision was carried out before. */
  record Settled(Origin origin) implements Judged {
    @Override
    public @Nullable UUID id() {
      return null;
    }

    @Override
    public @Nullable String contentHash() {
      return null;
    }
  }
}
