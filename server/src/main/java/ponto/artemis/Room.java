package ponto.artemis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import ponto.inbox.Inbox;

/**
 * Whether one more letter fits: in the bytes that letters may take on disk, and on the disk itself.
 * Never waits.
 */
final class Room {
  /** What a letter takes beside its bytes: the journal's records, the message's header. */
  static final int OVERHEAD_BYTES = 128;

  /**
   * What letters must leave free: the database beside must go on writing or nothing ever drains,
   * and the journal keeps up to this much of letters already forgotten until it is compacted.
   */
  static final long DISK_FREE_MIN = 256L << 20;

  /** The disk is asked again after so many bytes: less than the reserve, whatever the speed. */
  private static final long DISK_ASKED_EVERY_BYTES = 16L << 20;

  /** The disk is asked again after so long: others fill it too. */
  private static final long DISK_ASKED_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long bytesMax;
  private final long diskFreeMin;
  private final LongSupplier bytesStored;
  private final FileStore disk;
  private final AtomicLong bytesArriving = new AtomicLong();
  private final AtomicLong bytesSinceAsked = new AtomicLong();
  private final AtomicLong askedAtNanos;
  private volatile long diskFree;

  Room(Path directory, long bytesMax, long diskFreeMin, LongSupplier bytesStored) {
    this.bytesMax = bytesMax;
    this.diskFreeMin = diskFreeMin;
    this.bytesStored = bytesStored;
    try {
      this.disk = Files.getFileStore(directory);
      this.diskFree = disk.getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("the disk of " + directory + " does not answer", e);
    }
    this.askedAtNanos = new AtomicLong(System.nanoTime());
  }

  /** Reserves room for a letter of so many bytes until {@link #leave}. */
  void enter(int bytes) throws Inbox.Full {
    var cost = bytes + OVERHEAD_BYTES;
    var wanted = bytesStored.getAsLong() + bytesArriving.addAndGet(cost);
    if (wanted > bytesMax) {
      leave(bytes);
      throw new Inbox.Full("letters take " + bytesMax + " bytes, the limit");
    }
    if (diskFree(cost) < diskFreeMin) {
      leave(bytes);
      throw new Inbox.Full("the disk has less than " + diskFreeMin + " bytes free");
    }
  }

  /** The letter counts as stored by now, or it was not stored. */
  void leave(int bytes) {
    bytesArriving.addAndGet(-(bytes + OVERHEAD_BYTES));
  }

  private long diskFree(int cost) {
    var asked = askedAtNanos.get();
    var now = System.nanoTime();
    var due =
        bytesSinceAsked.addAndGet(cost) > DISK_ASKED_EVERY_BYTES
            || now - asked > DISK_ASKED_EVERY_NANOS;
    if (due && askedAtNanos.compareAndSet(asked, now)) {
      bytesSinceAsked.set(0);
      try {
        diskFree = disk.getUsableSpace();
      } catch (IOException e) {
        // It is asked again; until then a disk that does not answer takes no letters.
        diskFree = 0;
      }
    }
    return diskFree;
  }
}
