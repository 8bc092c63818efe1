package ponto.server;

import java.sql.SQLException;

/**
 * Tells a database that is away or overburdened, where coming again helps, from a statement that is
 * wrong and stays wrong. The recorder asks more of its letters: see {@code ponto.ledger.Trouble}.
 */
final class DatabaseTrouble {
  private static final int STATE_LENGTH = 5;

  private DatabaseTrouble() {}

  /** Whether the same request may go well a moment later. */
  static boolean isOf(SQLException failure) {
    var state = failure.getSQLState();
    if (state == null || state.length() != STATE_LENGTH) {
      return true; // Of the driver itself, which speaks so of its connection.
    }
    return switch (state.substring(0, 2)) {
      // Connection, authorization, catalog, roll-back, resources, state of an object, operator,
      // system, configuration file, internal: nothing of it is in the statement.
      case "08", "28", "3D", "40", "53", "55", "57", "58", "F0", "XX" -> true;
      // A transaction's state is ours to keep, but not that a standby only reads or a timeout ends
      // it.
      case "25" -> state.equals("25006") || state.equals("25P03");
      default -> false;
    };
  }
}
