package ponto.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.function.Consumer;

/** Every table of the database at one instant, a file each, row by row. */
public final class Snapshot {
  /** May read every row of every table, see {@code afterMigrate.sql}. */
  public static final String ROLE = "ponto_backup";

  private final Connection connection;
  private final Consumer<String> progress;

  /** {@code connection} is in the role {@link #ROLE}; {@code progress} hears each table. */
  public Snapshot(Connection connection, Consumer<String> progress) {
    this.connection = connection;
    this.progress = progress;
  }

  /** Writes the tables beside the letters, which were copied before, and says what there is. */
  public Manifest write(Folder folder, String product, Instant takenAt, Manifest.Letters letters)
      throws SQLException, IOException {
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    var catalog = new Catalog(connection);
    var schema = catalog.schema();
    var ledgers = catalog.ledgers();
    var tables = new ArrayList<Manifest.Table>();
    for (var table : catalog.tables()) {
      if (!table.readable()) {
        throw new Damage(
            "the table " + table.name(),
            "cannot be read by the role " + ROLE + ": start the clock once, it sees to that");
      }
      var named = new Manifest.Table(table.name(), table.columns(), 0);
      var rows = new long[1];
      folder.pack(named.file(), out -> rows[0] = copied(catalog, table, out));
      tables.add(new Manifest.Table(table.name(), table.columns(), rows[0]));
      progress.accept(table.name() + ": " + rows[0] + " rows");
    }
    connection.rollback();
    return new Manifest(product, schema, takenAt, letters, tables, ledgers, folder.stored());
  }

  private static long copied(Catalog catalog, Catalog.Table table, OutputStream out)
      throws IOException {
    try {
      return catalog.copy(table.name(), table.columns(), out);
    } catch (SQLException e) {
      throw new IOException("the table " + table.name() + " could not be copied", e);
    }
  }
}
