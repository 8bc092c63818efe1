package ponto.legal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whose ledgers a database holds, whoever the employer is. */
public final class Ledgers {
  private static final String ALL =
      "SELECT employer_id, document FROM establishment ORDER BY establishment_id";

  private Ledgers() {}

  /** An establishment's CNPJ or CPF, and whose it is. */
  public record Owned(long employerId, String document) {}

  /** All of them; asked in the role {@code ponto_report} for nobody. */
  public static List<Owned> all(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(ALL)) {
      var all = new ArrayList<Owned>();
      while (rows.next()) {
        all.add(new Owned(rows.getLong(1), rows.getString(2)));
      }
      return all;
    }
  }
}
