package ponto.artemis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.MBeanServerFactory;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.jspecify.annotations.Nullable;

/**
 * The embedded broker, spoken to without its client: letters are routed and acknowledged inside it,
 * which takes a quarter of the client's time.
 */
final class Broker implements AutoCloseable {
  static final SimpleString PUNCHES = SimpleString.of("punches");
  static final SimpleString DEAD = SimpleString.of("punches.dead");

  /** Held, or the logging framework forgets its level: at INFO it has a line for each letter. */
  static final Logger LOG = quiet(Logger.getLogger("org.apache.activemq"));

  private static final byte PRIORITY = 4;
  private static final int HEADER_BYTES = 128;

  /** How long a count may wait for letters that are on disk but not yet in their queue. */
  private static final long CATCH_UP_SECONDS = 1;

  private final FileLock lock;
  private final ActiveMQServerImpl server;
  private final StorageManager storage;
  private final DiskWork disk;
  private final Executor arrivals;
  private final Queue punches;
  private final Queue dead;

  /** Opens the journal in {@code directory}, or makes one; fails when another process has it. */
  Broker(Path directory, long memoryBytesMax) {
    lock = lock(directory);
    // Managed by nobody; the JVM's own bean server would cost a third of the start.
    var beans = MBeanServerFactory.newMBeanServer();
    server = new ActiveMQServerImpl(BrokerSettings.of(directory, memoryBytesMax), beans);
    try {
      start();
    } catch (Exception e) {
      stop();
      throw new IllegalStateException("the inbox in " + directory + " does not start", e);
    }
    storage = server.getStorageManager();
    disk = new DiskWork(storage);
    server.registerIOCriticalErrorListener((cause, _, _) -> disk.breakDown(cause));
    arrivals = lane();
    punches = server.locateQueue(PUNCHES);
    dead = server.locateQueue(DEAD);
  }

  /** The letters to be recorded. */
  Queue punches() {
    return punches;
  }

  /** The dead letters. */
  Queue dead() {
    return dead;
  }

  /** Work that is done one after the other, on a thread of the broker. */
  Executor lane() {
    return server.getExecutorFactory().getExecutor();
  }

  /** Stores a letter's bytes; done when they are on disk. */
  CompletableFuture<?> store(byte[] letter) {
    var message = message(PUNCHES, letter);
    // What follows, a hand-over to the queue and to the sender, is so short that the writing thread
    // does it best itself; nothing there waits for a lock.
    return disk.run(arrivals, Runnable::run, () -> route(message, null));
  }

  /** Does {@code work} in one transaction; done when it is on disk. */
  CompletableFuture<?> inOneStep(Executor lane, Step work) {
    return durably(
        lane,
        () -> {
          var transaction = new TransactionImpl(storage);
          work.in(transaction);
          transaction.commit();
          return transaction;
        });
  }

  /** Does {@code work} on the lane; done when all that it wrote is on disk. */
  <T> CompletableFuture<T> durably(Executor lane, Callable<T> work) {
    return disk.run(lane, lane, work);
  }

  /** A message to the queue with this body, not yet routed. */
  CoreMessage message(SimpleString queue, byte[] body) {
    var message = new CoreMessage().initBuffer(body.length + HEADER_BYTES);
    message.setDurable(true).setAddress(queue).setPriority(PRIORITY);
    message.getBodyBuffer().writeBytes(body);
    return message;
  }

  /** The bytes of a letter. */
  static byte[] body(Message message) {
    var buffer = message.toCore().getReadOnlyBodyBuffer();
    var bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return bytes;
  }

  /** Sends the message to its queue; only on a lane. */
  RoutingStatus route(CoreMessage message, @Nullable Transaction transaction) throws Exception {
    message.setMessageID(storage.generateID());
    var status = server.getPostOffice().route(message, transaction, false);
    if (status != RoutingStatus.OK) {
      throw new IllegalStateException("the broker does not route a letter: " + status);
    }
    return status;
  }

  /** The transaction that gives back what it is asked to cancel; only on a lane. */
  Transaction undoing() {
    return new TransactionImpl(storage);
  }

  long nextId() {
    return storage.generateID();
  }

  /** Wakes the queue: there is somebody who wants its letters. */
  void offer(Queue queue) {
    try {
      queue.forceDelivery();
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the inbox is closed", e);
    }
  }

  /**
   * Waits until what is on disk can be counted in its queue: a put letter is handed over in two
   * steps.
   */
  void catchUp(Queue queue) {
    // When it takes longer, the count is some letters behind; nobody decides by it.
    passes(queue.getExecutor());
    requireWell();
  }

  /** Throws when the broker is closed or its disk failed. */
  void requireWell() {
    disk.requireWell();
  }

  boolean isWell() {
    return disk.isWell();
  }

  @Override
  public void close() {
    tidyUp(punches);
    tidyUp(dead);
    disk.breakDown(new IllegalStateException("the inbox is closed"));
    stop();
  }

  /** Lets the paging files be tidied up that are being so; cut short, it complains in the log. */
  private void tidyUp(Queue queue) {
    passes(queue.getPagingStore()::execute);
  }

  /** Waits for what the executor was given before, but not for long. */
  private static void passes(Executor executor) {
    var passed = new CountDownLatch(1);
    try {
      executor.execute(passed::countDown);
      var _ = passed.await(CATCH_UP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "the broker is stopped", e);
    }
  }

  private static Logger quiet(Logger logger) {
    if (logger.getLevel() == null) {
      logger.setLevel(Level.WARNING);
    }
    return logger;
  }

  private void start() throws Exception {
    // Without this listener a broker that cannot start says so in its log only.
    var failure = new AtomicReference<@Nullable Exception>();
    server.registerActivationFailureListener(failure::set);
    server.start();
    var seen = failure.get();
    if (seen != null) {
      throw seen;
    }
  }

  private void stop() {
    // On a thread of its own: this one may be interrupted, and stopping writes.
    var stopping =
        Thread.ofPlatform()
            .name("inbox-stop")
            .start(() -> {
              try {
                server.stop();
              } catch (Exception e) {
                LOG.log(Level.WARNING, "the inbox did not stop cleanly", e);
              }
            });
    Uninterruptibly.join(stopping);
    try {
      lock.acquiredBy().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Artemis has a lock too, but tells the process that holds it that it is taken over, and waits.
   */
  private static FileLock lock(Path directory) {
    try {
      Files.createDirectories(directory);
      var file = directory.resolve("inbox.lock");
      var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new IllegalStateException("another process uses the inbox in " + directory);
      }
      return lock;
    } catch (IOException e) {
      throw new UncheckedIOException("the inbox in " + directory + " cannot be opened", e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** What one transaction does. */
  interface Step {
    void in(Transaction transaction) throws Exception;
  }
}
