package ponto.signature;

import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The European Union's DSS, which trusts one root and knows its list of revocations. */
public final class Validator {
  private final CommonCertificateVerifier verifier = new CommonCertificateVerifier();

  /** What it found of the one signature. */
  public record Verdict(Indication indication, SignatureLevel level, String details) {}

  /** A validator that trusts this chain's root. */
  public Validator(TestChain chain) throws Exception {
    var trusted = new CommonTrustedCertificateSource();
    trusted.addCertificate(new CertificateToken(chain.root()));
    verifier.setTrustedCertSources(trusted);
    verifier.setCrlSource(new ExternalResourcesCRLSource(new ByteArrayInputStream(chain.crl())));
  }

  /** Of a signature within the document. */
  public Verdict judge(byte[] document) {
    return judge(document, null);
  }

  /** Of a signature beside its content; null when it is within. */
  public Verdict judge(byte[] signature, byte @Nullable [] content) {
    var all = judgeAll(signature, content);
    if (all.size() != 1) {
      throw new IllegalStateException("there are " + all.size() + " signatures");
    }
    return all.getFirst();
  }

  /** Of every signature. */
  public List<Verdict> judgeAll(byte[] signature, byte @Nullable [] content) {
    var validator = SignedDocumentValidator.fromDocument(new InMemoryDocument(signature));
    validator.setCertificateVerifier(verifier);
    if (content != null) {
      validator.setDetachedContents(List.<DSSDocument>of(new InMemoryDocument(content)));
    }
    var report = validator.validateDocument().getSimpleReport();
    return report.getSignatureIdList().stream()
        .map(id ->
            new Verdict(
                report.getIndication(id),
                report.getSignatureFormat(id),
                report.getSubIndication(id) + " " + report.getAdESValidationErrors(id)))
        .toList();
  }
}
