package ponto.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import ponto.inbox.Letter;
import ponto.lambda.batch.Deliveries;
import ponto.lambda.batch.Delivery.Addressed;
import ponto.lambda.database.CloudDatabase;
import ponto.lambda.database.Settings;
import ponto.punch.LetterReader;
import ponto.punch.Reading;

/**
 * The function that common samples show, to be measured against: a connection for each invocation,
 * a statement and a commit for each row of a bare table, no NSR, no chain, no books.
 */
public final class RowByRowHandler implements RequestStreamHandler {
  /** The bare table it writes to. */
  public static final String TABLE =
      """
      CREATE TABLE row_by_row (
        employer_id bigint NOT NULL,
        id uuid NOT NULL,
        cpf text,
        punched_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
        receipt text NOT NULL,
        PRIMARY KEY (employer_id, id)
      )
      """;

  private static final String INSERT =
      "INSERT INTO row_by_row VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

  private final CloudDatabase database =
      new CloudDatabase(Settings.of(System.getenv()), System.getenv(), InstantSource.system());

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    try (var connection = database.asSource().getConnection()) {
      for (var delivery : Deliveries.read(event)) {
        if (delivery instanceof Addressed(_, _, var letter)) {
          insert(connection, letter);
        }
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
    answer.write("{\"batchItemFailures\":[]}".getBytes(StandardCharsets.UTF_8));
  }

  private static void insert(Connection connection, Letter letter) throws SQLException {
    for (var reading : LetterReader.read(letter.body())) {
      if (reading instanceof Reading.Legible(_, var punch, _)) {
        try (var insert = connection.prepareStatement(INSERT)) {
          insert.setLong(1, letter.sender().employerId());
          insert.setObject(2, punch.id());
          insert.setString(3, letter.sender().workerCpf());
          insert.setObject(4, punch.at().atOffset(ZoneOffset.UTC));
          insert.setObject(5, letter.receivedAt().atOffset(ZoneOffset.UTC));
          insert.setString(6, letter.receipt());
          insert.executeUpdate();
        }
      }
    }
  }
}
