package ponto.afd;

import java.time.LocalDate;
import java.time.OffsetDateTime;

/**
 * Type 1, 302 bytes: whose records the file holds, of which days, made when and by whose program.
 *
 * @param employer whose establishment it is
 * @param inpi the program's registration, digits only; empty when there is none
 * @param first the first day of the records
 * @param last the last day of the records
 * @param generatedAt when the file was made
 * @param developer who made the program and signs its files
 */
public record AfdHeader(
    Employer employer,
    String inpi,
    LocalDate first,
    LocalDate last,
    OffsetDateTime generatedAt,
    Developer developer) {
  /** The layout that is written. */
  public static final String VERSION = "004";

  private static final int CPF_LENGTH = 11;

  /**
   * The employer of one establishment.
   *
   * @param document the establishment's CNPJ (14 characters, letters allowed) or CPF
   * @param cnoCaepf CNO or CAEPF, empty when there is none
   */
  public record Employer(String document, String cnoCaepf, String name) {}

  /** The program's developer, by CNPJ (14 characters, letters allowed) or CPF. */
  public record Developer(String document) {}

  /** The line as the law prints it, without CR LF. */
  public String text() {
    return new Columns(302)
        .number(0, 9)
        .number(1, 1)
        .number(idKind(employer.document), 1)
        .text(employer.document, 14)
        .text(employer.cnoCaepf, 14)
        .text(employer.name, 150)
        .text(inpi, 17)
        .date(first)
        .date(last)
        .instant(generatedAt)
        .text(VERSION, 3)
        .number(idKind(developer.document), 1)
        .text(developer.document, 14)
        .text("", 30)
        .crc()
        .line();
  }

  /** The file's name: AFD, registration, employer and REP_P, simply joined. */
  public String fileName() {
    return "AFD" + inpi + employer.document + "REP_P.txt";
  }

  private static int idKind(String document) {
    return document.length() == CPF_LENGTH ? 2 : 1;
  }
}
