package ponto.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.GregorianCalendar;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;

/** Signatures inside a PDF: PAdES-BASELINE-B. */
public final class Pades {
  /** The longest signature of an elliptic curve, P-521; others end some bytes earlier. */
  private static final int CURVE_BYTES_MAX = 139;

  private static final int BITS = 8;

  private Pades() {}

  /** The PDF with a signature over all of it. */
  public static byte[] sign(Signer signer, byte[] pdf, Instant at) throws IOException {
    var room = room(signer);
    var signed = new ByteArrayOutputStream(pdf.length + 4 * room);
    try (var document = Loader.loadPDF(pdf);
        var options = new SignatureOptions()) {
      var signature = new PDSignature();
      signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
      signature.setSubFilter(PDSignature.SUBFILTER_ETSI_CADES_DETACHED);
      signature.setSignDate(GregorianCalendar.from(at.atZone(ZoneOffset.UTC)));
      options.setPreferredSignatureSize(room);
      document.addSignature(signature, content -> Cades.detached(signer, content, null), options);
      document.saveIncremental(signed);
    }
    return signed.toByteArray();
  }

  /**
   * The bytes of the signature, for which the PDF leaves room before it is signed. With RSA it is
   * exact: what follows a signature in its room is signed by nobody, and BouncyCastle 1.85 and
   * later refuses to read it.
   */
  private static int room(Signer signer) throws IOException {
    return Cades.detached(new Blank(signer.chain()), InputStream.nullInputStream(), null).length;
  }

  /** Signs with as many zeros as the key's signature has bytes. */
  private record Blank(List<X509Certificate> chain) implements Signer {
    @Override
    public byte[] sign(byte[] bytes) {
      return new byte
          [certificate().getPublicKey() instanceof RSAPublicKey rsa
              ? (rsa.getModulus().bitLength() + BITS - 1) / BITS
              : CURVE_BYTES_MAX];
    }

    @Override
    public void close() {}
  }
}
