package ponto.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import ponto.inbox.Letter;
import ponto.punch.Punch;

/** One row into a bare table with nothing but its primary key: the least that stores a punch. */
final class PlainInsert implements InsertAndCommit.Insert {
  private final Connection connection;
  private final PreparedStatement insert;

  /** On a connection in auto-commit mode, so that the insert and its commit are one round trip. */
  PlainInsert(Connection connection) throws SQLException {
    this.connection = connection;
    insert =
        connection.prepareStatement(
            """
            INSERT INTO punch
              (employer_id, id, cpf, punched_at, punched_offset, zone, received_at, collector, offline, receipt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
  }

  /** Makes the table in the connection's schema. */
  static void createTable(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE punch (
            employer_id bigint NOT NULL,
            id uuid NOT NULL,
            cpf text NOT NULL,
            punched_at timestamptz NOT NULL,
            punched_offset smallint NOT NULL,
            zone text NOT NULL,
            received_at timestamptz NOT NULL,
            collector text NOT NULL,
            offline boolean NOT NULL,
            receipt text NOT NULL,
            PRIMARY KEY (employer_id, id)
          )
          """);
    }
  }

  @Override
  public void commit(Letter letter, Punch punch) throws SQLException {
    insert.setLong(1, letter.sender().employerId());
    insert.setObject(2, punch.id());
    insert.setString(3, letter.sender().workerCpf());
    insert.setObject(4, punch.at().atOffset(ZoneOffset.UTC));
    insert.setInt(5, punch.offsetMinutes());
    insert.setString(6, punch.zone().getId());
    insert.setObject(7, letter.receivedAt().atOffset(ZoneOffset.UTC));
    insert.setString(8, punch.collector().wire());
    insert.setBoolean(9, punch.offline());
    insert.setString(10, letter.receipt());
    insert.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
