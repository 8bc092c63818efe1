package ponto.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How a program of the server is called here: with a clean environment and never as root. */
record Command(List<String> words, Map<String, String> environment) {
  /** Calls {@code program}; for root inside a user namespace, since the server refuses root. */
  static Command of(Path program, List<String> arguments) throws IOException {
    var words = new ArrayList<String>();
    if (runningAsRoot()) {
      words.addAll(List.of("unshare", "-U"));
    }
    words.add(program.toString());
    words.addAll(arguments);
    return new Command(List.copyOf(words), Map.of());
  }

  Command with(Map<String, String> extra) {
    return new Command(words, extra);
  }

  ProcessBuilder builder(List<String> prefix) {
    var builder = new ProcessBuilder(Stream.concat(prefix.stream(), words.stream()).toList());
    // The parent's environment may hold secrets, and PG* variables would change the server.
    var inherited = builder.environment();
    var path = inherited.getOrDefault("PATH", "/usr/bin:/bin");
    inherited.clear();
    inherited.put("PATH", path);
    // The launcher reads the server's messages, so they must be in English.
    inherited.put("LC_ALL", "C");
    inherited.putAll(environment);
    return builder;
  }

  /**
   * Puts what follows into a session of its own, so that a Ctrl-C at the terminal does not reach
   * it; empty where the machine knows no way, and then the server stops at once with the JVM.
   */
  static List<String> inOwnSession() {
    if (onPath("setsid").isPresent()) {
      return List.of("setsid");
    }
    if (onPath("perl").isPresent()) {
      return List.of("perl", "-MPOSIX=setsid", "-e", "setsid; exec @ARGV or exit 127");
    }
    return List.of();
  }

  static boolean runningAsRoot() throws IOException {
    var self = Path.of("/proc/self");
    return Files.exists(self) && Files.getAttribute(self, "unix:uid").equals(0);
  }

  private static Optional<Path> onPath(String program) {
    var path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return Stream.of(path.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
