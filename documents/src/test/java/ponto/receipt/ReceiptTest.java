package ponto.receipt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ponto.ledger.Comprovante;
import ponto.signature.Machine;
import ponto.signature.Signer;
import ponto.signature.SignerSlot;
import ponto.signature.SigningFailure;
import ponto.signature.TestChain;
import ponto.signature.Validator;

public class ReceiptTest {
  private static final String HASH =
      "66b3207ad70ad16c6b62b7f2b4f03291e407d1dc008c9ca41bf5af467822094f";
  public static final Comprovante SAID = said("Padaria São João Fictícia Ltda", "Conceição Ação");

  @TempDir static Path folder;
  private static TestChain chain;
  private static Signer signer;

  @BeforeAll
  static void make() throws Exception {
    chain = new TestChain();
    signer = chain.signer(folder);
  }

  private static Comprovante said(String employer, String worker) {
    return new Comprovante(
        new UUID(1, 2),
        42,
        employer,
        "11222333000181",
        "",
        "Rua das Acácias, 100, São Paulo/SP",
        worker,
        "11144477735",
        OffsetDateTime.parse("2026-11-22T08:01:00-03:00"),
        OffsetDateTime.parse("2026-11-22T08:02:00-03:00"),
        2,
        false,
        "512026001234",
        HASH);
  }

  private static ReceiptPrinter signing() {
    return new ReceiptPrinter(SignerSlot.of(signer), () -> TestChain.NOW);
  }

  private static String text(byte[] pdf) throws Exception {
    try (var document = Loader.loadPDF(pdf)) {
      assertThat(document.getNumberOfPages()).isEqualTo(1);
      return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
    }
  }

  @Test
  void it_says_all_that_the_law_asks_for() throws Exception {
    assertThat(text(signing().apply(SAID)))
        .contains("Comprovante de Registro de Ponto do Trabalhador")
        .contains("NSR 000000042")
        .contains("Padaria São João Fictícia Ltda CNPJ 11.222.333/0001-81")
        .contains("Rua das Acácias, 100, São Paulo/SP")
        .contains("Conceição Ação CPF 111.444.777-35")
        .contains("22/11/2026 08:01 UTC-03:00")
        .contains("INPI 512026001234")
        .contains(HASH.substring(0, 32) + " " + HASH.substring(32))
        .contains("Assinatura eletrônica (PAdES) Desenvolvedora Fictícia Ltda")
        .doesNotContain("SEM ASSINATURA");
  }

  @Test
  void it_passes_as_pades_baseline_b_and_one_changed_byte_fails() throws Exception {
    var validator = new Validator(chain);
    var pdf = signing().apply(SAID);
    var verdict = validator.judge(pdf);
    assertThat(verdict.indication()).as("%s", verdict).isEqualTo(Indication.TOTAL_PASSED);
    assertThat(verdict.level()).isEqualTo(SignatureLevel.PAdES_BASELINE_B);
    var changed = pdf.clone();
    // Within the letters' shapes: it is still a PDF, and looks the same.
    changed[new String(pdf, ISO_8859_1).indexOf("/Length1") + 1000] ^= 1;
    assertThat(validator.judge(changed).indication()).isEqualTo(Indication.TOTAL_FAILED);
  }

  @Test
  void pdfsig_finds_the_signature_over_the_whole_document() throws Exception {
    var file = Files.write(folder.resolve("receipt.pdf"), signing().apply(SAID));
    assertThat(Machine.run(Machine.PDFSIG, "-nocert", file.toString()).text())
        .contains("Signature is Valid.")
        .contains("Total document signed")
        .contains("ETSI.CAdES.detached");
  }

  @Test
  void without_a_certificate_it_says_so_and_is_the_same_to_the_byte_for_ever() throws Exception {
    var today = new ReceiptPrinter(SignerSlot.of(null), () -> TestChain.NOW).apply(SAID);
    var later =
        new ReceiptPrinter(SignerSlot.of(null), () -> TestChain.NOW.plus(Duration.ofDays(900)))
            .apply(SAID);
    assertThat(text(today)).contains("SEM ASSINATURA").contains("não há certificado configurado");
    assertThat(later).isEqualTo(today);
  }

  @Test
  void a_certificate_that_has_ended_signs_nothing() throws Exception {
    var ended = signer.certificate().getNotAfter().toInstant().plusSeconds(1);
    assertThat(text(new ReceiptPrinter(SignerSlot.of(signer), () -> ended).apply(SAID)))
        .contains("SEM ASSINATURA")
        .contains("certificado não está na validade");
  }

  @Test
  void what_it_says_stays_whatever_the_day_it_is_signed() throws Exception {
    var later =
        new ReceiptPrinter(SignerSlot.of(signer), () -> TestChain.NOW.plus(Duration.ofDays(9)));
    assertThat(text(later.apply(SAID))).isEqualTo(text(signing().apply(SAID)));
  }

  @Test
  void the_longest_names_and_every_letter_of_the_afd_stay_on_its_one_page() throws Exception {
    var letters =
        IntStream.concat(IntStream.range(0x20, 0x7f), IntStream.range(0xa0, 0x100))
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    var pdf =
        new ReceiptPrinter(SignerSlot.of(null), () -> TestChain.NOW)
            .apply(said(letters, "W".repeat(52)));
    assertThat(text(pdf).replace(" ", ""))
        .contains("W".repeat(52))
        .contains("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ");
  }

  @Test
  void the_letters_come_with_it() throws Exception {
    try (var document = Loader.loadPDF(signing().apply(SAID))) {
      for (var name : document.getPage(0).getResources().getFontNames()) {
        var font = document.getPage(0).getResources().getFont(name);
        assertThat(font.isEmbedded()).isTrue();
        assertThat(font.getCOSObject().getNameAsString(COSName.BASE_FONT))
            .endsWith("LiberationSans");
      }
    }
  }

  @Test
  void a_token_that_is_pulled_out_costs_nobody_the_receipt() throws Exception {
    var pulled =
        new Signer() {
          @Override
          public List<X509Certificate> chain() {
            return signer.chain();
          }

          @Override
          public byte[] sign(byte[] bytes) {
            throw new SigningFailure("CKR_DEVICE_REMOVED", new IllegalStateException());
          }

          @Override
          public void close() {}
        };
    var printer =
        new ReceiptPrinter(SignerSlot.open(() -> pulled, () -> TestChain.NOW), () -> TestChain.NOW);
    for (var i = 0; i < 2; i++) {
      assertThat(text(printer.apply(SAID)))
          .contains("SEM ASSINATURA")
          .contains("está sem o certificado");
    }
  }
}
