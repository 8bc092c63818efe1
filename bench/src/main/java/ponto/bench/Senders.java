package ponto.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** As many senders as a load has workers, in process, each waiting for its own send. */
record Senders(Store store, int senders) {
  // So many fit into the memory of a server before they are thrown away again.
  private static final Duration SLICE = Duration.ofSeconds(1);

  /** Sends for so long, not counting the pauses in which the store is emptied. */
  Sent sendFor(Duration lasts) throws Exception {
    long count = 0;
    long nanos = 0;
    while (nanos < lasts.toNanos()) {
      long begun = System.nanoTime();
      count += slice(begun + SLICE.toNanos());
      nanos += System.nanoTime() - begun;
      store.empty();
    }
    return new Sent(count, nanos);
  }

  private long slice(long endNanos) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var counts = new ArrayList<Future<Long>>();
      for (int sender = 0; sender < senders; sender++) {
        int own = sender;
        counts.add(
            threads.submit(() -> {
              long count = 0;
              while (System.nanoTime() - endNanos < 0) {
                store.send(own);
                count++;
              }
              return count;
            }));
      }
      long sum = 0;
      for (var count : counts) {
        sum += count.get();
      }
      return sum;
    }
  }

  /** How many were durable in how long. */
  record Sent(long count, long nanos) {
    /** As one line between processes. */
    String line() {
      return count + " " + nanos;
    }

    static Sent of(String line) {
      var parts = line.split(" ", 2);
      return new Sent(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    double perSecond() {
      return count * 1e9 / nanos;
    }
  }
}
