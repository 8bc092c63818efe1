package ponto.signature;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certification authority of its own, and a fictitious company's certificate from it. */
@SuppressWarnings("JavaUtilDate") // BouncyCastle asks for it.
public final class TestChain {
  /** Of the file that {@link #file} writes. */
  public static final String PASSWORD = "uma-senha-de-teste";

  /** Now, cut to the second as certificates are; the tests' validators use the machine's clock. */
  public static final Instant NOW =
      Instant.ofEpochMilli(new Date().getTime() / 1000 * 1000); // A test's, not the product's.

  private static final String ROOT = "CN=AC Ficticia Raiz,O=Testes de Ponto,C=BR";
  private static final String COMPANY = "CN=Desenvolvedora Fictícia Ltda,O=ICP-Teste,C=BR";

  private final KeyPair rootKeys;
  private final X509Certificate root;
  private final KeyPair keys;
  private final X509Certificate certificate;

  /** What may differ from one certificate to another. */
  public record Form(String algorithm, int bits, int usage, Duration ago, Duration ahead) {
    /** As ICP-Brasil issues them. */
    public static final Form USUAL =
        new Form(
            "RSA",
            2048,
            KeyUsage.digitalSignature | KeyUsage.nonRepudiation,
            Duration.ofDays(10),
            Duration.ofDays(365));
  }

  /** A chain with a certificate as usual. */
  public TestChain() throws Exception {
    this(Form.USUAL);
  }

  /** A chain with a certificate of this form. */
  public TestChain(Form form) throws Exception {
    rootKeys = pair("RSA", 2048);
    var signer = signer(rootKeys.getPrivate());
    var begin = Date.from(NOW.minus(Duration.ofDays(1000)));
    var end = Date.from(NOW.plus(Duration.ofDays(4000)));
    var name = new X500Name(ROOT);
    var extensions = new JcaX509ExtensionUtils();
    root =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        name, BigInteger.ONE, begin, end, name, rootKeys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                    .addExtension(
                        Extension.keyUsage,
                        true,
                        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        extensions.createSubjectKeyIdentifier(rootKeys.getPublic()))
                    .build(signer));
    keys = pair(form.algorithm(), form.bits());
    certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.valueOf(4711),
                        Date.from(NOW.minus(form.ago())),
                        Date.from(NOW.plus(form.ahead())),
                        new X500Name(COMPANY),
                        keys.getPublic())
                    .addExtension(Extension.keyUsage, true, new KeyUsage(form.usage()))
                    .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        extensions.createAuthorityKeyIdentifier(rootKeys.getPublic()))
                    .build(signer));
  }

  private static KeyPair pair(String algorithm, int bits) throws Exception {
    var generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  private static ContentSigner signer(PrivateKey key) throws Exception {
    return new JcaContentSignerBuilder("SHA256withRSA").build(key);
  }

  /** Whom a validator trusts. */
  public X509Certificate root() {
    return root;
  }

  /** The list of what the authority has revoked: nothing. */
  public byte[] crl() throws Exception {
    return new JcaX509v2CRLBuilder(root, Date.from(NOW.minus(Duration.ofHours(1))))
        .setNextUpdate(Date.from(NOW.plus(Duration.ofDays(30))))
        .build(signer(rootKeys.getPrivate()))
        .getEncoded();
  }

  /** The key and its chain. */
  KeyStore store(char[] password) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "empresa", keys.getPrivate(), password, new Certificate[] {certificate, root});
    return store;
  }

  PrivateKey key() {
    return keys.getPrivate();
  }

  X509Certificate certificate() {
    return certificate;
  }

  /** Writes the key and its chain as a PKCS#12 file of {@link #PASSWORD}. */
  public Path file(Path folder) throws Exception {
    var file = folder.resolve("empresa.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store(PASSWORD.toCharArray()).store(out, PASSWORD.toCharArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return file;
  }

  /** Opened from such a file. */
  public Signer signer(Path folder) throws Exception {
    return Pkcs12Signer.open(file(folder), PASSWORD.toCharArray(), null);
  }
}
