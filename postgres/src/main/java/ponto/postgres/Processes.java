package ponto.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the system tells about processes that are no children of this JVM. */
final class Processes {
  private static final boolean HAVE_PROC = Files.isReadable(Path.of("/proc/self/stat"));

  private Processes() {}

  /** Whether it still runs; a zombie, which only waits for its parent to notice, does not. */
  static boolean isLive(long pid) {
    if (!HAVE_PROC) {
      return ProcessHandle.of(pid).isPresent();
    }
    return stat(pid).map(stat -> !"ZX".contains(stat.state())).orElse(false);
  }

  /**
   * Whether the process may be the server of a data folder. A server makes that folder its working
   * folder; where the system does not show it, the program's name decides, so that doubt refuses.
   */
  static boolean mayServe(Path cluster, long pid) {
    if (!HAVE_PROC) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().command())
          .map(command -> Path.of(command).endsWith("postgres"))
          .orElse(false);
    }
    return isLive(pid)
        && stat(pid).map(stat -> stat.program().equals("postgres")).orElse(false)
        && worksIn(cluster, pid);
  }

  private static boolean worksIn(Path folder, long pid) {
    try {
      return Files.isSameFile(proc(pid).resolve("cwd"), folder);
    } catch (IOException _) {
      // Gone, or another user's: the server's folder is open to its owner alone.
      return false;
    }
  }

  private record Stat(String program, String state) {}

  /** Fields 2 and 3; the program's name stands in brackets and may itself hold anything. */
  private static Optional<Stat> stat(long pid) {
    try {
      var line = Files.readString(proc(pid).resolve("stat"));
      var open = line.indexOf('(');
      var close = line.lastIndexOf(')');
      return Optional.of(
          new Stat(line.substring(open + 1, close), line.substring(close + 2, close + 3)));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Path proc(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }
}
