package ponto.signature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signs with a certificate in a file: PKCS#12, what ICP-Brasil calls A1. */
public final class Pkcs12Signer implements Signer {
  private final KeyEntry entry;

  private Pkcs12Signer(KeyEntry entry) {
    this.entry = entry;
  }

  /**
   * Opens the file; the password is forgotten.
   *
   * @param alias which of several keys; null when there is only one
   */
  public static Pkcs12Signer open(Path file, char[] password, @Nullable String alias)
      throws UnfitCertificate {
    var where = "the certificate " + file;
    try (var in = Files.newInputStream(file)) {
      return read(in, password, alias, where);
    } catch (IOException e) {
      throw new UnfitCertificate(where + " cannot be opened: " + reason(e));
    }
  }

  /**
   * The same of bytes that lie elsewhere.
   *
   * @param where they lie, as a message names it
   */
  public static Pkcs12Signer read(
      InputStream in, char[] password, @Nullable String alias, String where)
      throws UnfitCertificate {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      return new Pkcs12Signer(KeyEntry.of(store, password, alias, where, null));
    } catch (IOException | GeneralSecurityException e) {
      throw new UnfitCertificate(where + " cannot be opened: " + reason(e));
    }
  }

  private static String reason(Exception failure) {
    return failure.getCause() instanceof GeneralSecurityException
        ? "the password is not its password"
        : "it is missing, not readable, or no PKCS#12 file";
  }

  @Override
  public List<X509Certificate> chain() {
    return entry.chain();
  }

  @Override
  public byte[] sign(byte[] bytes) {
    return entry.sign(bytes);
  }

  @Override
  public void close() {
    // The key goes with the object.
  }
}
