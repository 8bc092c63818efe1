package ponto.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Workers as the product wants its clients: each sends the same bytes again until they are answered
 * 202, whatever happens to the server meanwhile, and only then presses anew.
 */
final class Stubborn implements Script {
  // After an answer other than 202, before the same bytes are sent again.
  private static final Duration REPEAT = Duration.ofMillis(50);

  private final InstantSource clock;
  private final List<Presser> pressers = new ArrayList<>();
  private final Set<UUID> accepted = ConcurrentHashMap.newKeySet();
  private volatile boolean pressing = true;
  private final AtomicLong sentAgain = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  Stubborn(InetSocketAddress server, Crew crew, long seed, InstantSource clock) {
    this.clock = clock;
    for (int worker = 0; worker < crew.size(); worker++) {
      pressers.add(
          new Presser(
              new PunchRequest(server, crew.tokens().get(worker), 1),
              new PunchIds(seed * 1_000_003 + worker)));
    }
  }

  /** From now on nobody presses anew; the load is over when all that was pressed is accepted. */
  void finish() {
    pressing = false;
  }

  /** Everybody presses again, once the load is started again. */
  void resume() {
    pressing = true;
  }

  /** Every id that was ever answered 202. */
  Set<UUID> accepted() {
    return Collections.unmodifiableSet(accepted);
  }

  /** How often a request was sent again because its answer never came. */
  long sentAgain() {
    return sentAgain.get();
  }

  /** How often an answer was not 202. */
  long refused() {
    return refused.get();
  }

  @Override
  public Optional<Turn> next(int worker) {
    return pressers.get(worker).next();
  }

  @Override
  public void answered(int worker, Answer answer, long nanos) {
    pressers.get(worker).answered(answer);
  }

  @Override
  public void broke(int worker, IOException reason) {
    if (!(reason instanceof ConnectException)) {
      sentAgain.incrementAndGet(); // Else nothing was sent: nobody was there.
    }
  }

  /** One worker and the punch that is not in the server's hands yet. */
  private final class Presser {
    private final PunchRequest request;
    private final PunchIds ids;
    private @Nullable UUID pending;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private long notBeforeNanos = System.nanoTime();

    Presser(PunchRequest request, PunchIds ids) {
      this.request = request;
      this.ids = ids;
    }

    Optional<Turn> next() {
      if (pending == null) {
        if (!pressing) {
          return Optional.empty();
        }
        var now = clock.instant();
        var id = ids.next(now.toEpochMilli());
        bytes = request.with(List.of(id), now);
        pending = id;
        notBeforeNanos = System.nanoTime();
      }
      bytes.rewind();
      return Optional.of(new Turn(bytes, notBeforeNanos, false));
    }

    void answered(Answer answer) {
      if (answer.accepted() && pending != null) {
        accepted.add(pending);
        pending = null;
      } else if (answer.status() == 401) {
        throw new IllegalStateException(
            "a token has expired: such a run is too long for the bench");
      } else {
        refused.incrementAndGet();
        notBeforeNanos = System.nanoTime() + REPEAT.toNanos();
      }
    }
  }
}
