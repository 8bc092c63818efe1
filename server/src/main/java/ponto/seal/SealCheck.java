package ponto.seal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import ponto.verify.Finding;
import ponto.verify.Rule;
import ponto.verify.Verdict;

/** Looks for the signature of a file and judges it. */
public final class SealCheck {
  public static final String SUFFIX = ".p7s";

  /** A receipt has some 50 KB. */
  private static final int PDF_BYTES_MAX = 16 << 20;

  private final boolean mustBeSigned;

  /**
   * @param mustBeSigned a missing signature is a finding, not a remark
   */
  public SealCheck(boolean mustBeSigned) {
    this.mustBeSigned = mustBeSigned;
  }

  /** Judges the {@code .p7s} beside the file. */
  public Seal.Judgement beside(Path file, Seal.Content content, Consumer<Finding> heard)
      throws IOException {
    var signature = file.resolveSibling(file.getFileName() + SUFFIX);
    if (!Files.exists(signature)) {
      return unsigned("there is no " + signature.getFileName() + " beside it", heard);
    }
    return Seal.judge(read(signature, Seal.BYTES_MAX), content, heard);
  }

  /** Judges the signature inside a PDF. */
  public Verdict receipt(Path file, Consumer<Finding> heard) throws IOException {
    var bytes = read(file, PDF_BYTES_MAX);
    if (bytes.length > PDF_BYTES_MAX) {
      heard.accept(Finding.whole(Rule.UNREADABLE, "a receipt of over 16 MB is not looked at"));
      return new Verdict("receipt", 0, 0, 1, List.of());
    }
    var sealed = SealedPdf.of(bytes);
    Seal.Judgement judgement;
    if (sealed.isEmpty()) {
      judgement = unsigned("the PDF has no signature", heard);
    } else if (!sealed.get().coversAll()) {
      heard.accept(
          Finding.whole(Rule.SIGNATURE, "the last signature does not cover the whole PDF"));
      judgement = new Seal.Judgement(1, List.of());
    } else {
      judgement = Seal.judge(sealed.get().cms(), sealed.get().content(), heard);
    }
    var remarks = new ArrayList<>(judgement.remarks());
    remarks.add("of a receipt only the signature is looked at, not the text");
    return new Verdict("receipt", 0, 0, judgement.findings(), remarks);
  }

  private Seal.Judgement unsigned(String said, Consumer<Finding> heard) {
    if (!mustBeSigned) {
      return new Seal.Judgement(0, List.of("not signed: " + said));
    }
    heard.accept(Finding.whole(Rule.SIGNATURE, "not signed: " + said));
    return new Seal.Judgement(1, List.of());
  }

  /** The file, or one byte more than the most that is looked at. */
  private static byte[] read(Path file, int most) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(most + 1);
    }
  }
}
