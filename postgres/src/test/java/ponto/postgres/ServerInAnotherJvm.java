package ponto.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import ponto.postgres.EmbeddedPostgres.Settings;

/** A JVM beside the test's that owns a server, so that the test can end that JVM as it likes. */
final class ServerInAnotherJvm implements AutoCloseable {
  private final Process jvm;
  private final BufferedReader output;

  private ServerInAnotherJvm(Process jvm) {
    this.jvm = jvm;
    this.output = new BufferedReader(new InputStreamReader(jvm.getInputStream(), UTF_8));
  }

  /** Starts it as the leader of a group of its own, as a shell does with what is typed. */
  static ServerInAnotherJvm start(List<String> prefix, String classPath, Settings settings)
      throws IOException {
    var words = new ArrayList<>(Command.inOwnSession());
    words.addAll(prefix);
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    words.addAll(List.of(java, "-XX:+UseSerialGC", "-Xmx128m", "-cp", classPath));
    words.addAll(
        List.of(
            ServerInAnotherJvm.class.getName(),
            settings.dataDirectory().toString(),
            settings.binariesDirectory().toString()));
    return new ServerInAnotherJvm(
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  long pid() {
    return jvm.pid();
  }

  Process process() {
    return jvm;
  }

  String nextLine() throws IOException {
    var line = output.readLine();
    if (line == null) {
      throw new IOException("the other JVM ended");
    }
    return line;
  }

  @Override
  public void close() {
    jvm.destroyForcibly().onExit().join();
  }

  /** Prints the server's pid; at its own end asks the server for something that takes a while. */
  static void main(String[] arguments) throws InterruptedException {
    var settings = new Settings(Path.of(arguments[0]), Path.of(arguments[1]), 20);
    var postgres = EmbeddedPostgres.start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(postgres)));
    System.out.println(postgres.pid());
    new CountDownLatch(1).await();
  }

  private static void drain(EmbeddedPostgres postgres) {
    try {
      // A server that is being stopped would break this off.
      Folders.ask(postgres.database(), "SELECT pg_sleep(0.5)");
      System.out.println("drained");
    } catch (SQLException e) {
      System.out.println("cut off: " + e.getMessage());
    }
    postgres.close();
    System.out.println("closed");
  }
}
