package ponto.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ponto.inbox.Letter;
import ponto.ledger.Judged.Doubtful;
import ponto.ledger.Judged.Sound;
import ponto.punch.Reason;

/** Sorts one batch: what is new, what is a repeat, what contradicts. Not thread-safe. */
final class Batch {
  /**
   * A sound punch and the letter whose books it goes into: for a bound punch not the one it came
   * in.
   */
  record Entry(Letter letter, Sound sound) {}

  private final Instant recordedAt;
  private final Map<Known.Key, String> known;
  private final Map<String, LetterRow> letters = new LinkedHashMap<>();
  private final List<Entry> sound = new ArrayList<>();
  private final Map<Doubt.Key, Doubt> doubts = new LinkedHashMap<>();
  private final Map<Long, Settlement> settled = new LinkedHashMap<>();

  Batch(Instant recordedAt, Map<Known.Key, String> known) {
    this.recordedAt = recordedAt;
    this.known = known;
  }

  /** hr's decision to write: which set-aside, by whom, and the punch that it became. */
  record Settlement(Letter binding, Sound sound) {}

  void sort(Letter letter, Judged judged) {
    var row = letters.computeIfAbsent(letter.receipt(), _ -> new LetterRow(letter, recordedAt));
    switch (judged) {
      case Judged.Settled _ -> row.countRepeated();
      case Sound sound -> sort(row, sound);
      case Doubtful doubtful when repeats(letter, doubtful) -> row.countRepeated();
      case Doubtful doubtful -> doubt(row, doubtful);
    }
  }

  private void sort(LetterRow row, Sound found) {
    var letter = row.letter();
    var setAside = found.setAsideId();
    if (setAside != null && settled.containsKey(setAside)) {
      // hr decided twice in a moment: the first word counts.
      row.countRepeated();
      return;
    }
    var before = known.get(new Known.Key(letter.sender().employerId(), found.id()));
    if (before != null && !before.equals(found.contentHash())) {
      var renamed = found.renamed();
      if (setAside != null && !renamed.id().equals(found.id())) {
        // The id was taken while this waited for hr. It is set aside already, so not once more.
        sort(row, renamed);
        return;
      }
      var detail = "this id was recorded before with other content";
      doubt(
          row,
          new Doubtful(found.origin(), found.id(), found.contentHash(), Reason.CONFLICT, detail));
      return;
    }
    if (setAside != null) {
      settled.put(setAside, new Settlement(letter, found));
    }
    if (before != null) {
      row.countRepeated();
      return;
    }
    known.put(new Known.Key(letter.sender().employerId(), found.id()), found.contentHash());
    sound.add(new Entry(letter, found));
    row.countRecorded();
  }

  private boolean repeats(Letter letter, Doubtful doubtful) {
    var id = doubtful.id();
    var content = doubtful.contentHash();
    return id != null
        && content != null
        && content.equals(known.get(new Known.Key(letter.sender().employerId(), id)));
  }

  private void doubt(LetterRow row, Doubtful doubtful) {
    var doubt = Doubt.of(doubtful);
    if (doubts.putIfAbsent(doubt.key(), doubt) == null) {
      row.countSetAside();
    } else {
      row.countRepeated();
    }
  }

  /** Drops the doubts that were kept before: they are repeats. */
  void keepNewDoubts(Set<Doubt.Key> keptBefore) {
    for (var key : keptBefore) {
      var repeated = doubts.remove(key);
      var row = repeated == null ? null : letters.get(repeated.letter().receipt());
      if (row != null) {
        row.countRepeatedInstead();
      }
    }
  }

  Instant recordedAt() {
    return recordedAt;
  }

  List<Entry> sound() {
    return sound;
  }

  Map<Long, Settlement> settled() {
    return settled;
  }

  /** In the order of their digests, so that two recorders never wait crosswise. */
  List<Doubt> doubts() {
    return doubts.values().stream().sorted(Comparator.comparing(Doubt::digest)).toList();
  }

  /** In the order of their receipts, for the same reason. */
  List<LetterRow> letters() {
    return letters.values().stream()
        .sorted(Comparator.comparing(row -> row.letter().receipt()))
        .toList();
  }

  Tally tally(int redelivered, int recorded) {
    var rows = letters();
    return new Tally(
        rows.stream().map(LetterRow::letter).toList(),
        recorded,
        rows.stream().mapToInt(LetterRow::repeated).sum(),
        doubts.size(),
        (int)
            doubts.values().stream()
                .filter(doubt -> doubt.doubtful().reason() == Reason.CONFLICT)
                .count(),
        redelivered,
        0,
        recordedAt);
  }
}
