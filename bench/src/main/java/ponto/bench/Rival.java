package ponto.bench;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import ponto.inbox.Inbox;

/** What stands behind the same door instead of the inbox; there is nothing to take from it. */
abstract class Rival implements Inbox {
  @Override
  public Taker taker() {
    throw new UnsupportedOperationException("nothing waits here");
  }

  @Override
  public long depth() {
    return 0;
  }

  @Override
  public Optional<Instant> oldest() {
    return Optional.empty();
  }

  @Override
  public List<DeadLetter> dead(int limit) {
    return List.of();
  }

  @Override
  public void eachDead(Consumer<DeadLetter> visitor) {}

  @Override
  public long deadCount() {
    return 0;
  }

  @Override
  public int redrive(List<String> receipts) {
    return 0;
  }
}
