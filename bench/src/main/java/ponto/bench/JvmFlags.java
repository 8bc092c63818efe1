package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The flags that a JVM runs with, read off its command line. */
final class JvmFlags {
  private JvmFlags() {}

  /** Those of a running JVM, without its class path and without its start-up cache. */
  static List<String> of(ProcessHandle jvm) throws IOException {
    var line = Files.readString(Path.of("/proc", Long.toString(jvm.pid()), "cmdline"), UTF_8);
    return of(List.of(line.split("\0", -1)));
  }

  static List<String> of(List<String> commandLine) {
    return commandLine.stream()
        .skip(1)
        .takeWhile(argument -> argument.startsWith("-") && !argument.equals("-jar"))
        .filter(argument -> !argument.startsWith("-XX:AOT"))
        .toList();
  }
}
