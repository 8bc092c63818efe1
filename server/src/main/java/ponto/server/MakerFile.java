package ponto.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import ponto.attestation.Maker;
import ponto.attestation.MakerText;

/**
 * The file that says who made this program and answers for it: a file, as it holds CPFs. What
 * cannot be right refuses the start and names its key.
 */
final class MakerFile {
  @Option(
      names = "--developer-file",
      description =
          "YAML file: who made this program and answers for it, for the Atestado Técnico (docs/law.md).")
  private @Nullable Path file;

  /** The maker; null where none is told. */
  @Nullable Maker read() {
    if (file == null) {
      return null;
    }
    try {
      return MakerText.read(Files.readString(file));
    } catch (IOException e) {
      throw new Refusal("--developer-file " + file + " cannot be read as UTF-8 text");
    } catch (IllegalArgumentException e) {
      throw new Refusal("--developer-file " + file + ": " + e.getMessage());
    }
  }

  /** Whom the AFD names: who the file names, where there is one. */
  static @Nullable String developer(@Nullable String option, @Nullable Maker maker) {
    if (maker != null && option != null && !option.equals(maker.document())) {
      throw new Refusal(
          "--developer is another than developer.document of --developer-file: leave it out");
    }
    return maker == null ? option : maker.document();
  }
}
