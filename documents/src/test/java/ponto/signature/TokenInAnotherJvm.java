package ponto.signature;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.time.Instant;

/**
 * A JVM of its own whose environment tells the token's library where the token is: puts a
 * certificate on the token, then signs with it as the product does.
 */
final class TokenInAnotherJvm {
  private TokenInAnotherJvm() {}

  /**
   * Configuration, PIN, PKCS#12 file, content, where the signature goes, seconds of the instant.
   */
  public static void main(String[] arguments) throws Exception {
    var configuration = Path.of(arguments[0]);
    var pin = arguments[1].toCharArray();
    var password = TestChain.PASSWORD.toCharArray();
    var from = KeyStore.getInstance(Path.of(arguments[2]).toFile(), password);
    var provider = Security.getProvider("SunPKCS11").configure(configuration.toString());
    var token = KeyStore.getInstance("PKCS11", provider);
    token.load(null, pin);
    token.setKeyEntry(
        "empresa", from.getKey("empresa", password), null, from.getCertificateChain("empresa"));
    var content = new ByteArrayInputStream(Files.readAllBytes(Path.of(arguments[3])));
    try (var signer = Pkcs11Signer.open(configuration, pin, null)) {
      var at = Instant.ofEpochSecond(Long.parseLong(arguments[5]));
      Files.write(Path.of(arguments[4]), Cades.sign(signer, content, at));
    }
    try {
      Pkcs11Signer.open(configuration, "0000".toCharArray(), null);
      throw new IllegalStateException("a wrong PIN opened the token");
    } catch (TokenAbsent e) {
      throw new IllegalStateException("a wrong PIN was taken for an absent token", e);
    } catch (UnfitCertificate e) {
      System.out.println(e.getMessage());
    }
  }
}
