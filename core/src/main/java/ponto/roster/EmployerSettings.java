package ponto.roster;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;

/** What an employer decided for all its people. */
public final class EmployerSettings {
  private static final String PLACE =
      "SELECT place_wanted, place_purpose FROM employer_settings WHERE employer_id = ?";
  private static final String DECIDE =
      """
      INSERT INTO employer_settings (employer_id, place_wanted, place_purpose) VALUES (?, ?, ?)
      ON CONFLICT (employer_id) DO UPDATE
        SET place_wanted = excluded.place_wanted, place_purpose = excluded.place_purpose
      """;

  private static final String RETENTION =
      "SELECT evidence_days FROM employer_settings WHERE employer_id = ?";
  private static final String KEEP =
      """
      INSERT INTO employer_settings (employer_id, place_wanted, place_purpose, evidence_days) VALUES (?, false, '', ?)
      ON CONFLICT (employer_id) DO UPDATE SET evidence_days = excluded.evidence_days
      """;

  private EmployerSettings() {}

  /** What this employer decided about the place, or what holds until it does. */
  public static PlaceSetting place(Connection connection, long employerId) throws SQLException {
    try (var query = connection.prepareStatement(PLACE)) {
      query.setLong(1, employerId);
      try (var rows = query.executeQuery()) {
        return rows.next()
            ? new PlaceSetting(rows.getBoolean("place_wanted"), rows.getString("place_purpose"))
            : PlaceSetting.NOT_WANTED;
      }
    }
  }

  /** From here on this is what it decided. */
  public static void decide(Connection connection, long employerId, PlaceSetting place)
      throws SQLException {
    try (var insert = connection.prepareStatement(DECIDE)) {
      insert.setLong(1, employerId);
      insert.setBoolean(2, place.wanted());
      insert.setString(3, place.purpose());
      insert.executeUpdate();
    }
  }

  /** How long this employer keeps evidence, as decided or until it is. */
  public static EvidenceRetention retention(Connection connection, long employerId)
      throws SQLException {
    try (var query = connection.prepareStatement(RETENTION)) {
      query.setLong(1, employerId);
      try (var rows = query.executeQuery()) {
        var days = rows.next() ? rows.getObject(1, Integer.class) : null;
        return new EvidenceRetention(days);
      }
    }
  }

  /** From here on it keeps evidence that long. */
  public static void decide(Connection connection, long employerId, EvidenceRetention retention)
      throws SQLException {
    try (var insert = connection.prepareStatement(KEEP)) {
      insert.setLong(1, employerId);
      insert.setObject(2, retention.days(), Types.INTEGER);
      insert.executeUpdate();
    }
  }
}
