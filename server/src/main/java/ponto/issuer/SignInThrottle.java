package ponto.issuer;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import ponto.access.Login;
import ponto.api.Problem;

/**
 * Slows down whoever guesses passwords: failures count for one login *and* one source, so nobody
 * locks a colleague out, and generously for a source as a whole, against one password tried on many
 * logins. Who signs in rightly is never slowed down.
 */
public final class SignInThrottle {
  /** People mistype, with Caps Lock on more than once. */
  static final int FREE_FAILURES = 5;

  /** Doubled at each further failure. */
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  /** Four guesses an hour are no attack, and a person who waits as long asks for a new password. */
  private static final Duration WAIT_MAX = Duration.ofMinutes(15);

  /** Longer than the longest wait, so that waiting alone forgives nothing. */
  private static final Duration FORGET_AFTER = Duration.ofHours(1);

  /** A company behind one address, one in ten mistyping, stays far below. */
  static final int SOURCE_FAILURES_MAX = 300;

  /** How fast a source's failures are forgiven: 30 a minute find no password in a list. */
  private static final double FORGIVEN_PER_SECOND = 0.5;

  /** About 300 bytes each; the seldom seen are forgotten first, so a flood forgets itself. */
  static final int PAIRS_MAX = 20_000;

  static final int SOURCES_MAX = 20_000;

  /** Attempts of one pair go one after another; longer than this none waits for its turn. */
  private static final Duration TURN_MAX = Duration.ofSeconds(20);

  /** Threads that may wait for their turn at one login: a load test signs in one login at once. */
  private static final int TURNS_MAX = 1_000;

  private static final int RETRY_AFTER_SECONDS = 5;

  /** Of an IPv6 address: what a provider gives to one customer at least. */
  private static final int NETWORK_BYTES = 8;

  private record Pair(String login, String source) {}

  private final InstantSource clock;
  private final LoadingCache<Pair, Failures> pairs;
  private final LoadingCache<String, Spraying> sources;

  public SignInThrottle(InstantSource clock) {
    this.clock = clock;
    pairs = bounded(PAIRS_MAX).build(_ -> new Failures());
    sources = bounded(SOURCES_MAX).build(_ -> new Spraying(clock.instant()));
  }

  /**
   * Begins an attempt: waits for those of the same login and source before it.
   *
   * @throws Problem 429 when it comes too early
   */
  Turn enter(Login login, String address) throws InterruptedException {
    var source = network(address);
    var spraying = sources.get(source);
    var failures = pairs.get(new Pair(login.name(), source));
    spraying.check();
    failures.check();
    if (failures.turn.getQueueLength() >= TURNS_MAX
        || !failures.turn.tryLock(TURN_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
      throw Problem.tooMany("too many sign-ins of this login at once", RETRY_AFTER_SECONDS);
    }
    return new Turn(failures, spraying);
  }

  long remembered() {
    pairs.cleanUp();
    sources.cleanUp();
    return pairs.estimatedSize() + sources.estimatedSize();
  }

  /** One attempt, alone among those of its login and source until it is closed. */
  static final class Turn implements AutoCloseable {
    private final Failures failures;
    private final Spraying spraying;

    private Turn(Failures failures, Spraying spraying) {
      this.failures = failures;
      this.spraying = spraying;
    }

    /** Asked right before hashing: those who waited beside it may have failed meanwhile. */
    void check() {
      spraying.check();
      failures.check();
    }

    void failed() {
      spraying.failed();
      failures.failed();
    }

    void succeeded() {
      failures.forget();
    }

    @Override
    public void close() {
      failures.turn.unlock();
    }
  }

  /** The failures of one login from one source. */
  private final class Failures {
    private final ReentrantLock turn = new ReentrantLock(true);
    private volatile Instant notBefore = Instant.EPOCH;
    private int count; // guarded by the turn

    void check() {
      var wait = Duration.between(clock.instant(), notBefore);
      // A clock set back must not make the wait longer than the longest.
      if (wait.isPositive() && wait.compareTo(WAIT_MAX) <= 0) {
        throw tooEarly(wait);
      }
    }

    void failed() {
      count++;
      if (count >= FREE_FAILURES) {
        var doublings = Math.min(count - FREE_FAILURES, 20);
        var wait = FIRST_WAIT.multipliedBy(1L << doublings);
        notBefore = clock.instant().plus(wait.compareTo(WAIT_MAX) < 0 ? wait : WAIT_MAX);
      }
    }

    void forget() {
      count = 0;
      notBefore = Instant.EPOCH;
    }
  }

  /** The failures of one source, whatever the login, forgiven at a steady pace. */
  private final class Spraying {
    private double level;
    private Instant at;

    Spraying(Instant at) {
      this.at = at;
    }

    synchronized void check() {
      forgive();
      if (level >= SOURCE_FAILURES_MAX) {
        var seconds = (level - SOURCE_FAILURES_MAX + 1) / FORGIVEN_PER_SECOND;
        throw tooEarly(Duration.ofMillis((long) Math.ceil(seconds * 1000)));
      }
    }

    synchronized void failed() {
      forgive();
      level++;
    }

    private void forgive() {
      var now = clock.instant();
      var seconds = Math.max(0, ChronoUnit.MILLIS.between(at, now)) / 1000.0;
      level = Math.max(0, level - seconds * FORGIVEN_PER_SECOND);
      at = now;
    }
  }

  private Caffeine<Object, Object> bounded(int entriesMax) {
    return Caffeine.newBuilder()
        .maximumSize(entriesMax)
        .expireAfterAccess(FORGET_AFTER)
        .ticker(() -> ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()))
        .executor(Runnable::run);
  }

  private static Problem tooEarly(Duration wait) {
    var seconds = (int) Math.max(1, wait.plusMillis(999).toSeconds());
    return Problem.tooMany("too many wrong passwords; wait " + seconds + " s", seconds);
  }

  /** The source that counts: one IPv6 customer has 2^64 addresses, all in one network. */
  static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      var literal = InetAddress.ofLiteral(address);
      var bytes = literal.getAddress();
      return bytes.length == 4
          ? literal.getHostAddress()
          : HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES);
    } catch (IllegalArgumentException notAnAddress) {
      return address;
    }
  }
}
