package ponto.artemis;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.jspecify.annotations.Nullable;

/**
 * Work on the broker's own threads that is done when all that it wrote is on disk.
 *
 * <p>Never on the caller's thread: the broker's locks fail an interrupted thread half way through,
 * and an interrupt while it writes would close the file under everybody.
 */
final class DiskWork {
  private final StorageManager storage;
  private final Set<Piece<?>> underway = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Throwable trouble;

  DiskWork(StorageManager storage) {
    this.storage = storage;
  }

  /** Does {@code work} on the lane and what follows its writing on {@code completions}. */
  <T> CompletableFuture<T> run(Executor lane, Executor completions, Callable<T> work) {
    var piece = new Piece<>(work, completions);
    underway.add(piece);
    try {
      lane.execute(piece::begin);
    } catch (RejectedExecutionException e) {
      piece.fail(e);
    }
    // After it was added: whoever sees the trouble later fails what is underway.
    var seen = trouble;
    if (seen != null) {
      piece.fail(seen);
    }
    return piece.done;
  }

  /** From now on all work fails, also what is underway: the disk failed or the inbox closes. */
  void breakDown(Throwable cause) {
    if (trouble == null) {
      trouble = cause;
    }
    for (var piece : underway) {
      piece.fail(cause);
    }
  }

  boolean isWell() {
    return trouble == null;
  }

  void requireWell() {
    var seen = trouble;
    if (seen != null) {
      throw new IllegalStateException("the inbox takes and gives no letters any more", seen);
    }
  }

  /** One piece of work until it is on disk. */
  private final class Piece<T> implements IOCallback {
    final CompletableFuture<T> done = new CompletableFuture<>();
    private final Callable<T> work;
    private final Executor completions;
    private @Nullable T result;

    Piece(Callable<T> work, Executor completions) {
      this.work = work;
      this.completions = completions;
    }

    void begin() {
      var context = storage.newContext(completions);
      storage.setContext(context);
      try {
        result = work.call();
        context.executeOnCompletion(this);
      } catch (Throwable e) {
        fail(e);
      } finally {
        storage.clearContext();
      }
    }

    @Override
    public void done() {
      // The journal reports records as written even when writing them failed; that it failed was
      // told to breakDown before.
      var seen = trouble;
      if (seen != null) {
        fail(seen);
        return;
      }
      underway.remove(this);
      done.complete(result);
    }

    @Override
    public void onError(int code, String message) {
      fail(new IOException(message));
    }

    void fail(Throwable cause) {
      underway.remove(this);
      done.completeExceptionally(cause);
    }
  }
}
