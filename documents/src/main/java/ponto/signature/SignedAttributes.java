package ponto.signature;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.bouncycastle.cms.CMSAttributeTableGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is signed beside the content's digest, as ETSI EN 319 122-1 asks of the baseline: which
 * certificate and, except within a PDF, when.
 */
final class SignedAttributes implements CMSAttributeTableGenerator {
  private final X509Certificate certificate;
  private final @Nullable Instant at;

  SignedAttributes(X509Certificate certificate, @Nullable Instant at) {
    this.certificate = certificate;
    this.at = at;
  }

  @Override
  @SuppressWarnings("rawtypes") // As the interface has it.
  public AttributeTable getAttributes(Map parameters) {
    var attributes = new ASN1EncodableVector();
    attributes.add(
        attribute(
            CMSAttributes.contentType,
            requireNonNull(
                (ASN1ObjectIdentifier) parameters.get(CMSAttributeTableGenerator.CONTENT_TYPE))));
    attributes.add(
        attribute(
            CMSAttributes.messageDigest,
            new DEROctetString(
                requireNonNull((byte[]) parameters.get(CMSAttributeTableGenerator.DIGEST)))));
    attributes.add(
        attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2, signingCertificate()));
    if (at != null) {
      attributes.add(attribute(CMSAttributes.signingTime, new Time(Date.from(at))));
    }
    return new AttributeTable(attributes);
  }

  private static Attribute attribute(ASN1ObjectIdentifier name, ASN1Encodable value) {
    return new Attribute(name, new DERSet(value));
  }

  private SigningCertificateV2 signingCertificate() {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      var issuer = X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded());
      var serial = new ASN1Integer(certificate.getSerialNumber());
      return new SigningCertificateV2(
          new ESSCertIDv2[] {
            new ESSCertIDv2(
                hash, new IssuerSerial(new GeneralNames(new GeneralName(issuer)), serial))
          });
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException("every JDK has SHA-256, and the certificate was read", e);
    }
  }
}
