package ponto.afd;

import java.time.OffsetDateTime;

/**
 * Type 5, 118 bytes: a worker included, changed or removed.
 *
 * @param recordedAt when the REP recorded it
 * @param operation what happened to the worker
 * @param cpf the worker's CPF, 11 digits
 * @param name the worker's name; what does not fit in 52 characters is cut
 * @param responsibleCpf the person who answers for it, 11 digits
 */
public record WorkerLine(
    long nsr,
    OffsetDateTime recordedAt,
    Operation operation,
    String cpf,
    String name,
    String responsibleCpf)
    implements AfdLine {
  /** What happened to the worker: the law's letters I, A and E. */
  public enum Operation {
    INCLUDED("I"),
    CHANGED("A"),
    REMOVED("E");

    private final String letter;

    Operation(String letter) {
      this.letter = letter;
    }
  }

  @Override
  public int type() {
    return 5;
  }

  @Override
  public String text() {
    return new Columns(118)
        .number(nsr, 9)
        .number(5, 1)
        .instant(recordedAt)
        .text(operation.letter, 1)
        .number(cpf, 12)
        .text(name, 52)
        .text("", 4)
        .number(responsibleCpf, 11)
        .crc()
        .line();
  }
}
