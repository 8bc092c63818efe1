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
  /** So begin the answers of a library that was loaded, as the standard names them. */
  private static final String ANSWER = "CKR_";

  /** The answers of which each is one try less. */
  private static final String PIN_REFUSED = "CKR_PIN_";

  /** The JDK's words where a reader is not plugged in. */
  private static final String NO_SLOT = "but token only has";

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
    return open(provider(configuration), configuration, pin, alias);
  }

  /** The library of this configuration; with its token, or watching an empty slot. */
  static Provider provider(Path configuration) throws UnfitCertificate {
    try {
      return Security.getProvider("SunPKCS11").configure(configuration.toString());
    } catch (InvalidParameterException | ProviderException e) {
      var said = said(e);
      if (said.startsWith(ANSWER) || said.contains(NO_SLOT)) {
        throw away(configuration);
      }
      throw new UnfitCertificate(
          where(configuration)
              + " cannot be opened: its configuration is wrong or its library does not load");
    }
  }

  /** Whether nothing is in the slot. */
  static boolean isEmpty(Provider provider) {
    return provider.getService("KeyStore", "PKCS11") == null;
  }

  /** Opens the token of a provider; asks it for the PIN once. */
  static Pkcs11Signer open(Provider token, Path configuration, char[] pin, @Nullable String alias)
      throws UnfitCertificate {
    if (isEmpty(token)) {
      throw away(configuration);
    }
    try {
      var store = KeyStore.getInstance("PKCS11", token);
      store.load(null, pin);
      return new Pkcs11Signer(KeyEntry.of(store, pin, alias, where(configuration), token), token);
    } catch (IOException | GeneralSecurityException | ProviderException e) {
      var said = said(e);
      if (said.startsWith(ANSWER) && !said.startsWith(PIN_REFUSED)) {
        throw away(configuration);
      }
      throw new UnfitCertificate(
          where(configuration)
              + " cannot be opened: the PIN is not its PIN, or it is locked; correct the file of"
              + " --certificate-password-file before you start again, as a token locks itself after"
              + " three wrong PINs");
    }
  }

  private static String where(Path configuration) {
    return "the token of " + configuration;
  }

  private static TokenAbsent away(Path configuration) {
    return new TokenAbsent(where(configuration) + " is not there: plug it in");
  }

  /** What the library answered, else the innermost message. */
  private static String said(Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
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
