package ponto.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** What the database says about its own tables, and their rows as COPY prints them. */
final class Catalog {
  static final String LEDGER = "ledger";
  static final String PUNCH = "punch";

  private static final String SCHEMA =
      """
      SELECT version FROM flyway_schema_history
      WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1
      """;
  private static final String TABLES =
      """
      SELECT c.relname,
        (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
        has_table_privilege(current_user, c.oid, 'SELECT')
          AND (NOT c.relrowsecurity OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup'))
      FROM pg_class c
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
        AND c.relname <> 'flyway_schema_history'
      ORDER BY c.relname
      """;
  private static final String LEDGERS =
      """
      SELECT c.establishment_id, e.document, c.last_nsr, c.last_hash
      FROM counter c JOIN establishment e USING (employer_id, establishment_id)
      ORDER BY 1
      """;
  private static final String CHAINED_PUNCHES =
      """
      SELECT count(*) FROM punch p JOIN ledger l USING (establishment_id, nsr)
      WHERE l.type = 7 AND substr(l.line, 74) = encode(p.hash, 'hex')
      """;

  private final Connection connection;

  Catalog(Connection connection) {
    this.connection = connection;
  }

  /** A table as the catalogue has it, and whether a backup may read all of it. */
  record Table(String name, List<String> columns, boolean readable) {}

  List<Table> tables() throws SQLException {
    var tables = new ArrayList<Table>();
    try (var query = connection.createStatement();
        var rows = query.executeQuery(TABLES)) {
      while (rows.next()) {
        var columns = (String[]) rows.getArray(2).getArray();
        tables.add(new Table(rows.getString(1), List.of(columns), rows.getBoolean(3)));
      }
    }
    return tables;
  }

  /** The newest migration that was made. */
  String schema() throws SQLException {
    return text(SCHEMA);
  }

  List<Manifest.Ledger> ledgers() throws SQLException {
    var ledgers = new ArrayList<Manifest.Ledger>();
    try (var query = connection.createStatement();
        var rows = query.executeQuery(LEDGERS)) {
      while (rows.next()) {
        ledgers.add(
            new Manifest.Ledger(
                rows.getLong(1), rows.getString(2), rows.getLong(3), rows.getString(4)));
      }
    }
    return ledgers;
  }

  /** Prints all rows of a table; answers how many. */
  long copy(String name, List<String> columns, OutputStream out) throws SQLException, IOException {
    var order = name.equals(LEDGER) ? " ORDER BY establishment_id, nsr" : "";
    // The order of its key, by its key: a sort would take as much disk again.
    execute("SET LOCAL enable_sort = off");
    var rows = "SELECT " + quoted(columns) + " FROM " + quoted(List.of(name)) + order;
    return connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyOut("COPY (" + rows + ") TO STDOUT", out);
  }

  /** Holds the ledger's rows and the punches against where the ledgers must end. */
  void prove(List<Manifest.Ledger> expected) throws SQLException, IOException {
    var columns = List.of("establishment_id", "nsr", "type", "line");
    var check = new LedgerCheck("the table ledger", columns);
    copy(LEDGER, columns, check);
    check.finish(expected, Long.parseLong(text(CHAINED_PUNCHES)));
    if (!ledgers().equals(expected)) {
      throw new Damage("the table counter", "does not end where the manifest says");
    }
  }

  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  String text(String sql) throws SQLException {
    try (var query = connection.createStatement();
        var rows = query.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }

  String quoted(List<String> names) throws SQLException {
    try (var statement = connection.createStatement()) {
      var quoted = new ArrayList<String>();
      for (var name : names) {
        quoted.add(statement.enquoteIdentifier(name, true));
      }
      return String.join(", ", quoted);
    }
  }
}
