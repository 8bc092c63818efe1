package ponto.afd;

import java.time.OffsetDateTime;

/**
 * Type 2, 331 bytes: the employer's identification included or changed.
 *
 * @param recordedAt when the REP recorded it
 * @param responsibleCpf the person who answers for the change, 11 digits
 * @param idKind 1 CNPJ, 2 CPF
 * @param document the establishment's CNPJ (14 characters, letters allowed) or CPF
 * @param cnoCaepf CNO or CAEPF, empty when there is none
 * @param name the employer's name
 * @param place where the work is done
 */
public record EmployerLine(
    long nsr,
    OffsetDateTime recordedAt,
    String responsibleCpf,
    int idKind,
    String document,
    String cnoCaepf,
    String name,
    String place)
    implements AfdLine {
  @Override
  public int type() {
    return 2;
  }

  @Override
  public String text() {
    return new Columns(331)
        .number(nsr, 9)
        .number(2, 1)
        .instant(recordedAt)
        .number(responsibleCpf, 14)
        .number(idKind, 1)
        .text(document, 14)
        .text(cnoCaepf, 14)
        .text(name, 150)
        .text(place, 100)
        .crc()
        .line();
  }
}
