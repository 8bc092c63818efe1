package ponto.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.postgresql.PGConnection;

/** Brings the rows of a backup into the empty tables of its schema, in one transaction. */
public final class Loading {
  private static final String FORCED =
      """
      SELECT relname FROM pg_class
      WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relforcerowsecurity
      """;
  private static final String REFERENCES =
      """
      SELECT child.relname, parent.relname
      FROM pg_constraint f JOIN pg_class child ON child.oid = f.conrelid JOIN pg_class parent ON parent.oid = f.confrelid
      WHERE f.contype = 'f' AND f.connamespace = current_schema()::regnamespace AND child.oid <> parent.oid
      """;
  private static final String NUMBERED =
      """
      SELECT c.relname, a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL
      """;

  private final Connection connection;
  private final Catalog catalog;
  private final Consumer<String> progress;

  /** {@code connection} is the owner of the tables; {@code progress} hears each table. */
  public Loading(Connection connection, Consumer<String> progress) {
    this.connection = connection;
    this.catalog = new Catalog(connection);
    this.progress = progress;
  }

  /** Loads everything and proves it, or leaves the tables empty as they were. */
  public void load(Path root, Manifest manifest) throws SQLException, IOException {
    connection.setAutoCommit(false);
    try {
      // PostgreSQL takes no COPY under row-level security; what is done here nobody sees before the
      // commit, and by then it is forced on the owner again.
      var forced = column(FORCED);
      for (var table : forced) {
        catalog.execute("ALTER TABLE " + quoted(table) + " NO FORCE ROW LEVEL SECURITY");
      }
      requireEmpty();
      for (var table : ordered(manifest.tables())) {
        load(root, table);
      }
      number();
      catalog.prove(manifest.ledgers());
      for (var table : forced) {
        catalog.execute("ALTER TABLE " + quoted(table) + " FORCE ROW LEVEL SECURITY");
      }
      connection.commit();
    } catch (SQLException | IOException | RuntimeException e) {
      connection.rollback();
      throw e;
    }
    connection.setAutoCommit(true);
    // Otherwise the first queries after the start are planned for empty tables.
    catalog.execute("ANALYZE");
  }

  /** Proves the ledgers once more, as they are after later migrations. */
  public static void prove(Connection connection, Manifest manifest)
      throws SQLException, IOException {
    connection.setAutoCommit(false);
    new Catalog(connection).prove(manifest.ledgers());
    connection.rollback();
  }

  private void requireEmpty() throws SQLException {
    for (var table : catalog.tables()) {
      if (catalog.text("SELECT EXISTS (SELECT FROM " + quoted(table.name()) + ")").equals("t")) {
        throw new Damage(
            "the database",
            "is not empty: its table " + table.name() + " has rows; restore into a new one");
      }
    }
  }

  private void load(Path root, Manifest.Table table) throws SQLException, IOException {
    var known = catalog.tables().stream().filter(one -> one.name().equals(table.name())).findAny();
    if (known.isEmpty() || !known.get().columns().containsAll(table.columns())) {
      throw new Damage(
          Manifest.NAME, "names a table or column of " + table.name() + " that its schema has not");
    }
    var into =
        "COPY " + quoted(table.name()) + " (" + catalog.quoted(table.columns()) + ") FROM STDIN";
    long rows;
    try (var in = new GZIPInputStream(Files.newInputStream(root.resolve(table.file())), 64 << 10)) {
      rows = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(into, in, 64 << 10);
    }
    if (rows != table.rows()) {
      throw new Damage(table.file(), "gave " + rows + " rows, the manifest says " + table.rows());
    }
    progress.accept(table.name() + ": " + rows + " rows");
  }

  /** Numbers go on after the highest one in use. */
  private void number() throws SQLException {
    var numbered = new ArrayList<List<String>>();
    try (var query = connection.createStatement();
        var rows = query.executeQuery(NUMBERED)) {
      while (rows.next()) {
        numbered.add(List.of(rows.getString(1), rows.getString(2), rows.getString(3)));
      }
    }
    for (var one : numbered) {
      var highest = "SELECT max(" + quoted(one.get(1)) + ") FROM " + quoted(one.get(0));
      catalog.text(
          "SELECT setval('"
              + one.get(2)
              + "', highest) FROM ("
              + highest
              + ") AS used (highest) WHERE highest IS NOT NULL");
    }
  }

  /** Whoever is referred to first. */
  private List<Manifest.Table> ordered(List<Manifest.Table> tables) throws SQLException {
    Map<String, Set<String>> parents = new LinkedHashMap<>();
    tables.forEach(table -> parents.put(table.name(), new HashSet<>()));
    try (var query = connection.createStatement();
        var rows = query.executeQuery(REFERENCES)) {
      while (rows.next()) {
        var referring = parents.get(rows.getString(1));
        if (referring != null && parents.containsKey(rows.getString(2))) {
          referring.add(rows.getString(2));
        }
      }
    }
    var ordered = new ArrayList<Manifest.Table>();
    var left = new ArrayList<>(tables);
    while (!left.isEmpty()) {
      var names = left.stream().map(Manifest.Table::name).toList();
      var next =
          left.stream()
              .filter(table ->
                  parents.getOrDefault(table.name(), Set.of()).stream().noneMatch(names::contains))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("tables refer to each other: " + names));
      ordered.add(next);
      left.remove(next);
    }
    return ordered;
  }

  private List<String> column(String sql) throws SQLException {
    var values = new ArrayList<String>();
    try (var query = connection.createStatement();
        var rows = query.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  private String quoted(String name) throws SQLException {
    return catalog.quoted(List.of(name));
  }
}
