package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the tests of the pages' own logic (server/src/test/js) with node, on the scripts as they are
 * served.
 */
class PunchPageScriptsTest {
  private static final Path WEB = Path.of("..", "web");
  private static final Path TESTS = Path.of("src", "test", "js");
  private static final int SECONDS_MAX = 60;

  @TempDir Path folder;

  @Test
  void the_scripts_pass_their_own_tests() throws Exception {
    // Node takes a script for a module only where a package.json says so.
    Files.writeString(folder.resolve("package.json"), "{\"type\":\"module\"}");
    for (var page : List.of("punch", "office", "inbox")) {
      for (var script : scripts(WEB.resolve(page))) {
        var lean = Pages.lean(Files.readString(script, UTF_8), true);
        write(page + "/" + script.getFileName(), lean);
      }
    }
    write("sw.js", Pages.lean(Files.readString(WEB.resolve("sw.js"), UTF_8), true));
    var command = new ArrayList<>(List.of("node", "--test"));
    for (var script : scripts(TESTS)) {
      write("test/" + script.getFileName(), Files.readString(script, UTF_8));
      if (script.toString().endsWith(".test.js")) {
        command.add("test/" + script.getFileName());
      }
    }
    assertThat(run(command)).as("node's exit status").isZero();
    assertThat(run(List.of("node", "--check", "sw.js"))).isZero();
  }

  private static List<Path> scripts(Path from) throws IOException {
    try (var files = Files.list(from)) {
      return files.filter(file -> file.toString().endsWith(".js")).sorted().toList();
    }
  }

  private void write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private int run(List<String> command) throws Exception {
    var output = folder.resolve("output");
    var process = start(command, output);
    try {
      assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as("node ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    var status = process.exitValue();
    if (status != 0) {
      throw new AssertionError(String.join(" ", command) + "\n" + Files.readString(output, UTF_8));
    }
    return status;
  }

  private Process start(List<String> command, Path output) throws IOException {
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // The punch's zone is the device's: the tests name it.
    builder.environment().put("TZ", "America/Sao_Paulo");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError("this test needs node 20 or newer on the PATH", e);
    }
  }
}
