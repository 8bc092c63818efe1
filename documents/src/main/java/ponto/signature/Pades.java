package ponto.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.GregorianCalendar;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;

/** Signatures inside a PDF: PAdES-BASELINE-B. */
public final class Pades {
  /** What a signature needs beside its certificates: attributes and the largest key's result. */
  private static final int BARE_BYTES_MAX = 4096;

  private Pades() {}

  /** The PDF with a signature over all of it. */
  public static byte[] sign(Signer signer, byte[] pdf, Instant at) throws IOException {
    var signed = new ByteArrayOutputStream(pdf.length + 4 * BARE_BYTES_MAX);
    try (var document = Loader.loadPDF(pdf);
        var options = new SignatureOptions()) {
      var signature = new PDSignature();
      signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
      signature.setSubFilter(PDSignature.SUBFILTER_ETSI_CADES_DETACHED);
      signature.setSignDate(GregorianCalendar.from(at.atZone(ZoneOffset.UTC)));
      options.setPreferredSignatureSize(bytesMax(signer));
      document.addSignature(
          signature, content -> Cades.detached(signer, content, null), options);
      document.saveIncremental(signed);
    }
    return signed.toByteArray();
  }

  private static int bytesMax(Signer signer) {
    var bytes = BARE_BYTES_MAX;
    for (var certificate : signer.chain()) {
      try {
        bytes += certificate.getEncoded().length;
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("a certificate that was read is written", e);
      }
    }
    return bytes;
  }
}
