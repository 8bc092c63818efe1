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
import java.util.regex.Pattern;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/** Signs with a certificate on a token or card: PKCS#11, what ICP-Brasil calls A3. */
public final class Pkcs11Signer implements Signer {
  /** How the JDK says that a reader is not there, or holds nothing. */
  private static final Pattern NO_SLOT = Pattern.compile("(?i)\\bslots?\\b|token.*not present");

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
   * @throws TokenAbsent when there is no token in the reader, or no reader
   */
  public static Pkcs11Signer open(Path configuration, char[] pin, @Nullable String alias)
      throws UnfitCertificate {
    var where = "the token of " + configuration;
    try {
      var token = Security.getProvider("SunPKCS11").configure(configuration.toString());
      var store = KeyStore.getInstance("PKCS11", token);
      store.load(null, pin);
      return new Pkcs11Signer(KeyEntry.of(store, pin, alias, where, token), token);
    } catch (InvalidParameterException
        | ProviderException
        | IOException
        | GeneralSecurityException e) {
      throw fault(where, e);
    }
  }

  /** What is wrong: the library's own word tells it, where the library was loaded at all. */
  private static UnfitCertificate fault(String where, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      var said = String.valueOf(cause.getMessage());
      if (cause instanceof FailedLoginException || said.startsWith("CKR_PIN_")) {
        return new UnfitCertificate(
            where
                + " cannot be opened: its PIN is another, or locked. Correct the password file before the token"
                + " locks itself");
      }
      if (said.startsWith("CKR_") || NO_SLOT.matcher(said).find()) {
        return absent(where);
      }
    }
    return failure instanceof GeneralSecurityException
        ? absent(where) // The provider offers no key store while there is no token.
        : new UnfitCertificate(
            where + " cannot be opened: its configuration is wrong or its library does not load");
  }

  private static TokenAbsent absent(String where) {
    return new TokenAbsent(where + " is not plugged in: plug it in");
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
