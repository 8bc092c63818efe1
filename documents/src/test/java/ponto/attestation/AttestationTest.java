package ponto.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import java.nio.file.Path;
import java.util.Base64;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ponto.attestation.Maker.Person;
import ponto.roster.Establishments.Company;
import ponto.signature.Pades;
import ponto.signature.TestChain;
import ponto.signature.Validator;

class AttestationTest {
  private static final Maker MAKER =
      new Maker(
          "11444777000161",
          "Desenvolvedora Fictícia Ltda",
          "contato@example.com",
          "Ponto",
          ">= 1.2",
          new Person("Técnica Fictícia", "52998224725"),
          new Person("Representante Fictício", "11144477735"));
  private static final Company RECIPIENT =
      new Company(1, "11222333000181", "Padaria São João Fictícia Ltda", "", "512026001234");

  @TempDir Path folder;

  private static String text(byte[] pdf) throws Exception {
    try (var document = Loader.loadPDF(pdf)) {
      assertThat(document.getNumberOfPages()).isEqualTo(1);
      assertThat(document.getPage(0).getMediaBox().getHeight()).isEqualTo(842);
      return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
    }
  }

  @Test
  void it_says_all_that_the_model_asks_for() throws Exception {
    var key = new TestChain().signer(folder).certificate().getPublicKey();
    var text = text(Attestation.pdf(MAKER, RECIPIENT, key, TestChain.NOW));
    assertThat(text)
        .contains("Atestado Técnico e Termo de Responsabilidade")
        .contains("Tipo REP-P")
        .contains("Marca N/A", "Modelo N/A", "conformidade N/A", "fabricação N/A")
        .contains("Registro no INPI 512026001234")
        .contains("Identificador do programa Ponto", "Versão do programa >= 1.2")
        .contains("Assinatura eletrônica (REP-C) N/A")
        .contains("Algoritmo assimétrico RSA, 2048 bits", "Algoritmo de hash SHA-256")
        .contains("Desenvolvedora Fictícia Ltda", "11.444.777/0001-61", "contato@example.com")
        .contains("Padaria São João Fictícia Ltda", "11.222.333/0001-81")
        .contains("Nome Técnica Fictícia CPF 529.982.247-25")
        .contains("Nome Representante Fictício CPF 111.444.777-35");
    assertThat(text.replace(" ", ""))
        .contains(Base64.getEncoder().encodeToString(key.getEncoded()));
  }

  @Test
  void without_a_certificate_or_a_number_it_says_so() throws Exception {
    var unregistered = new Company(1, "11222333000181", "Padaria", "", "");
    assertThat(text(Attestation.pdf(MAKER, unregistered, null, TestChain.NOW)))
        .contains("Registro no INPI NÃO INFORMADO")
        .contains("Algoritmo assimétrico SEM CERTIFICADO");
  }

  @Test
  void two_persons_sign_one_after_the_other_and_both_signatures_pass() throws Exception {
    var chain = new TestChain();
    var signer = chain.signer(folder);
    var first =
        Pades.sign(signer, Attestation.pdf(MAKER, RECIPIENT, null, TestChain.NOW), TestChain.NOW);
    var both = Pades.sign(signer, first, TestChain.NOW);
    assertThat(new Validator(chain).judgeAll(both, null))
        .hasSize(2)
        .allSatisfy(verdict -> {
          assertThat(verdict.indication()).as("%s", verdict).isEqualTo(Indication.TOTAL_PASSED);
          assertThat(verdict.level()).isEqualTo(SignatureLevel.PAdES_BASELINE_B);
        });
  }

  @Test
  void a_value_that_cannot_be_right_names_its_key_and_what_to_write() {
    assertThatThrownBy(() -> with("11444777000162", "a@example.com"))
        .hasMessageContaining("developer.document")
        .hasMessageContaining("write it without punctuation");
    assertThatThrownBy(() -> with("11444777000161", "nobody"))
        .hasMessageContaining("developer.email");
  }

  private static Maker with(String document, String email) {
    var person = MAKER.technician();
    return new Maker(document, "Nome", email, "Ponto", "1", person, person);
  }
}
