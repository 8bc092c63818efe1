package ponto.signature;

import java.security.cert.X509Certificate;
import java.util.List;

/** Who signs: a private key that stays where it is, and the certificate that speaks for it. */
public interface Signer extends AutoCloseable {
  /** The certificates, the signer's own first, as far as they are known. */
  List<X509Certificate> chain();

  /**
   * Signs these bytes as {@link KeyEntry#algorithm} says.
   *
   * @throws SigningFailure when the key does not answer; a token may have been pulled out
   */
  byte[] sign(byte[] bytes);

  /** The signer's own certificate. */
  default X509Certificate certificate() {
    return chain().getFirst();
  }

  @Override
  void close();
}
