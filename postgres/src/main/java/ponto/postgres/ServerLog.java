package ponto.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/** What the server says in one run: kept in a file of bounded size, its last lines at hand. */
final class ServerLog {
  // The file and one before it: enough for weeks of checkpoints, too little to fill a disk.
  private static final long FILE_BYTES_MAX = 8L * 1024 * 1024;
  // What a person can read in a failure's message.
  private static final int TAIL_LINES_MAX = 30;

  private final Path file;
  private final Deque<String> tail = new ArrayDeque<>();
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
  private volatile long lastLineNanos = System.nanoTime();

  ServerLog(Path file) {
    this.file = file;
  }

  /** Reads until the last process of the server has ended; "ready" is false if it never was. */
  void pump(InputStream words) {
    try (var lines = new BufferedReader(new InputStreamReader(words, UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        hear(line);
      }
    } catch (IOException _) {
      // The pipe broke: like its end.
    }
    ready.complete(false);
  }

  private void hear(String line) {
    lastLineNanos = System.nanoTime();
    synchronized (tail) {
      tail.addLast(line);
      if (tail.size() > TAIL_LINES_MAX) {
        tail.removeFirst();
      }
    }
    keep(line);
    if (line.endsWith("database system is ready to accept connections")) {
      ready.complete(true);
    }
  }

  private void keep(String line) {
    try {
      if (Files.exists(file) && Files.size(file) > FILE_BYTES_MAX) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException _) {
      // A full disk must not stop the reading: the server would block on a full pipe.
    }
  }

  /** True once the server takes connections, false when it ended without. */
  CompletableFuture<Boolean> ready() {
    return ready;
  }

  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastLineNanos);
  }

  String tail() {
    synchronized (tail) {
      return String.join("\n", tail);
    }
  }

  /** The tail as the end of a failure's message, with what often helps. */
  String lastWords() throws IOException {
    var hint =
        Command.runningAsRoot()
            ? "\nFor root the server runs in a user namespace (unshare -U); where the machine forbids"
                + " that, run ponto as an ordinary user."
            : "";
    return "Its last words:\n" + tail() + hint;
  }

  boolean says(String words) {
    return tail().contains(words);
  }
}
