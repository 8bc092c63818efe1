package ponto.issuer;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The provider's public keys: fetched beside the requests, kept while the provider is away, and
 * asked for again when a token names a key that nobody has seen yet.
 */
public final class ProviderKeys implements JWKSource<SecurityContext>, AutoCloseable {
  /**
   * So long a key that the provider took away is still believed; providers announce it for days.
   */
  static final Duration FRESH = Duration.ofMinutes(10);

  /** Between two fetches, whoever wants them: made-up key ids must not make us hammer anybody. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /** How often it is looked whether a fetch is due. */
  private static final Duration TICK = Duration.ofSeconds(2);

  private static final Logger LOG = System.getLogger(ProviderKeys.class.getName());

  private final ProviderWire wire;
  private final InstantSource clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private final Thread keeper;
  private volatile @Nullable Held held;
  private volatile Instant triedAt = Instant.MIN;
  private volatile boolean isAway;
  private volatile boolean isClosed;

  /** What is known of the provider, and since when. */
  private record Held(ProviderWire.Published published, Instant at, int generation) {}

  /** Whether a token's key is known. */
  enum Look {
    KNOWN,
    UNKNOWN,
    /** The provider could not be asked. */
    NOT_YET
  }

  /** Begins to fetch, and returns at once. */
  public ProviderKeys(Provider provider, InstantSource clock) {
    this.wire = new ProviderWire(provider);
    this.clock = clock;
    keeper = Thread.ofVirtual().name("provider-keys").start(this::keepFresh);
  }

  /** Where the page goes; empty until the provider has answered once. */
  public Optional<Endpoints> endpoints() {
    return Optional.ofNullable(held).map(known -> known.published().endpoints());
  }

  /**
   * Counts the changes of the keys: what an earlier generation verified must be looked at again.
   */
  int generation() {
    if (isDue()) {
      LockSupport.unpark(keeper);
    }
    var known = held;
    return known == null ? 0 : known.generation();
  }

  /**
   * Looks for the key of this id (any key, for a token that names none), and asks for it if need
   * be. Keys that were fetched after the token was made must hold its own.
   */
  Look look(@Nullable String id, Instant madeBy) throws InterruptedException {
    if (has(id)) {
      return Look.KNOWN;
    }
    // One asks; the others come again rather than pile up behind a provider that hangs.
    if (!fetching.tryLock()) {
      return Look.NOT_YET;
    }
    try {
      if (has(id)) {
        return Look.KNOWN;
      }
      var known = held;
      if (isPausing() && known != null && known.at().isAfter(madeBy)) {
        return Look.UNKNOWN;
      }
      if (isPausing() || !fetch()) {
        return Look.NOT_YET;
      }
      return has(id) ? Look.KNOWN : Look.UNKNOWN;
    } finally {
      fetching.unlock();
    }
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
    return selector.select(new JWKSet(valid()));
  }

  private boolean has(@Nullable String id) {
    return valid().stream().anyMatch(key -> id == null || id.equals(key.getKeyID()));
  }

  private List<JWK> valid() {
    var known = held;
    var now = clock.instant();
    return known == null
        ? List.of()
        : known.published().keys().getKeys().stream()
            .filter(key -> {
              var end = key.getExpirationTime();
              return end == null || now.isBefore(end.toInstant());
            })
            .toList();
  }

  private boolean isPausing() {
    return clock.instant().isBefore(triedAt.equals(Instant.MIN) ? triedAt : triedAt.plus(PAUSE));
  }

  private boolean isDue() {
    var known = held;
    return (known == null || !clock.instant().isBefore(known.at().plus(FRESH))) && !isPausing();
  }

  private void keepFresh() {
    try {
      while (!isClosed) {
        if (isDue()) {
          fetching.lockInterruptibly();
          try {
            if (isDue()) {
              fetch();
            }
          } finally {
            fetching.unlock();
          }
        }
        LockSupport.parkNanos(this, TICK.toNanos());
      }
    } catch (InterruptedException closed) {
      // The clock is stopping.
    }
  }

  private boolean fetch() throws InterruptedException {
    triedAt = clock.instant();
    try {
      var published = wire.fetch();
      var before = held;
      var isSame =
          before != null
              && before.published().keys().toString().equals(published.keys().toString());
      var generation = before == null ? 1 : before.generation() + (isSame ? 0 : 1);
      held = new Held(published, triedAt, generation);
      if (before == null || isAway) {
        LOG.log(Level.INFO, "the provider answers, {0} keys", published.keys().size());
      }
      isAway = false;
      return true;
    } catch (IOException away) {
      if (!isAway && !isClosed) {
        LOG.log(
            Level.WARNING,
            "the provider is away, {0}; known keys are kept, asked again every {1} s",
            away.getMessage(),
            PAUSE.toSeconds());
      }
      isAway = true;
      return false;
    }
  }

  @Override
  public void close() {
    isClosed = true;
    keeper.interrupt();
    wire.close();
  }
}
