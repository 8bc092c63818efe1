package ponto.receipt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;
import ponto.ledger.Comprovante;
import ponto.signature.Pades;
import ponto.signature.SignerSlot;
import ponto.signature.SigningFailure;
import ponto.signature.Standing;

/**
 * Prints receipts, signed while there is a valid certificate, else plainly marked as unsigned: a
 * worker gets the proof in any case.
 */
public final class ReceiptPrinter implements Function<Comprovante, byte[]> {
  /** The law's words. */
  static final String TITLE = "Comprovante de Registro de Ponto do Trabalhador";

  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("dd/MM/uuuu  HH:mm", Locale.ROOT);

  private final SignerSlot slot;
  private final InstantSource clock;

  /** A printer that signs while the signer is there; what it prints otherwise says so. */
  public ReceiptPrinter(SignerSlot slot, InstantSource clock) {
    this.slot = slot;
    this.clock = clock;
  }

  @Override
  public byte[] apply(Comprovante comprovante) {
    var now = clock.instant();
    var signer = slot.find().orElse(null);
    if (signer == null) {
      return unsigned(
          comprovante,
          slot.isMeant() ? "o relógio está sem o certificado" : "não há certificado configurado");
    }
    if (!Standing.of(signer.certificate(), now).isValid()) {
      return unsigned(comprovante, "o certificado não está na validade");
    }
    var name = commonName(signer.certificate().getSubjectX500Principal());
    try {
      var pdf = sheet(comprovante).item("Assinatura eletrônica (PAdES)", name).pdf();
      return Pades.sign(signer, pdf, now);
    } catch (SigningFailure e) {
      slot.lost(signer);
      return unsigned(comprovante, "o relógio está sem o certificado");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] unsigned(Comprovante comprovante, String why) {
    return sheet(comprovante)
        .boxed("SEM ASSINATURA: este arquivo não tem assinatura eletrônica, pois " + why + ".")
        .pdf();
  }

  private static Sheet sheet(Comprovante said) {
    return new Sheet(TITLE, said.recordedAt().toInstant())
        .heading(TITLE)
        .rule()
        .large(INSTANT.format(said.punchedAt()))
        .lines("UTC" + said.punchedAt().getOffset().getId())
        .item("NSR", "%09d".formatted(said.nsr()))
        .item("Trabalhador", said.worker(), "CPF " + cpf(said.cpf()))
        .item("Empregador", said.employer(), document(said.document()), cnoCaepf(said.cnoCaepf()))
        .item("Local de trabalho", said.place())
        .item("REP-P: registro no INPI", said.inpi().isEmpty() ? "não informado" : said.inpi())
        .item("Gravação no REP-P", recorded(said.recordedAt()), how(said))
        .item("Hash SHA-256", said.hash().substring(0, 32), said.hash().substring(32));
  }

  private static String recorded(OffsetDateTime at) {
    return INSTANT.format(at) + "  UTC" + at.getOffset().getId();
  }

  private static String how(Comprovante said) {
    var collector =
        switch (said.collector()) {
          case 1 -> "aplicativo de celular";
          case 2 -> "navegador";
          case 3 -> "programa de computador";
          case 4 -> "dispositivo eletrônico";
          default -> "outro dispositivo";
        };
    return "Coletor: " + collector + (said.offline() ? ", off-line" : ", on-line");
  }

  private static String cpf(String digits) {
    return digits.replaceFirst("(...)(...)(...)(..)", "$1.$2.$3-$4");
  }

  private static String document(String text) {
    return text.length() == 11
        ? "CPF " + cpf(text)
        : "CNPJ " + text.replaceFirst("(..)(...)(...)(....)(..)", "$1.$2.$3/$4-$5");
  }

  private static String cnoCaepf(String digits) {
    return digits.isEmpty() ? "" : "CNO/CAEPF " + digits;
  }

  private static String commonName(X500Principal subject) {
    try {
      for (var part : new LdapName(subject.getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return String.valueOf(part.getValue());
        }
      }
    } catch (InvalidNameException e) {
      // Shown as it is.
    }
    return subject.getName();
  }
}
