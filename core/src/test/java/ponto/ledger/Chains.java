package ponto.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import ponto.testing.TestDatabase;

/** Looks at a ledger from outside, with code of its own: NSR without gaps, chain whole. */
final class Chains {
  private Chains() {}

  /**
   * Every establishment's ledger is gapless, in order of time, and its chain verifies; answers the
   * punches' count.
   */
  static int verify(TestDatabase database) throws SQLException {
    assertThat(
            column(
                database,
                "SELECT establishment_id FROM ledger GROUP BY 1 HAVING count(*) <> max(nsr)"))
        .isEmpty();
    assertThat(
            column(
                database,
                "SELECT nsr FROM (SELECT nsr, recorded_at < lag(recorded_at) OVER (PARTITION BY establishment_id ORDER BY nsr) AS back FROM ledger) l WHERE back"))
        .isEmpty();
    var punches = 0;
    for (var establishment : column(database, "SELECT DISTINCT establishment_id FROM ledger")) {
      var previous = "";
      for (var line :
          column(
              database,
              "SELECT line FROM ledger WHERE type = 7 AND establishment_id = "
                  + establishment
                  + " ORDER BY nsr")) {
        assertThat(line.substring(73)).isEqualTo(hash(line.substring(0, 73) + previous));
        previous = line.substring(73);
        punches++;
      }
    }
    return punches;
  }

  static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of a query as the recorder sees it: all employers. */
  static List<String> column(TestDatabase database, String sql) throws SQLException {
    try (var connection = database.connectAs("ponto_recorder");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
      return values;
    }
  }
}
