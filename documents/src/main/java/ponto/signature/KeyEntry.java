package ponto.signature;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one entry of a key store that signs, and how it does. */
final class KeyEntry {
  /** What ICP-Brasil and every validator ask for today. */
  private static final int RSA_BITS_MIN = 2048;

  private final PrivateKey key;
  private final List<X509Certificate> chain;
  private final @Nullable Provider provider;

  private KeyEntry(PrivateKey key, List<X509Certificate> chain, @Nullable Provider provider) {
    this.key = key;
    this.chain = List.copyOf(chain);
    this.provider = provider;
  }

  /**
   * The entry of this alias, or the only one that may sign.
   *
   * @param where the store, as a message names it
   * @param provider that alone can use the key; null for any of the JDK
   */
  static KeyEntry of(
      KeyStore store,
      char[] password,
      @Nullable String alias,
      String where,
      @Nullable Provider provider)
      throws GeneralSecurityException, UnfitCertificate {
    var fit = new ArrayList<KeyEntry>();
    var unfit = "it has no private key with a certificate";
    var several = new ArrayList<String>();
    for (var name : Collections.list(store.aliases())) {
      if ((alias != null && !alias.equals(name)) || !store.isKeyEntry(name)) {
        continue;
      }
      var chain = chain(store, name);
      if (!chain.isEmpty() && store.getKey(name, password) instanceof PrivateKey key) {
        var why = whyNot(chain.getFirst());
        if (why.isEmpty()) {
          fit.add(new KeyEntry(key, chain, provider));
          several.add(name);
        } else {
          unfit = why;
        }
      }
    }
    if (fit.isEmpty()) {
      throw new UnfitCertificate(
          where + " cannot sign: " + (alias == null ? "" : "under this alias ") + unfit);
    }
    if (fit.size() > 1) {
      throw new UnfitCertificate(
          where
              + " has several keys that may sign: say with --certificate-alias which of "
              + several);
    }
    return fit.getFirst();
  }

  private static List<X509Certificate> chain(KeyStore store, String alias)
      throws GeneralSecurityException {
    var chain = store.getCertificateChain(alias);
    return chain == null
        ? List.of()
        : Arrays.stream(chain).map(X509Certificate.class::cast).toList();
  }

  /** Why this certificate may not sign documents; empty when it may. */
  private static String whyNot(X509Certificate certificate) {
    var usage = certificate.getKeyUsage();
    if (usage != null && !usage[0] && !usage[1]) {
      return "its certificate's key usage is neither digitalSignature nor nonRepudiation";
    }
    if (certificate.getPublicKey() instanceof RSAPublicKey rsa
        && rsa.getModulus().bitLength() < RSA_BITS_MIN) {
      return "its RSA key has less than " + RSA_BITS_MIN + " bits";
    }
    try {
      algorithm(certificate.getPublicKey());
      return "";
    } catch (IllegalArgumentException e) {
      return "its key is neither RSA nor of an elliptic curve";
    }
  }

  List<X509Certificate> chain() {
    return chain;
  }

  /** How a key of this kind signs, as the JDK calls it. */
  static String algorithm(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> throw new IllegalArgumentException("a key of the kind " + key.getAlgorithm());
    };
  }

  byte[] sign(byte[] bytes) {
    try {
      var algorithm = algorithm(chain.getFirst().getPublicKey());
      var signature =
          provider == null
              ? Signature.getInstance(algorithm)
              : Signature.getInstance(algorithm, provider);
      signature.initSign(key);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new SigningFailure("the key of the certificate does not sign", e);
    }
  }
}
