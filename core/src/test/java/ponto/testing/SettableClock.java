package ponto.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock in hand: stands still until it is set. */
public final class SettableClock implements InstantSource {
  /** A working morning, 08:00 in São Paulo. */
  public static final Instant MORNING = Instant.parse("2026-11-23T11:00:00Z");

  private final AtomicReference<Instant> now;

  public SettableClock(Instant now) {
    this.now = new AtomicReference<>(now);
  }

  /** Standing at {@link #MORNING}. */
  public SettableClock() {
    this(MORNING);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  public void set(Instant instant) {
    now.set(instant);
  }

  public void advance(Duration duration) {
    now.updateAndGet(before -> before.plus(duration));
  }
}
