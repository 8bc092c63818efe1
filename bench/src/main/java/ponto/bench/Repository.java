package ponto.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** The checkout that is measured: its launcher, and a folder for data on the same disk. */
record Repository(Path root) {
  /** The checkout that this class was built from. */
  static Repository own() {
    try {
      var code = Repository.class.getProtectionDomain().getCodeSource();
      for (var path = Path.of(code.getLocation().toURI()); path != null; path = path.getParent()) {
        if (Files.isExecutable(path.resolve("ponto")) && Files.exists(path.resolve("pom.xml"))) {
          return new Repository(path);
        }
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the bench does not run from files", e);
    }
    throw new IllegalStateException("no ./ponto above the place that the bench runs from");
  }

  /** Builds what is not built yet, so that no measured start does. */
  void build() throws IOException, InterruptedException {
    build("start");
  }

  /** Builds what this command of the launcher runs. */
  void build(String command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(launcher().toString(), command, "--help")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("./ponto " + command + " --help failed: is the checkout whole?");
    }
  }

  Path launcher() {
    return root.resolve("ponto");
  }

  /** A new folder for one run; not in the system's temporary folder, which may be memory. */
  Path newFolder(String name) throws IOException {
    return Files.createTempDirectory(Files.createDirectories(root.resolve(".ponto/bench")), name);
  }

  /** Deletes a folder that {@link #newFolder} made. */
  static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
