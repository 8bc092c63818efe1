package ponto.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import ponto.signature.Pkcs11Place;
import ponto.signature.Pkcs11Signer;
import ponto.signature.Pkcs12Signer;
import ponto.signature.Signer;
import ponto.signature.SignerSlot;
import ponto.signature.UnfitCertificate;

/** What the start is told about the certificate that signs receipts and files. */
final class CertificateOptions {
  @Option(
      names = "--certificate",
      description = "PKCS#12 file with the certificate that signs receipts and files (A1).")
  private @Nullable Path file;

  @Option(
      names = "--certificate-token",
      description = "Configuration of the PKCS#11 token or card that signs instead (A3).")
  private @Nullable Path token;

  @Option(
      names = "--certificate-password-file",
      description = "File whose first line is the certificate's password or the token's PIN.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--certificate-alias",
      description = "Which key, where the file or the token has several.")
  private @Nullable String alias;

  /** The signer; null without one. What cannot be right refuses the start and names itself. */
  @Nullable Signer open() {
    if (file == null && token == null) {
      require(
          Stream.of(passwordFile, alias).allMatch(Objects::isNull),
          "--certificate-password-file and --certificate-alias need --certificate or --certificate-token");
      return null;
    }
    require(
        file == null || token == null, "--certificate and --certificate-token exclude each other");
    require(
        passwordFile != null,
        "the certificate needs --certificate-password-file, a file whose first line is its password");
    try {
      return read();
    } catch (UnfitCertificate e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The place of the signer, for a clock that goes on without it: a token may be plugged in later.
   * What cannot be right refuses the start as in {@link #open}.
   */
  SignerSlot slot(InstantSource clock) {
    if (token == null || file != null || passwordFile == null) {
      return SignerSlot.of(open());
    }
    var place = new Pkcs11Place(token, alias);
    try {
      return SignerSlot.open(() -> withPassword(place::open), clock);
    } catch (UnfitCertificate e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  private Signer read() throws UnfitCertificate {
    return withPassword(password ->
        file != null
            ? Pkcs12Signer.open(file, password, alias)
            : Pkcs11Signer.open(Objects.requireNonNull(token), password, alias));
  }

  /** Opens with a password, and keeps none. */
  private interface WithPassword {
    Signer open(char[] password) throws UnfitCertificate;
  }

  private Signer withPassword(WithPassword opening) throws UnfitCertificate {
    var password = password(Objects.requireNonNull(passwordFile));
    try {
      return opening.open(password);
    } finally {
      Arrays.fill(password, ' ');
    }
  }

  private static char[] password(Path file) {
    try (var reader = Files.newBufferedReader(file)) {
      return Objects.requireNonNullElse(reader.readLine(), "").toCharArray();
    } catch (IOException e) {
      throw new Refusal("--certificate-password-file " + file + " cannot be read as UTF-8 text");
    }
  }

  private static void require(boolean right, String message) {
    if (!right) {
      throw new Refusal(message);
    }
  }
}
