package ponto.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import ponto.signature.Pkcs12Signer;
import ponto.signature.Signer;

/** A certificate for this run, made by the JDK's own tool. */
final class OwnKey {
  private static final String PASSWORD = "of-this-run-only";

  private OwnKey() {}

  /** RSA with 2,048 bits; its file is gone when this returns. */
  static Signer signer() throws Exception {
    var folder = Files.createTempDirectory("ponto-key");
    var file = folder.resolve("bench.p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                "bench",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=Bench")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool made no certificate");
    }
    var signer = Pkcs12Signer.open(file, PASSWORD.toCharArray(), null);
    Files.delete(file);
    Files.delete(folder);
    return signer;
  }
}
