package ponto.issuer;

import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;
import ponto.api.Problem;

/**
 * Hashes passwords with Argon2id, a few at a time: hashing is meant to be dear, so people queue for
 * a seat instead of taking the machine from those who punch.
 */
public final class Passwords {
  /** OWASP's second choice (19 MiB, 2 passes, 1 lane): as strong as 46 MiB, with less memory. */
  private static final PasswordHash COST = new PasswordHash(19_456, 2, 1, "", "");

  /** RFC 9106's lengths. */
  private static final int SALT_BYTES = 16;

  private static final int TAG_BYTES = 32;

  /** Two hashes fill two cores and 40 MB; punching needs the rest. */
  private static final int SEATS = 2;

  /** Threads that may wait for a seat: fewer than the door lets in without a token. */
  static final int WAITING_MAX = 800;

  /** Nobody looks at a sign-in page for longer. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(20);

  /** By then a seat has been free some hundred times. */
  private static final int RETRY_AFTER_SECONDS = 5;

  /**
   * Threads of the operating system, which shares the cores out: a hash on a virtual thread would
   * keep one of the few carriers, and every punch behind it, for as long as it takes.
   */
  private final ExecutorService hashing =
      Executors.newFixedThreadPool(
          SEATS, Thread.ofPlatform().name("password-", 1).daemon().factory());

  private final SecureRandom random = new SecureRandom();
  private final Semaphore seats = new Semaphore(SEATS, true);
  private final AtomicInteger waiting = new AtomicInteger();
  private final Duration waitMax;
  private final LongAdder computed = new LongAdder();

  /** One memory per seat, kept for the next hash; a heap in need takes it back. */
  private final Queue<SoftReference<BlockPool>> memories = new ConcurrentLinkedQueue<>();

  /**
   * What a password is compared with when there is no account: it costs the same and never fits.
   */
  private final String nobodys;

  public Passwords() {
    this(WAIT_MAX);
  }

  Passwords(Duration waitMax) {
    this.waitMax = waitMax;
    nobodys = with(bytes(SALT_BYTES), bytes(TAG_BYTES)).phc();
  }

  /** Asked for late: the library's jar is signed, and checking that would delay every start. */
  private static int blocks() {
    return Argon2BytesGenerator.getBlockCount(COST.memoryKib(), COST.lanes());
  }

  /** Hashes one password, as an account keeps it. */
  public String hash(String password) throws InterruptedException {
    try (var seat = sit()) {
      return seat.hash(password);
    }
  }

  /**
   * Waits for a seat.
   *
   * @throws Problem 503 when too many wait already, or for too long
   */
  Seat sit() throws InterruptedException {
    if (waiting.incrementAndGet() > WAITING_MAX) {
      waiting.decrementAndGet();
      throw crowded();
    }
    try {
      if (!seats.tryAcquire(waitMax.toMillis(), TimeUnit.MILLISECONDS)) {
        throw crowded();
      }
    } finally {
      waiting.decrementAndGet();
    }
    return new Seat();
  }

  /** How many hashes were computed; what a sign-in costs, whoever it was for. */
  public long computed() {
    return computed.sum();
  }

  private static Problem crowded() {
    return Problem.unavailable(
        "sign-in-crowded", "many people are signing in at this moment", RETRY_AFTER_SECONDS);
  }

  /** The right to hash, until it is closed. */
  final class Seat implements AutoCloseable {
    private final BlockPool memory;

    private Seat() {
      var kept = memories.poll();
      var pool = kept == null ? null : kept.get();
      memory = pool != null ? pool : new FixedBlockPool(blocks());
    }

    String hash(String password) throws InterruptedException {
      var salt = bytes(SALT_BYTES);
      return with(salt, compute(with(salt, bytes(TAG_BYTES)), password)).phc();
    }

    /**
     * Whether the password is the hash's; a hash that cannot be read fits none, at the same cost.
     */
    boolean fits(String password, String phc) throws InterruptedException {
      var hash = PasswordHash.parse(phc);
      var compared = hash.or(() -> PasswordHash.parse(nobodys)).orElseThrow();
      var same = MessageDigest.isEqual(compute(compared, password), compared.tagBytes());
      return same && hash.isPresent();
    }

    /** Spends what a comparison costs. */
    void pretend(String password) throws InterruptedException {
      fits(password, nobodys);
    }

    /** Whether the hash was made at another cost than today's. */
    boolean outdated(String phc) {
      return PasswordHash.parse(phc).filter(COST::sameCostAs).isEmpty();
    }

    private byte[] compute(PasswordHash hash, String password) throws InterruptedException {
      try {
        return hashing.submit(() -> argon2(hash, password)).get();
      } catch (ExecutionException defect) {
        throw new IllegalStateException("a password could not be hashed", defect.getCause());
      }
    }

    private byte[] argon2(PasswordHash hash, String password) {
      var parameters =
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(hash.memoryKib())
              .withIterations(hash.iterations())
              .withParallelism(hash.lanes())
              .withSalt(hash.saltBytes())
              .withBlockPool(memory)
              .build();
      var argon2 = new Argon2BytesGenerator();
      argon2.init(parameters);
      var tag = new byte[hash.tagBytes().length];
      // A keyboard may send an accent apart from its letter: it is the same password.
      var typed = Normalizer.normalize(password, Normalizer.Form.NFC);
      argon2.generateBytes(typed.getBytes(StandardCharsets.UTF_8), tag);
      computed.increment();
      return tag;
    }

    @Override
    public void close() {
      memories.add(new SoftReference<>(memory));
      seats.release();
    }
  }

  private byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static PasswordHash with(byte[] salt, byte[] tag) {
    return new PasswordHash(
        COST.memoryKib(),
        COST.iterations(),
        COST.lanes(),
        PasswordHash.encode(salt),
        PasswordHash.encode(tag));
  }
}
