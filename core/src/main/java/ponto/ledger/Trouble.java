package ponto.ledger;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a failed transaction means for its letters. */
enum Trouble {
  /** Another recorder was faster: the same batch again sees the other's rows. */
  AGAIN,
  /** The database, its roles or its schema are not there: every letter waits, without limit. */
  AWAY,
  /** Something in the batch makes it fail: found by halving. */
  DEFECT;

  static Trouble of(SQLException failure) {
    var state = failure.getSQLState();
    if (state == null || state.length() != 5) {
      return AWAY;
    }
    return switch (state) {
      case "23505", "40001", "40P01" -> AGAIN; // unique violation, serialization failure, deadlock
      case "57014" -> AWAY; // cancelled: a timeout or an operator
      default -> ofClass(state.substring(0, 2));
    };
  }

  private static Trouble ofClass(@Nullable String sqlClass) {
    return switch (sqlClass) {
      // Connection, transaction state, authorization, catalog, privilege or schema, resources,
      // operator, system.
      case "08", "25", "28", "3D", "42", "53", "55", "57", "58", "F0", "XX" -> AWAY;
      case null, default -> DEFECT;
    };
  }
}
