package ponto.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import ponto.inbox.Letter;

/** The books of one letter; a punch is counted exactly once. Not thread-safe. */
final class LetterRow {
  private final Letter letter;
  private final Instant recordedAt;
  private int recorded;
  private int repeated;
  private int setAside;

  LetterRow(Letter letter, Instant recordedAt) {
    this.letter = letter;
    this.recordedAt = recordedAt;
  }

  void countRecorded() {
    recorded++;
  }

  void countRepeated() {
    repeated++;
  }

  void countSetAside() {
    setAside++;
  }

  /** A doubt that turned out to be kept already. */
  void countRepeatedInstead() {
    setAside--;
    repeated++;
  }

  Letter letter() {
    return letter;
  }

  Instant recordedAt() {
    return recordedAt;
  }

  int punches() {
    return recorded + repeated + setAside;
  }

  int recorded() {
    return recorded;
  }

  int repeated() {
    return repeated;
  }

  int setAside() {
    return setAside;
  }

  /** The raw body, kept only where something of it was set aside. */
  @Nullable String body() {
    return setAside == 0 ? null : letter.body().replace("\0", "\\u0000");
  }
}
