package ponto.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;

/**
 * Tables identical to the ledger's, which COPY fills with the ledger's own rows: what the database
 * can take at most.
 */
final class Twins {
  /** The tables that every recorded punch writes to, and their rows of one part. */
  private enum Table {
    LETTER(
        """
        SELECT letter.* FROM letter
        WHERE receipt IN (SELECT receipt FROM punch WHERE nsr > %1$d)
          AND abs(hashtext(receipt)) %% %2$d = %3$d
        """),
    LEDGER("SELECT * FROM ledger WHERE nsr > %1$d AND nsr %% %2$d = %3$d ORDER BY nsr"),
    PUNCH("SELECT * FROM punch WHERE nsr > %1$d AND nsr %% %2$d = %3$d ORDER BY nsr"),
    EVIDENCE(
        """
        SELECT evidence.* FROM evidence JOIN punch ON punch.id = punch_id
        WHERE nsr > %1$d AND nsr %% %2$d = %3$d ORDER BY nsr
        """);

    private final String rows;

    Table(String rows) {
      this.rows = rows;
    }

    String table() {
      return "public." + name().toLowerCase(Locale.ROOT);
    }

    String twin() {
      return "twin." + name().toLowerCase(Locale.ROOT);
    }
  }

  private final OwnPostgres postgres;
  private final Path folder;
  private final int parts;

  /** As many parts, each copied on a connection of its own. */
  Twins(OwnPostgres postgres, Path folder, int parts) {
    this.postgres = postgres;
    this.folder = folder;
    this.parts = parts;
  }

  /** Makes the tables, empty, with everything but row-level security. */
  void create() throws SQLException {
    try (var connection = postgres.asSuperuser();
        var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA twin");
      for (var table : Table.values()) {
        statement.execute(
            "CREATE TABLE %s (LIKE %s INCLUDING ALL)".formatted(table.twin(), table.table()));
      }
      for (var kept : List.of(Table.LETTER, Table.LEDGER, Table.PUNCH)) {
        statement.execute(
            """
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %1$s
              FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
            ALTER TABLE %1$s ENABLE ALWAYS TRIGGER append_only
            """
                .formatted(kept.twin()));
      }
    }
  }

  /** Writes the rows behind that number to files, in as many parts; takes no part in the timing. */
  void export(long afterNsr) throws SQLException, IOException {
    try (var connection = postgres.asSuperuser()) {
      var copies = connection.unwrap(PGConnection.class).getCopyAPI();
      for (int part = 0; part < parts; part++) {
        for (var table : Table.values()) {
          try (var out = Files.newOutputStream(file(table, part))) {
            copies.copyOut(
                "COPY (" + table.rows.formatted(afterNsr, parts, part) + ") TO STDOUT", out);
          }
        }
      }
    }
  }

  /** Copies all parts at once; answers how many nanoseconds until the last was committed. */
  long copy() throws SQLException, IOException, InterruptedException {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newFixedThreadPool(parts)) {
      var running = new ArrayList<Future<?>>();
      for (int part = 0; part < parts; part++) {
        int own = part;
        var connection = postgres.asSuperuser();
        connection.setAutoCommit(false);
        running.add(
            threads.submit(() -> {
              start.await();
              try (connection) {
                copy(connection, own);
              }
              return null;
            }));
      }
      long begun = System.nanoTime();
      start.countDown();
      for (var each : running) {
        each.get();
      }
      return System.nanoTime() - begun;
    } catch (ExecutionException e) {
      throw new SQLException("a COPY failed", e.getCause());
    }
  }

  private void copy(Connection connection, int part) throws SQLException {
    var copies = connection.unwrap(PGConnection.class).getCopyAPI();
    for (var table : Table.values()) {
      try (var in = Files.newInputStream(file(table, part))) {
        copies.copyIn("COPY " + table.twin() + " FROM STDIN", in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    connection.commit();
  }

  private Path file(Table table, int part) {
    return folder.resolve(table + "." + part + ".copy");
  }
}
