package ponto.attestation;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import ponto.receipt.Sheet;
import ponto.roster.Establishments.Company;

/**
 * Prints the "Atestado Técnico e Termo de Responsabilidade" (art. 89 of the Portaria), which two
 * natural persons sign before an employer may use the program.
 */
public final class Attestation {
  /** The law's words. */
  static final String TITLE = "Atestado Técnico e Termo de Responsabilidade";

  private static final ZoneId ZONE = ZoneId.of("America/Sao_Paulo");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("dd/MM/uuuu", Locale.ROOT);
  private static final int CPF_LENGTH = 11;

  /** The model's words where it does not apply. */
  private static final String NOT_APPLICABLE = "N/A";

  private Attestation() {}

  /**
   * The PDF, to be signed.
   *
   * @param key of the certificate that signs receipts and AFD; null while there is none
   */
  public static byte[] pdf(Maker maker, Company recipient, @Nullable PublicKey key, Instant at) {
    var sheet =
        new Sheet(TITLE, at, Sheet.Paper.A4)
            .heading(TITLE)
            .prose(
                "Art. 89 da Portaria MTP nº 671, de 8 de novembro de 2021. Emitido em "
                    + DAY.format(at.atZone(ZONE))
                    + ".")
            .rule();
    system(sheet, maker, recipient.inpi(), key);
    sheet
        .part("Desenvolvedor")
        .field("Nome ou razão social", maker.name())
        .field("CNPJ ou CPF", document(maker.document()))
        .field("E-mail", maker.email())
        .part("Destinatário: empregador autorizado a usar o sistema")
        .field("Nome ou razão social", recipient.name())
        .field("CNPJ ou CPF", document(recipient.document()));
    return declared(sheet, maker).pdf();
  }

  private static void system(Sheet sheet, Maker maker, String inpi, @Nullable PublicKey key) {
    sheet
        .part("Sistema")
        .field("Tipo", "REP-P (registrador eletrônico de ponto via programa)")
        .field("Marca", NOT_APPLICABLE)
        .field("Modelo", NOT_APPLICABLE)
        .field("Certificado de conformidade", NOT_APPLICABLE)
        .field("Número de fabricação", NOT_APPLICABLE)
        .field("Registro no INPI", inpi.isEmpty() ? "NÃO INFORMADO" : inpi)
        .field("Identificador do programa", maker.program())
        .field("Versão do programa", maker.version())
        .field("Assinatura eletrônica (REP-C)", NOT_APPLICABLE)
        .field("Algoritmo assimétrico", key == null ? "SEM CERTIFICADO" : algorithm(key))
        .field("Algoritmo de hash", "SHA-256")
        .fine(
            "Chave pública (Base64)",
            key == null ? "SEM CERTIFICADO" : Base64.getEncoder().encodeToString(key.getEncoded()));
  }

  private static Sheet declared(Sheet sheet, Maker maker) {
    return sheet
        .part("Termo de responsabilidade")
        .prose(
            "Os signatários atestam, sob as penas da lei, que o sistema identificado acima atende à"
                + " Portaria MTP nº 671/2021 e, em particular, que ele não restringe o horário da"
                + " marcação, não marca ponto automaticamente, não exige autorização prévia para"
                + " marcar sobrejornada e não tem recurso que permita alterar os dados registrados"
                + " pelo trabalhador (art. 74).")
        .prose(
            "Declaram conhecer as consequências legais, inclusive criminais, de declaração,"
                + " documento ou certificado falso.")
        .part("Responsável técnico")
        .field("Nome", maker.technician().name())
        .field("CPF", cpf(maker.technician().cpf()))
        .part("Responsável legal")
        .field("Nome", maker.representative().name())
        .field("CPF", cpf(maker.representative().cpf()))
        .boxed(
            "Válido somente com as assinaturas eletrônicas qualificadas (PAdES, ICP-Brasil) dos"
                + " dois responsáveis acima neste arquivo.");
  }

  private static String algorithm(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> "RSA, " + rsa.getModulus().bitLength() + " bits";
      case ECPublicKey curve -> "ECDSA, " + curve.getParams().getOrder().bitLength() + " bits";
      default -> key.getAlgorithm();
    };
  }

  private static String cpf(String digits) {
    return digits.replaceFirst("(...)(...)(...)(..)", "$1.$2.$3-$4");
  }

  private static String document(String text) {
    return text.length() == CPF_LENGTH
        ? cpf(text)
        : text.replaceFirst("(..)(...)(...)(....)(..)", "$1.$2.$3/$4-$5");
  }
}
