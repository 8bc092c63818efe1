package ponto.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Objects;
import ponto.afd.PunchLine;
import ponto.inbox.Letter;
import ponto.punch.Punch;

/**
 * The same with what the law asks for: locks the establishment's counter, gives the next number,
 * chains the hash, stores line and punch. Three round trips; the three writes travel together.
 */
final class ChainedInsert implements InsertAndCommit.Insert {
  private final Connection connection;
  private final InstantSource clock;
  private final PreparedStatement lock;
  private final PreparedStatement write;

  /** On a connection of its own, whose auto-commit is switched off. */
  ChainedInsert(Connection connection, InstantSource clock) throws SQLException {
    this.connection = connection;
    this.clock = clock;
    connection.setAutoCommit(false);
    lock =
        connection.prepareStatement(
            "SELECT last_nsr, last_hash FROM counter WHERE establishment_id = 1 FOR UPDATE");
    write =
        connection.prepareStatement(
            """
            INSERT INTO ledger (establishment_id, nsr, employer_id, type, recorded_at, line)
            VALUES (1, ?, ?, 7, ?, ?);
            INSERT INTO punch
              (employer_id, id, nsr, cpf, punched_at, punched_offset, zone, received_at, collector, offline, receipt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
            UPDATE counter SET last_nsr = ?, last_hash = ? WHERE establishment_id = 1
            """);
  }

  /** Makes the tables in the connection's schema, with one establishment. */
  static void createTables(Connection connection) throws SQLException {
    PlainInsert.createTable(connection);
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          ALTER TABLE punch ADD nsr bigint NOT NULL;
          CREATE TABLE ledger (
            establishment_id bigint NOT NULL,
            nsr bigint NOT NULL,
            employer_id bigint NOT NULL,
            type smallint NOT NULL,
            recorded_at timestamptz NOT NULL,
            line text NOT NULL,
            PRIMARY KEY (establishment_id, nsr)
          );
          CREATE TABLE counter (
            establishment_id bigint PRIMARY KEY,
            last_nsr bigint NOT NULL,
            last_hash text NOT NULL
          ) WITH (fillfactor = 50);
          INSERT INTO counter VALUES (1, 0, '')
          """);
    }
  }

  @Override
  public void commit(Letter letter, Punch punch) throws SQLException {
    long nsr;
    String hash;
    try (var row = lock.executeQuery()) {
      row.next();
      nsr = row.getLong(1) + 1;
      hash = row.getString(2);
    }
    var recordedAt = clock.instant().atZone(punch.zone()).toOffsetDateTime();
    var punchedAt = punch.at().atZone(punch.zone()).toOffsetDateTime();
    var cpf = Objects.requireNonNull(letter.sender().workerCpf());
    var line =
        new PunchLine(
                nsr, punchedAt, cpf, recordedAt, punch.collector().afdCode(), punch.offline(), hash)
            .print();
    write.setLong(1, nsr);
    write.setLong(2, letter.sender().employerId());
    write.setObject(3, recordedAt);
    write.setString(4, line.text());
    write.setLong(5, letter.sender().employerId());
    write.setObject(6, punch.id());
    write.setLong(7, nsr);
    write.setString(8, cpf);
    write.setObject(9, punch.at().atOffset(ZoneOffset.UTC));
    write.setInt(10, punch.offsetMinutes());
    write.setString(11, punch.zone().getId());
    write.setObject(12, letter.receivedAt().atOffset(ZoneOffset.UTC));
    write.setString(13, punch.collector().wire());
    write.setBoolean(14, punch.offline());
    write.setString(15, letter.receipt());
    write.setLong(16, nsr);
    write.setString(17, line.hash());
    write.execute();
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
