package ponto.bench;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Makes the database slower by a sleep in each transaction that writes into one table, before its
 * commit and with its locks held: the same for every design, and a model of a slow or distant
 * database, not of a network.
 */
final class AddedTime {
  private AddedTime() {}

  /**
   * From now on each statement that inserts into the table sleeps so long; 0 takes the sleep away.
   *
   * @param connection as the table's owner, in its schema
   */
  static void set(Connection connection, String table, int millis) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("DROP TRIGGER IF EXISTS added_time ON " + table);
      if (millis > 0) {
        statement.execute(
            """
            CREATE OR REPLACE FUNCTION added_time() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM pg_sleep(%d / 1000.0);
              RETURN NULL;
            END
            $$
            """
                .formatted(millis));
        statement.execute(
            "CREATE TRIGGER added_time AFTER INSERT ON "
                + table
                + " FOR EACH STATEMENT EXECUTE FUNCTION added_time()");
      }
    }
  }
}
