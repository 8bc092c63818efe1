package ponto.artemis;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.activemq.artemis.core.server.Queue;
import ponto.inbox.Inbox;
import ponto.inbox.Letter;

/** The durable inbox of one machine: letters on disk in an embedded Apache Artemis broker. */
public final class ArtemisInbox implements Inbox {
  /** A body of 256 KiB with its attributes, and what the journal can write in one record. */
  static final int LETTER_BYTES_MAX = 400 << 10;

  private final Broker broker;
  private final Room room;
  private final DeadLetters deadLetters;
  private final Gate gate = new Gate();
  private final Copier copier;
  private final Executor looking;
  private final Set<ArtemisTaker> takers = ConcurrentHashMap.newKeySet();

  /** Opens the inbox in its directory, or makes one; punches can be put when this returns. */
  public ArtemisInbox(Settings settings, InstantSource clock) {
    broker = new Broker(settings.directory(), settings.memoryBytesMax());
    room =
        new Room(
            settings.directory(),
            settings.diskBytesMax(),
            settings.diskFreeBytesMin(),
            () -> bytes(broker.punches()) + bytes(broker.dead()));
    deadLetters = new DeadLetters(broker, clock);
    copier = new Copier(broker, deadLetters, gate);
    looking = broker.lane();
  }

  @Override
  public void put(Letter letter) throws Full, InterruptedException {
    var bytes = LetterCodec.encode(letter);
    if (bytes.length > LETTER_BYTES_MAX) {
      throw new IllegalArgumentException(
          "letter has " + bytes.length + " bytes, more than " + LETTER_BYTES_MAX);
    }
    broker.requireWell();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    room.enter(bytes.length);
    var stored = broker.store(bytes);
    // Not after the wait: the letter of an interrupted sender is still on its way.
    var counted = stored.whenComplete((_, _) -> room.leave(bytes.length));
    await(counted);
  }

  @Override
  public Taker taker() {
    broker.requireWell();
    var taker = new ArtemisTaker(broker, deadLetters, gate, takers::remove);
    takers.add(taker);
    return taker;
  }

  /**
   * Exact, but for a moment after a start that finds letters in paging files: those are counted
   * anew.
   */
  @Override
  public long depth() {
    broker.catchUp(broker.punches());
    return broker.punches().getMessageCount();
  }

  @Override
  public Optional<Instant> oldest() {
    broker.catchUp(broker.punches());
    return Uninterruptibly.await(broker.durably(looking, this::first));
  }

  @Override
  public List<DeadLetter> dead(int limit) {
    return deadLetters.list(limit);
  }

  @Override
  public void eachDead(Consumer<DeadLetter> visitor) {
    deadLetters.each(visitor);
  }

  @Override
  public long deadCount() {
    return deadLetters.count();
  }

  @Override
  public int redrive(List<String> receipts) {
    return deadLetters.redrive(receipts);
  }

  /** Where copied letters go, in the bytes that lie in the journal. */
  public interface Copy {
    void waiting(byte[] letter) throws IOException;

    void dead(byte[] letter, String reason, long buriedAtMillis) throws IOException;
  }

  /** Letters on their way into an inbox; closing puts the last of them on disk. */
  public interface Paste extends Copy, AutoCloseable {
    @Override
    void waiting(byte[] letter);

    @Override
    void dead(byte[] letter, String reason, long buriedAtMillis);

    @Override
    void close();
  }

  /**
   * Hands over every letter that was stored before the call and is not settled, while others are
   * put; takers rest meanwhile. False when they did not come to rest.
   */
  public boolean copy(Copy copy) throws InterruptedException {
    return copier.copy(copy);
  }

  /** Puts letters in the bytes of another inbox, whatever the room: this one is being made. */
  public Paste paste() {
    return copier.paste();
  }

  /**
   * False when the inbox takes no letters until it is opened anew: it is closed or its disk failed.
   */
  public boolean isWell() {
    return broker.isWell();
  }

  @Override
  public void close() {
    takers.forEach(ArtemisTaker::shut);
    broker.close();
  }

  private Optional<Instant> first() throws Exception {
    try (var each = broker.punches().browserIterator()) {
      return each.hasNext()
          ? Optional.of(LetterCodec.receivedAt(Broker.body(each.next().getMessage())))
          : Optional.empty();
    }
  }

  private static void await(CompletableFuture<?> stored) throws InterruptedException {
    try {
      stored.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the letter is not stored", e.getCause());
    }
  }

  private static long bytes(Queue queue) {
    return queue.getPersistentSize() + queue.getMessageCount() * Room.OVERHEAD_BYTES;
  }

  /**
   * Where the inbox lies and how much it may take.
   *
   * @param directory its own directory, on a disk whose fsync can be trusted
   * @param diskBytesMax how many bytes letters may take, dead ones included
   * @param diskFreeBytesMin how many bytes they must leave free on the disk
   * @param memoryBytesMax how many bytes of letters stay in memory
   */
  public record Settings(
      Path directory, long diskBytesMax, long diskFreeBytesMin, long memoryBytesMax) {
    /** Some three million letters: a hundred thousand workers for a week without the database. */
    public static final long DISK_BYTES_MAX = 2L << 30;

    /** Enough that letters of a usual day never touch a paging file, little beside a heap. */
    public static final long MEMORY_BYTES_MAX = 64L << 20;

    public Settings {
      requireNonNull(directory, "directory");
      if (diskBytesMax <= 0 || diskFreeBytesMin < 0 || memoryBytesMax <= 0) {
        throw new IllegalArgumentException(
            "inbox limits " + diskBytesMax + ", " + diskFreeBytesMin + ", " + memoryBytesMax);
      }
    }

    /** The usual limits. */
    public static Settings in(Path directory) {
      return new Settings(directory, DISK_BYTES_MAX, Room.DISK_FREE_MIN, MEMORY_BYTES_MAX);
    }

    /** The same with another limit on disk. */
    public Settings withDiskBytesMax(long bytes) {
      return new Settings(directory, bytes, diskFreeBytesMin, memoryBytesMax);
    }

    /** The same with another limit in memory. */
    public Settings withMemoryBytesMax(long bytes) {
      return new Settings(directory, diskBytesMax, diskFreeBytesMin, bytes);
    }
  }
}
