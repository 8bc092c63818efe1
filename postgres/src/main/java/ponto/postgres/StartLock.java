package ponto.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/** One at a time, between threads of this JVM and between processes, for what a start prepares. */
final class StartLock implements AutoCloseable {
  // The system's file locks do not hold between threads of one process.
  private static final ReentrantLock THREADS = new ReentrantLock();

  private final FileChannel channel;

  private StartLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for the lock; closing lets the next one in. */
  static StartLock on(Path file) throws IOException {
    THREADS.lock();
    try {
      var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        channel.lock();
        return new StartLock(channel);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      THREADS.unlock();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      THREADS.unlock();
    }
  }
}
