package ponto.roster;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An employer and its establishments: reading them, and changing what may change. */
public final class Establishments {
  private static final String EMPLOYER =
      "SELECT id_kind, document, name, responsible_cpf, inpi FROM employer WHERE employer_id = ?";
  private static final String RENAME =
      "UPDATE employer SET name = ?, responsible_cpf = ?, inpi = ? WHERE employer_id = ?";
  private static final String FORMER_INPI =
      """
      INSERT INTO former_inpi (employer_id, until, inpi)
      SELECT employer_id, ?::timestamptz, inpi FROM employer WHERE employer_id = ? AND inpi <> ?
      ON CONFLICT DO NOTHING
      """;
  private static final String RENAME_ESTABLISHMENTS =
      "UPDATE establishment SET name = ? WHERE employer_id = ?";
  private static final String ALL =
      """
      SELECT establishment_id, document, cno_caepf, place, zone
      FROM establishment
      WHERE employer_id = ?
      ORDER BY establishment_id
      """;
  private static final String CHANGE =
      """
      UPDATE establishment SET cno_caepf = ?, place = ?, zone = ?
      WHERE employer_id = ? AND establishment_id = ?
      """;

  private Establishments() {}

  /**
   * An employer as hr keeps it.
   *
   * @param idKind 1 CNPJ, 2 CPF
   * @param responsibleCpf the person who answers for what is entered, 11 digits
   * @param inpi this program's registration, digits only; empty when there is none
   */
  public record Company(
      int idKind, String document, String name, String responsibleCpf, String inpi) {}

  /** The employer. */
  public static Company employer(Connection connection, long employerId) throws SQLException {
    try (var query = connection.prepareStatement(EMPLOYER)) {
      query.setLong(1, employerId);
      try (var rows = query.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalStateException("there is no employer " + employerId);
        }
        return new Company(
            rows.getInt("id_kind"),
            rows.getString("document"),
            rows.getString("name"),
            rows.getString("responsible_cpf"),
            rows.getString("inpi"));
      }
    }
  }

  /** Every establishment, in the order in which they were entered. */
  public static List<Establishment> all(Connection connection, long employerId)
      throws SQLException {
    try (var query = connection.prepareStatement(ALL)) {
      query.setLong(1, employerId);
      var all = new ArrayList<Establishment>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          all.add(
              new Establishment(
                  rows.getLong("establishment_id"),
                  rows.getString("document"),
                  rows.getString("cno_caepf"),
                  rows.getString("place"),
                  ZoneId.of(rows.getString("zone"))));
        }
      }
      return all;
    }
  }

  /** The establishment of this document. */
  public static Optional<Establishment> find(
      Connection connection, long employerId, String document) throws SQLException {
    return all(connection, employerId).stream()
        .filter(place -> place.document().equals(document))
        .findFirst();
  }

  /**
   * Writes the employer's name, responsible person and INPI number; the number until now is kept,
   * for the receipts of what was recorded under it.
   */
  public static void change(Connection connection, long employerId, Company after, Instant now)
      throws SQLException {
    try (var insert = connection.prepareStatement(FORMER_INPI)) {
      insert.setString(1, now.toString());
      insert.setLong(2, employerId);
      insert.setString(3, after.inpi());
      insert.executeUpdate();
    }
    try (var update = connection.prepareStatement(RENAME)) {
      update.setString(1, after.name());
      update.setString(2, after.responsibleCpf());
      update.setString(3, after.inpi());
      update.setLong(4, employerId);
      update.executeUpdate();
    }
    try (var update = connection.prepareStatement(RENAME_ESTABLISHMENTS)) {
      update.setString(1, after.name());
      update.setLong(2, employerId);
      update.executeUpdate();
    }
  }

  /** Writes an establishment's CNO or CAEPF, place and zone. */
  public static void change(Connection connection, long employerId, Establishment after)
      throws SQLException {
    try (var update = connection.prepareStatement(CHANGE)) {
      update.setString(1, after.cnoCaepf());
      update.setString(2, after.place());
      update.setString(3, after.zone().getId());
      update.setLong(4, employerId);
      update.setLong(5, after.establishmentId());
      update.executeUpdate();
    }
  }
}
