package ponto.signature;

import java.nio.file.Path;
import java.security.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Where a token belongs, looked at again and again. While it is empty one provider of the JDK
 * watches it: each that does keeps a thread, so there is never a second.
 */
public final class Pkcs11Place {
  private final Path configuration;
  private final @Nullable String alias;
  private @Nullable Provider watching;

  /**
   * A place that nobody has looked at yet.
   *
   * @param configuration of the JDK's PKCS#11 provider
   * @param alias which of several keys; null when there is only one
   */
  public Pkcs11Place(Path configuration, @Nullable String alias) {
    this.configuration = configuration;
    this.alias = alias;
  }

  /**
   * The token's signer; asks the token for the PIN once.
   *
   * @throws TokenAbsent when the place is empty
   */
  public synchronized Signer open(char[] pin) throws UnfitCertificate {
    var provider = watching == null ? Pkcs11Signer.provider(configuration) : watching;
    watching = Pkcs11Signer.isEmpty(provider) ? provider : null;
    return Pkcs11Signer.open(provider, configuration, pin, alias);
  }
}
