package ponto.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How the cloud's recording function does. The measurement itself lies among the tests of {@code
 * lambda} and runs as a process of its own, so that no other bench has to build the cloud's parts.
 */
@Command(
    name = "lambda",
    header = "How the cloud's recording function does, beside common samples' design.",
    description =
        "Runs the function's zip in fresh processes of the real Lambda runtime client, with the "
            + "managed runtime's flags, on a PostgreSQL of this machine: no network between them, and no "
            + "throttled processor. Beside it, the same way, a function that opens a connection for each "
            + "invocation and inserts row by row into a bare table. The first run is not counted.",
    mixinStandardHelpOptions = true)
final class LambdaCommand implements Callable<Integer> {
  private static final String MEASUREMENT = "ponto.lambda.RecordingBench";

  @Option(names = "--runs", defaultValue = "5", description = "default: ${DEFAULT-VALUE}")
  private int runs;

  @Option(
      names = "--batches",
      defaultValue = "30",
      description = "warm batches of 1,000 records each run; default: ${DEFAULT-VALUE}")
  private int batches;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var module = Repository.own().root().resolve("lambda");
    var target = module.resolve("target");
    for (var needed : List.of("recording.zip", "test.classpath", "test-classes")) {
      if (!Files.exists(target.resolve(needed))) {
        throw new IOException(
            target.resolve(needed)
                + " is not there: build it with mvn -pl lambda -am -DskipTests package; npm brings the"
                + " certificates");
      }
    }
    var classPath = new ArrayList<String>();
    classPath.add(target.resolve("classes").toString());
    classPath.add(target.resolve("test-classes").toString());
    classPath.add(Files.readString(target.resolve("test.classpath")).strip());
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                String.join(File.pathSeparator, classPath),
                MEASUREMENT,
                Integer.toString(runs),
                Integer.toString(batches))
            .directory(module.toFile())
            .inheritIO()
            .start();
    return process.waitFor();
  }
}
