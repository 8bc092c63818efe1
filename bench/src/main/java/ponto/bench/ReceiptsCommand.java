package ponto.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.ledger.Comprovante;
import ponto.receipt.ReceiptPrinter;
import ponto.signature.SignerSlot;

/** How long a receipt takes to be printed and signed, and a thousand of them as a zip. */
@Command(
    name = "receipts",
    header = "How long signed receipts take.",
    description =
        "Prints and signs receipts with an RSA key of 2,048 bits in a PKCS#12 file, in this process"
            + " and without a database: one after the other, then as one zip. What comes before the"
            + " measurement warms up and is not counted.",
    mixinStandardHelpOptions = true)
final class ReceiptsCommand implements Callable<Integer> {
  /** What the issue asks for, warm. */
  private static final double ONE_MILLIS_MAX = 20;

  private static final double ZIP_SECONDS_MAX = 15;
  private static final int ZIP_RECEIPTS = 1_000;

  @Option(names = "--warm-up", defaultValue = "1000", description = "default: ${DEFAULT-VALUE}")
  private int warmUp;

  private final Report report;
  private final InstantSource clock;

  ReceiptsCommand(Report report, InstantSource clock) {
    this.report = report;
    this.clock = clock;
  }

  @Override
  public Integer call() throws Exception {
    try (var signer = OwnKey.signer()) {
      var printer = new ReceiptPrinter(SignerSlot.of(signer), clock);
      for (int i = 0; i < warmUp; i++) {
        printer.apply(comprovante(i));
      }
      var millis = new ArrayList<Double>();
      for (int i = 0; i < ZIP_RECEIPTS; i++) {
        var begun = System.nanoTime();
        printer.apply(comprovante(i));
        millis.add((System.nanoTime() - begun) / 1e6);
      }
      print(Runs.of(millis), zipSeconds(printer));
    }
    return 0;
  }

  private double zipSeconds(ReceiptPrinter printer) throws IOException {
    var begun = System.nanoTime();
    try (var zip = new ZipOutputStream(OutputStream.nullOutputStream())) {
      zip.setLevel(Deflater.BEST_SPEED); // As the door has it.
      for (int i = 0; i < ZIP_RECEIPTS; i++) {
        zip.putNextEntry(new ZipEntry(i + ".pdf"));
        zip.write(printer.apply(comprovante(i)));
        zip.closeEntry();
      }
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  private void print(Runs millis, double zipSeconds) {
    report.say(
        "a signed receipt: %s ms (median of %d), target %s: %s"
            .formatted(
                Report.figure(millis.median()),
                ZIP_RECEIPTS,
                Report.figure(ONE_MILLIS_MAX),
                millis.median() <= ONE_MILLIS_MAX ? "met" : "MISSED"));
    report.say(
        "%d as a zip: %s s, target %s: %s"
            .formatted(
                ZIP_RECEIPTS,
                Report.figure(zipSeconds),
                Report.figure(ZIP_SECONDS_MAX),
                zipSeconds <= ZIP_SECONDS_MAX ? "met" : "MISSED"));
    report.result(json -> {
      json.text("command", "receipts").number("receipts", ZIP_RECEIPTS);
      millis.write(json, "receiptMillis");
      json.number("zipSeconds", Report.round(zipSeconds));
      json.number("targetReceiptMillis", ONE_MILLIS_MAX)
          .number("targetZipSeconds", ZIP_SECONDS_MAX);
    });
  }

  private Comprovante comprovante(int number) {
    var at = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.ofHours(-3));
    return new Comprovante(
        new UUID(0, number),
        number + 1L,
        "Padaria São João Fictícia Ltda",
        "11222333000181",
        "",
        "Rua das Acácias, 100, São Paulo/SP",
        "Conceição Aparecida Gonçalves",
        "11144477735",
        at,
        at,
        2,
        false,
        "512026001234",
        "66b3207ad70ad16c6b62b7f2b4f03291e407d1dc008c9ca41bf5af467822094f");
  }
}
