package ponto.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ponto.verify.Finding;

class SealCheckTest {
  /** The library stamps the signing time itself, so the certificate is valid around it. */
  private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");

  private static final byte[] CONTENT = "the bytes of an AFD".getBytes(StandardCharsets.US_ASCII);

  private static KeyPair keys;

  @TempDir Path folder;

  private final List<Finding> findings = new ArrayList<>();

  @BeforeAll
  static void makeKeys() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
  }

  private static X509CertificateHolder certificate(int usage, long days) throws Exception {
    var name = new X500Name("CN=Desenvolvedora Ficticia");
    return new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(BEGIN),
            Date.from(BEGIN.plus(days, ChronoUnit.DAYS)),
            name,
            keys.getPublic())
        .addExtension(Extension.keyUsage, true, new KeyUsage(usage))
        .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()));
  }

  private static X509CertificateHolder good() throws Exception {
    return certificate(KeyUsage.digitalSignature | KeyUsage.nonRepudiation, 36_500);
  }

  /** As CAdES, or without the attribute that makes it so. */
  private static byte[] sign(byte[] content, X509CertificateHolder certificate, boolean cades)
      throws Exception {
    var more = new ASN1EncodableVector();
    if (cades) {
      var hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      more.add(
          new Attribute(
              PKCSObjectIdentifiers.id_aa_signingCertificateV2,
              new DERSet(new SigningCertificateV2(new ESSCertIDv2(hash)))));
    }
    var generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new SignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
            .setSignedAttributeGenerator(
                new DefaultSignedAttributeTableGenerator(new AttributeTable(more)))
            .build(
                new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()),
                certificate));
    generator.addCertificate(certificate);
    return generator.generate(new CMSProcessableByteArray(content), false).getEncoded();
  }

  /** What is wrong with the signature beside a file with the content. */
  private List<String> beside(byte[] content, byte[] signature) throws IOException {
    var file = Files.write(folder.resolve("afd.txt"), content);
    Files.write(folder.resolve("afd.txt.p7s"), signature);
    findings.clear();
    new SealCheck(false).beside(file, () -> Files.newInputStream(file), findings::add);
    return findings.stream().map(Finding::said).toList();
  }

  @Test
  void a_cades_signature_over_these_bytes_is_good_and_says_whose_it_is() throws Exception {
    assertThat(beside(CONTENT, sign(CONTENT, good(), true))).isEmpty();
    var seal =
        Seal.judge(
            sign(CONTENT, good(), true),
            () -> Files.newInputStream(folder.resolve("afd.txt")),
            findings::add);
    assertThat(seal.remarks().getFirst()).startsWith("signed by Desenvolvedora Ficticia");
  }

  @Test
  void any_changed_byte_of_the_file_is_found() throws Exception {
    var signature = sign(CONTENT, good(), true);
    for (var at = 0; at < CONTENT.length; at++) {
      var changed = CONTENT.clone();
      changed[at] ^= 1;
      assertThat(beside(changed, signature))
          .containsExactly(
              "the signature does not fit the content: a byte was changed, or it is another's");
    }
  }

  @Test
  void what_makes_a_signature_worthless_is_named() throws Exception {
    assertThat(beside(CONTENT, sign(CONTENT, good(), false)))
        .singleElement()
        .asString()
        .contains("is no CAdES");
    assertThat(beside(CONTENT, sign(CONTENT, certificate(KeyUsage.keyCertSign, 36_500), true)))
        .containsExactly("the certificate is not for signatures");
    assertThat(beside(CONTENT, sign(CONTENT, certificate(KeyUsage.digitalSignature, 1), true)))
        .containsExactly("the certificate was not valid when it signed");
  }

  @Test
  void a_spoilt_signature_is_a_finding_and_never_a_failure() throws Exception {
    var signature = sign(CONTENT, good(), true);
    var random = new SplittableRandom(7);
    for (var run = 0; run < 500; run++) {
      var spoilt = signature.clone();
      for (var change = 0; change <= run % 5; change++) {
        spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt(256);
      }
      beside(CONTENT, run % 7 == 0 ? Arrays.copyOf(spoilt, random.nextInt(spoilt.length)) : spoilt);
    }
    assertThat(beside(CONTENT, new byte[0])).hasSize(1);
    assertThat(beside(CONTENT, "nothing".getBytes(StandardCharsets.US_ASCII))).hasSize(1);
  }

  @Test
  void a_signature_inside_a_pdf_is_judged_over_all_but_itself() throws Exception {
    var place = 8_000;
    var head = "%%PDF-1.7 /ByteRange [0 %08d %08d %08d] /Contents ";
    var length = head.formatted(0, 0, 0).length();
    var tail = " the rest %%EOF";
    var begin = head.formatted(length, length + place + 2, tail.length());
    var signed = (begin + tail).getBytes(StandardCharsets.US_ASCII);
    var hex = HexFormat.of().formatHex(sign(signed, good(), true));
    var pdf = begin + "<" + hex + "0".repeat(place - hex.length()) + ">" + tail;
    var file = folder.resolve("receipt.pdf");
    assertThat(receipt(Files.writeString(file, pdf))).isEmpty();
    assertThat(receipt(Files.writeString(file, pdf.replace("rest", "best")))).hasSize(1);
    assertThat(receipt(Files.writeString(file, pdf + "more")))
        .containsExactly("the last signature does not cover the whole PDF");
    assertThat(receipt(Files.writeString(file, "%PDF-1.7"))).isEmpty();
  }

  private List<String> receipt(Path file) throws IOException {
    findings.clear();
    new SealCheck(false).receipt(file, findings::add);
    return findings.stream().map(Finding::said).toList();
  }
}
