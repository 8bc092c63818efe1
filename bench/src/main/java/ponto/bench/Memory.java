package ponto.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import ponto.api.Json;

/**
 * What processes hold of the machine's memory, as Linux counts it, in KiB.
 *
 * @param jvmResident the JVM's resident pages now
 * @param jvmPeak the most that they ever were
 * @param database the database's processes together, pages they share counted once
 */
record Memory(long jvmResident, long jvmPeak, long database) {
  /** Looks at a server's JVM and at the processes below it. */
  static Memory of(ProcessHandle jvm, List<ProcessHandle> database) throws IOException {
    long shares = 0;
    for (var process : database) {
      shares += kibibytes(process, "smaps_rollup", "Pss:");
    }
    return new Memory(
        kibibytes(jvm, "status", "VmRSS:"), kibibytes(jvm, "status", "VmHWM:"), shares);
  }

  void write(Json json) {
    json.number("jvmResidentMiB", jvmResident / 1024)
        .number("jvmPeakMiB", jvmPeak / 1024)
        .number("databaseMiB", database / 1024);
  }

  private static long kibibytes(ProcessHandle process, String file, String field)
      throws IOException {
    try {
      var path = Path.of("/proc", Long.toString(process.pid()), file);
      for (var line : Files.readAllLines(path, ISO_8859_1)) {
        if (line.startsWith(field)) {
          return Long.parseLong(line.substring(field.length()).replace("kB", "").strip());
        }
      }
      return 0; // A process that has ended but not been waited for.
    } catch (NoSuchFileException _) {
      return 0; // One that ended while we looked.
    }
  }
}
