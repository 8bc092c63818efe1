package ponto.ledger;

import java.time.Instant;
import java.util.List;
import ponto.inbox.Letter;

/**
 * What became of a batch of letters.
 *
 * @param letters those recorded now, redelivered ones not among them
 * @param recorded punches that got an NSR
 * @param repeated punches known already with the same content
 * @param setAside punches that cannot be recorded as they are
 * @param conflicts those of them whose id was recorded before with another content
 * @param redelivered letters recorded before; not read again
 * @param dead letters that failed unexpectedly too often and were buried
 * @param committedAt when the batch was in the database
 */
public record Tally(
    List<Letter> letters,
    int recorded,
    int repeated,
    int setAside,
    int conflicts,
    int redelivered,
    int dead,
    Instant committedAt) {
  public Tally {
    letters = List.copyOf(letters);
  }

  /** How many punches the letters held. */
  public int punches() {
    return recorded + repeated + setAside;
  }
}
