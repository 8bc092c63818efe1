package ponto.signature;

import java.io.IOException;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/** Signs with a certificate on a token or card: PKCS#11, what ICP-Brasil calls A3. */
public final class Pkcs11Signer implements Signer {
  private final KeyEntry entry;
  private final Provider token;

  private Pkcs11Signer(KeyEntry entry, Provider token) {
    this.entry = entry;
    this.token = token;
  }

  /**
   * Opens the token that this configuration of the JDK's PKCS#11 provider names.
   *
   * @param alias which of several keys; null when there is only one
   */
  public static Pkcs11Signer open(Path configuration, char[] pin, @Nullable String alias)
      throws UnfitCertificate {
    var where = "the token of " + configuration;
    try {
      var token = Security.getProvider("SunPKCS11").configure(configuration.toString());
      var store = KeyStore.getInstance("PKCS11", token);
      store.load(null, pin);
      return new Pkcs11Signer(KeyEntry.of(store, pin, alias, where, token), token);
    } catch (InvalidParameterException | ProviderException e) {
      throw new UnfitCertificate(
          where + " cannot be opened: its configuration is wrong or its library does not load");
    } catch (IOException | GeneralSecurityException e) {
      throw new UnfitCertificate(
          where + " cannot be opened: it is not plugged in, or its PIN is another");
    }
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
    try {
      if (token instanceof AuthProvider provider) {
        provider.logout();
      }
    } catch (LoginException e) {
      // It was pulled out: nobody is logged in any more.
    }
  }
}
