package ponto.access;

import java.sql.Connection;
import java.sql.SQLException;

/** Makes a connection speak for one employer: row-level security shows it nobody else's rows. */
public final class Tenant {
  private Tenant() {}

  /** Something done in one transaction that speaks for one employer. */
  @FunctionalInterface
  public interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /** Opens a connection, does the work in one transaction for the employer, commits and closes. */
  public static <T> T speakingFor(long employerId, Connections connections, Work<T> work)
      throws SQLException {
    try (var connection = connections.open()) {
      connection.setAutoCommit(false);
      try {
        speakFor(connection, employerId);
        var answer = work.with(connection);
        connection.commit();
        return answer;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  /** From here to the end of the transaction the connection speaks for this employer. */
  public static void speakFor(Connection connection, long employerId) throws SQLException {
    try (var set = connection.prepareStatement("SELECT set_config('ponto.employer', ?, true)")) {
      set.setString(1, Long.toString(employerId));
      set.execute();
    }
  }
}
