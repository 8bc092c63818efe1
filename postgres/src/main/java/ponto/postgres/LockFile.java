package ponto.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The server's own lock file, {@code postmaster.pid}: tells a live server from a remnant. */
record LockFile(Path cluster) {
  // Line 8 of the file is how the server says what it is doing.
  private static final int STATUS_LINE = 7;

  /** Whom the lock file names. */
  sealed interface Holder {
    /** No lock file: the last server stopped in order. */
    record Nobody() implements Holder {}

    /** A lock file whose server is gone; its pid is free, a zombie, or another program's by now. */
    record Gone(long pid) implements Holder {}

    /** A lock file that no server can read: a crash or a power cut while it was written. */
    record Illegible() implements Holder {}

    /** A server that runs on this very folder. */
    record Live(long pid, boolean stopping) implements Holder {}
  }

  Holder holder() throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(path());
    } catch (NoSuchFileException _) {
      return new Holder.Nobody();
    }
    if (lines.isEmpty() || !lines.getFirst().strip().matches("[1-9][0-9]{0,9}")) {
      return new Holder.Illegible();
    }
    var pid = Long.parseLong(lines.getFirst().strip());
    if (!Processes.mayServe(cluster, pid)) {
      return new Holder.Gone(pid);
    }
    var stopping = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).startsWith("stopping");
    return new Holder.Live(pid, stopping);
  }

  /** Removes a file that no server can read; a legible one is left for the server to judge. */
  void remove() throws IOException {
    Files.deleteIfExists(path());
  }

  private Path path() {
    return cluster.resolve("postmaster.pid");
  }
}
