package ponto.ledger;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/**
 * What a worker's receipt of a punch says, read from the frozen lines of the ledger: the same for
 * ever, whatever is called otherwise later.
 *
 * @param id the punch's, from the client
 * @param employer the employer's name
 * @param document of the establishment: a CNPJ of 14 characters or a CPF of 11
 * @param cnoCaepf CNO or CAEPF; empty when there is none
 * @param place where the work is done
 * @param worker the worker's name
 * @param punchedAt the record's date and time, in minutes, with the offset of where it was pressed
 * @param collector the law's code, 1 to 5
 * @param inpi this program's registration, digits only; empty when there is none
 * @param hash SHA-256 of the punch, 64 hex characters, as in its line
 */
public record Comprovante(
    UUID id,
    long nsr,
    String employer,
    String document,
    String cnoCaepf,
    String place,
    String worker,
    String cpf,
    OffsetDateTime punchedAt,
    OffsetDateTime recordedAt,
    int collector,
    boolean offline,
    String inpi,
    String hash) {
  private static final DateTimeFormatter PRINTED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxx", Locale.ROOT);

  /** What no line says of a punch. */
  record Beside(UUID id, String workerToday, String inpi) {}

  /**
   * Reads the lines.
   *
   * @param punch type 7
   * @param employer the last type 2 before it
   * @param worker the last type 5 of the worker before it; empty when there is none
   */
  static Comprovante of(String punch, String employer, String worker, Beside beside) {
    var document = column(employer, 50, 63);
    return new Comprovante(
        beside.id(),
        Long.parseLong(column(punch, 1, 9)),
        column(employer, 78, 227),
        document,
        column(employer, 64, 77),
        column(employer, 228, 327),
        worker.isEmpty() ? beside.workerToday() : column(worker, 48, 99),
        column(punch, 36, 46),
        OffsetDateTime.parse(column(punch, 11, 34), PRINTED),
        OffsetDateTime.parse(column(punch, 47, 70), PRINTED),
        Integer.parseInt(column(punch, 71, 72)),
        punch.charAt(72) == '1',
        beside.inpi(),
        column(punch, 74, 137));
  }

  /** The columns, counted from 1 and both included, as the law counts them. */
  private static String column(String line, int first, int last) {
    return line.substring(first - 1, last).strip();
  }
}
