package ponto.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSVerifierCertificateNotValidException;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.Selector;
import ponto.verify.Finding;
import ponto.verify.Rule;

/** One detached CMS signature, and what is wrong with it. */
public final class Seal {
  /** The largest with a whole chain and time-stamps has some 20 KB. */
  public static final int BYTES_MAX = 1 << 20;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final String SHA_1 = "1.3.14.3.2.26";
  private static final String MD5 = "1.2.840.113549.2.5";
  private static final Set<String> BROKEN_DIGESTS = Set.of(SHA_1, MD5);

  /** Opens what was signed, once for each digest that is asked for. */
  public interface Content {
    InputStream open() throws IOException;
  }

  private final byte[] cms;
  private final Consumer<Finding> heard;
  private final List<String> remarks = new ArrayList<>();
  private long findings;

  private Seal(byte[] cms, Consumer<Finding> heard) {
    this.cms = cms;
    this.heard = heard;
  }

  /**
   * What was found out, beside the findings.
   *
   * @param remarks who signed
   */
  public record Judgement(long findings, List<String> remarks) {
    public Judgement {
      remarks = List.copyOf(remarks);
    }
  }

  /** Judges the signature over the content. */
  public static Judgement judge(byte[] cms, Content content, Consumer<Finding> heard)
      throws IOException {
    var seal = new Seal(cms, heard);
    try {
      seal.judge(content);
    } catch (CMSException
        | NoSuchAlgorithmException
        | OperatorCreationException
        | RuntimeException
        | StackOverflowError e) {
      // Anything may stand in the file, and the library says so in many ways.
      seal.tell("the signature is no CMS that can be read: " + e.getClass().getSimpleName());
    }
    return new Judgement(seal.findings, seal.remarks);
  }

  private void judge(Content content)
      throws CMSException, IOException, NoSuchAlgorithmException, OperatorCreationException {
    var read = new CMSSignedData(new ByteArrayInputStream(cms));
    if (read.getSignedContent() != null) {
      tell("the signature is not detached: it holds content of its own");
      return;
    }
    var digests = new HashMap<String, byte[]>();
    for (var signer : read.getSignerInfos()) {
      var algorithm = signer.getDigestAlgOID();
      if (!digests.containsKey(algorithm)) {
        digests.put(algorithm, digest(algorithm, content));
      }
    }
    if (digests.isEmpty()) {
      tell("the signature has no signer");
      return;
    }
    var signed = new CMSSignedData(digests, read.toASN1Structure());
    for (var signer : signed.getSignerInfos()) {
      judge(signer, signed);
    }
  }

  private static byte[] digest(String algorithm, Content content)
      throws IOException, NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance(algorithm);
    var buffer = new byte[BUFFER_BYTES];
    try (var in = content.open()) {
      for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return digest.digest();
  }

  @SuppressWarnings("unchecked") // A signer's number selects certificates; its type is raw.
  private void judge(SignerInformation signer, CMSSignedData signed)
      throws OperatorCreationException {
    var certificates =
        signed.getCertificates().getMatches((Selector<X509CertificateHolder>) signer.getSID());
    if (certificates.isEmpty()) {
      tell("the signer's certificate is not in the signature");
      return;
    }
    var certificate = certificates.iterator().next();
    if (BROKEN_DIGESTS.contains(signer.getDigestAlgOID())) {
      tell("the digest is SHA-1 or MD5, which prove nothing any more");
    }
    try {
      var verifier =
          new JcaSimpleSignerInfoVerifierBuilder()
              .build(new JcaX509CertificateConverter().getCertificate(certificate));
      if (!signer.verify(verifier)) {
        tell("the signature is not that of the certificate's key");
      }
    } catch (CMSVerifierCertificateNotValidException e) {
      tell("the certificate was not valid when it signed");
    } catch (CMSException e) {
      tell("the signature does not fit the content: a byte was changed, or it is another's");
    } catch (CertificateException e) {
      tell("the signer's certificate cannot be read");
    }
    attributes(signer, certificate);
    remarks.add(
        "signed by "
            + name(certificate.getSubject())
            + ", whose certificate is by "
            + name(certificate.getIssuer())
            + "; whether that one is of the ICP-Brasil was not checked");
  }

  private void attributes(SignerInformation signer, X509CertificateHolder certificate) {
    var usage = KeyUsage.fromExtensions(certificate.getExtensions());
    if (usage != null
        && !usage.hasUsages(KeyUsage.digitalSignature)
        && !usage.hasUsages(KeyUsage.nonRepudiation)) {
      tell("the certificate is not for signatures");
    }
    var signed = signer.getSignedAttributes();
    var named =
        signed == null ? null : signed.get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
    if (named == null) {
      tell(
          "the signature does not name its certificate (signing-certificate-v2), so it is no CAdES");
      return;
    }
    var id = SigningCertificateV2.getInstance(named.getAttributeValues()[0]).getCerts()[0];
    try {
      var hash =
          MessageDigest.getInstance(id.getHashAlgorithm().getAlgorithm().getId())
              .digest(certificate.getEncoded());
      if (!MessageDigest.isEqual(hash, id.getCertHash())) {
        tell("the signature names another certificate than the one in it");
      }
    } catch (NoSuchAlgorithmException | IOException e) {
      tell("the name of the certificate in the signature cannot be read");
    }
  }

  private static String name(X500Name name) {
    var common = name.getRDNs(BCStyle.CN);
    return common.length == 0
        ? "somebody without a common name"
        : IETFUtils.valueToString(common[0].getFirst().getValue());
  }

  private void tell(String said) {
    findings++;
    heard.accept(Finding.whole(Rule.SIGNATURE, said));
  }
}
