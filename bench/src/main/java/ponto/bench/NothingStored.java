package ponto.bench;

import ponto.inbox.Letter;

/** The door alone: answers 202 and forgets. */
final class NothingStored extends Rival {
  @Override
  public void put(Letter letter) {
    // Nothing, which is all that this rival is about.
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
