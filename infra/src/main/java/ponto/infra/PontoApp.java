package ponto.infra;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.ServerlessChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Validations;

/** Synthesises the stack into a folder: ROOT, the sources' folder, is its only argument. */
public final class PontoApp {
  /** Six times this is the queue's visibility; a paused database needs up to 30 s to wake. */
  private static final int RECORDING_SECONDS = 60;

  private PontoApp() {}

  public static void main(String[] args) throws IOException {
    var root = Path.of(args.length > 0 ? args[0] : ".").toAbsolutePath();
    try {
      synthesise(root, root.resolve("infra/target/cdk.out"));
    } catch (IllegalArgumentException e) {
      System.err.println("ponto: " + e.getMessage());
      System.exit(64);
    }
  }

  /** Writes the template as it is shipped. */
  public static void synthesise(Path root, Path output) throws IOException {
    var settings = Settings.read(root.resolve("infra/ponto.yaml"));
    synthesise(root, settings, RECORDING_SECONDS, output);
  }

  /**
   * Writes the template with a shorter life of the recording function, and with fewer of it at
   * once: for tests of failures on a machine of two processors.
   */
  public static void synthesise(Path root, int recordingSeconds, int concurrency, Path output)
      throws IOException {
    var yaml = Files.readString(root.resolve("infra/ponto.yaml"));
    var settings =
        Settings.parse(yaml.replaceFirst("(?m)^concurrency: .*$", "concurrency: " + concurrency));
    synthesise(root, settings, recordingSeconds, output);
  }

  private static void synthesise(Path root, Settings settings, int recordingSeconds, Path output) {
    var lambda = root.resolve("lambda/target");
    var artefacts =
        new Artefacts(
            lambda.resolve("recording.zip"),
            lambda.resolve("api.zip"),
            root.resolve("web"),
            recordingSeconds);
    app(settings, artefacts, output).synth();
  }

  static App app(Settings settings, Artefacts artefacts, Path output) {
    var app =
        App.Builder.create()
            .outdir(output.toString())
            .context(Map.of("@aws-cdk/core:validateAgainstDefaultRules", true))
            .build();
    Validations.of(app)
        .addPlugins(
            AwsSolutionsChecks.Builder.create(app).build(),
            ServerlessChecks.Builder.create(app).build());
    Acknowledgements.add(new PontoStack(app, settings, artefacts), settings);
    return app;
  }
}
