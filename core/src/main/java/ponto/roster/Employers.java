package ponto.roster;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Whether this installation has an employer yet, and which. */
public final class Employers {
  private Employers() {}

  /**
   * The document (CNPJ or CPF) of the first employer entered; asked in the role {@code
   * ponto_roster} for nobody.
   */
  public static Optional<String> first(Connection connection) throws SQLException {
    try (var query =
            connection.prepareStatement(
                "SELECT document FROM employer ORDER BY employer_id LIMIT 1");
        var rows = query.executeQuery()) {
      return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
    }
  }

  /** The key of the employer with this document; asked in the same role. */
  public static Optional<Long> id(Connection connection, String document) throws SQLException {
    try (var query =
        connection.prepareStatement("SELECT employer_id FROM employer WHERE document = ?")) {
      query.setString(1, document);
      try (var rows = query.executeQuery()) {
        return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
      }
    }
  }
}
