package ponto.duty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine that a process runs on, and which of its starts this is; empty where it does not say.
 */
public record Machine(String id, String boot) {
  /** Linux tells both; elsewhere nobody knows that the power was away. */
  public static Machine here() {
    return new Machine(
        text(Path.of("/etc/machine-id")), text(Path.of("/proc/sys/kernel/random/boot_id")));
  }

  /** Whether it was started again since the other, earlier look at the same machine. */
  boolean bootedSince(Machine earlier) {
    return isKnown() && id.equals(earlier.id) && !boot.equals(earlier.boot);
  }

  boolean isKnown() {
    return !id.isEmpty() && !boot.isEmpty();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
