package ponto.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.CMSTypedData;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** Detached signatures beside a file: CAdES-BASELINE-B, the {@code .p7s} of AFD and AEJ. */
public final class Cades {
  private Cades() {}

  /** Reads the content once, in constant memory; answers the bytes of its {@code .p7s}. */
  public static byte[] sign(Signer signer, InputStream content, Instant at) throws IOException {
    return detached(signer, content, at);
  }

  /**
   * The CMS.
   *
   * @param at when it is signed; null where the document around it says so
   */
  static byte[] detached(Signer signer, InputStream content, @Nullable Instant at)
      throws IOException {
    try {
      var certificate = signer.certificate();
      var generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new SignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
              .setSignedAttributeGenerator(new SignedAttributes(certificate, at))
              .build(new Signature(signer), new JcaX509CertificateHolder(certificate)));
      generator.addCertificates(new JcaCertStore(signer.chain()));
      return generator.generate(new Streamed(content), false).getEncoded("DER");
    } catch (CMSException | OperatorCreationException | CertificateEncodingException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("a signature could not be put together", e);
    }
  }

  /** Content that is read once and not kept. */
  private record Streamed(InputStream content) implements CMSTypedData {
    @Override
    public ASN1ObjectIdentifier getContentType() {
      return CMSObjectIdentifiers.data;
    }

    @Override
    public void write(OutputStream out) throws IOException {
      content.transferTo(out);
    }

    @Override
    public Object getContent() {
      return content;
    }
  }

  /** The signer as BouncyCastle asks for it; what comes to it are some hundred bytes. */
  private static final class Signature implements ContentSigner {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Signer signer;

    Signature(Signer signer) {
      this.signer = signer;
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return new DefaultSignatureAlgorithmIdentifierFinder()
          .find(KeyEntry.algorithm(signer.certificate().getPublicKey()));
    }

    @Override
    public OutputStream getOutputStream() {
      return bytes;
    }

    @Override
    public byte[] getSignature() {
      return signer.sign(bytes.toByteArray());
    }
  }
}
