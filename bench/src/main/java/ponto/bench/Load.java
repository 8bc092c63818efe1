package ponto.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A load of workers in a closed loop, each on a keep-alive connection of its own, all on one thread
 * and one selector: measured, that took the least of the processor that the server shares.
 */
final class Load implements AutoCloseable {
  // Larger than any answer of the hot path; a longer one is read in pieces.
  private static final int READ_BYTES = 64 * 1024;

  // A broken connection is tried again after this: a server that starts is not to be hammered.
  private static final Duration REOPEN = Duration.ofMillis(20);

  private final InetSocketAddress server;
  private final Duration reopen;
  private final Selector selector;
  private final List<Line> lines = new ArrayList<>();
  private final PriorityQueue<Line> waiting =
      new PriorityQueue<>(Comparator.comparingLong(line -> line.turn.dueNanos()));
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);

  /** Connects all workers; their clocks do not run yet. */
  static Load connect(InetSocketAddress server, int workers) throws IOException {
    var load = new Load(server, workers, REOPEN);
    try {
      for (var line : load.lines) {
        line.open();
      }
      return load;
    } catch (IOException e) {
      load.close();
      throw e;
    }
  }

  /** Connects each worker with its first turn, so that the server need not be there yet. */
  Load(InetSocketAddress server, int workers, Duration reopen) throws IOException {
    if (!server.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(server + " is not on the loopback: refused");
    }
    this.server = server;
    this.reopen = reopen;
    this.selector = Selector.open();
    for (int worker = 0; worker < workers; worker++) {
      lines.add(new Line(worker));
    }
  }

  /**
   * Runs the script until every worker is done; may be called again with another script.
   *
   * @throws SocketTimeoutException when it is not done within {@code patience}
   */
  void run(Script script, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    int active = 0;
    for (var line : lines) {
      active += line.nextTurn(script, System.nanoTime()) ? 1 : 0;
    }
    while (active > 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new SocketTimeoutException(
            active + " of " + lines.size() + " workers not done after " + patience);
      }
      selector.select(waitMillis());
      for (var key : selector.selectedKeys()) {
        active -= ((Line) key.attachment()).ready(script) ? 0 : 1;
      }
      selector.selectedKeys().clear();
      active -= startDue(script);
    }
  }

  /** Runs the script on a thread of its own. */
  Running start(Script script, Duration patience) {
    var done = new CompletableFuture<@Nullable Void>();
    Thread.ofPlatform()
        .name("load")
        .start(() -> {
          try {
            run(script, patience);
            done.complete(null);
          } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return new Running(done);
  }

  @Override
  public void close() throws IOException {
    for (var line : lines) {
      line.close();
    }
    selector.close();
  }

  private long waitMillis() {
    var first = waiting.peek();
    if (first == null) {
      return 1_000; // Only to look at the deadline.
    }
    return Math.max(1, (first.turn.dueNanos() - System.nanoTime()) / 1_000_000);
  }

  /** Starts the turns whose time has come; answers how many workers ended by it. */
  private int startDue(Script script) throws IOException {
    int ended = 0;
    for (var first = waiting.peek();
        first != null && first.turn.dueNanos() - System.nanoTime() <= 0;
        first = waiting.peek()) {
      waiting.remove();
      ended += first.send(script) ? 0 : 1;
    }
    return ended;
  }

  /** A load under way. */
  static final class Running {
    private final CompletableFuture<@Nullable Void> done;

    private Running(CompletableFuture<@Nullable Void> done) {
      this.done = done;
    }

    /** Waits until it is over. */
    void await() throws IOException {
      value(done);
    }

    /** Waits for something that happens in the load, or for the load to fail. */
    <T> T await(CompletableFuture<T> signal) throws IOException {
      var _ =
          done.whenComplete((_, failure) -> {
            if (failure != null) {
              signal.completeExceptionally(failure);
            }
          });
      return value(signal);
    }

    private static <T extends @Nullable Object> T value(CompletableFuture<T> future)
        throws IOException {
      try {
        return future.join();
      } catch (CompletionException e) {
        throw new IOException("the load failed", e.getCause());
      }
    }
  }

  /** One worker's connection and the turn it is in. */
  private final class Line {
    private final int worker;
    private final AnswerReader reader = new AnswerReader();
    private @Nullable SelectionKey key;
    private Turn turn = Turn.now(ByteBuffer.allocate(0));
    private boolean inFlight;
    private long sentNanos;

    Line(int worker) {
      this.worker = worker;
    }

    SelectionKey open() throws IOException {
      var channel = SocketChannel.open(server);
      channel.socket().setTcpNoDelay(true);
      channel.configureBlocking(false);
      key = channel.register(selector, SelectionKey.OP_READ, this);
      return key;
    }

    void close() throws IOException {
      if (key != null) {
        key.channel().close();
        key = null;
      }
      inFlight = false;
    }

    /** Goes on with the script's next turn; answers whether there was one. */
    boolean nextTurn(Script script, long earliestNanos) throws IOException {
      var next = script.next(worker);
      if (next.isEmpty()) {
        return false;
      }
      turn = next.get().notBefore(earliestNanos);
      if (turn.dueNanos() - System.nanoTime() > 0) {
        waiting.add(this);
        return true;
      }
      return send(script);
    }

    boolean send(Script script) throws IOException {
      try {
        var wire = key == null ? open() : key;
        reader.begin(turn.wantsBody());
        inFlight = true;
        sentNanos = System.nanoTime();
        write(wire);
        return true;
      } catch (IOException e) {
        return broke(script, e);
      }
    }

    /** Reads or writes what is possible; answers whether the worker goes on. */
    boolean ready(Script script) throws IOException {
      if (key == null) {
        return true; // Closed earlier in the same round.
      }
      try {
        if (key.isWritable()) {
          write(key);
        }
        if (!key.isReadable() || !readAnswer(key)) {
          return true;
        }
      } catch (IOException e) {
        // Without a request in flight the server closed an idle connection; the next turn opens
        // another.
        boolean unanswered = inFlight;
        close();
        return !unanswered || broke(script, e);
      }
      long nanos = System.nanoTime() - sentNanos;
      inFlight = false;
      script.answered(worker, reader.answer(), nanos);
      return nextTurn(script, System.nanoTime());
    }

    private boolean broke(Script script, IOException reason) throws IOException {
      close();
      script.broke(worker, reason);
      return nextTurn(script, System.nanoTime() + reopen.toNanos());
    }

    private void write(SelectionKey wire) throws IOException {
      var request = turn.request();
      ((SocketChannel) wire.channel()).write(request);
      wire.interestOps(
          request.hasRemaining()
              ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
              : SelectionKey.OP_READ);
    }

    private boolean readAnswer(SelectionKey wire) throws IOException {
      buffer.clear();
      int read = ((SocketChannel) wire.channel()).read(buffer);
      if (read < 0) {
        throw new EOFException("the server closed the connection");
      }
      buffer.flip();
      if (!inFlight) {
        throw new ProtocolException("the server spoke without being asked");
      }
      boolean whole = reader.read(buffer);
      if (whole && buffer.hasRemaining()) {
        throw new ProtocolException("the answer is longer than it said");
      }
      return whole;
    }
  }
}
