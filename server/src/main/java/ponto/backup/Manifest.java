package ponto.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a backup holds and how it can be proven whole.
 *
 * @param product the version that wrote it
 * @param schema the newest migration of its database, as its file is numbered
 * @param takenAt when the copying began: what was accepted before is in it
 */
public record Manifest(
    String product,
    String schema,
    Instant takenAt,
    Letters letters,
    List<Table> tables,
    List<Ledger> ledgers,
    List<Stored> files) {
  /** Raised when an older program could not read the files any more. */
  static final long FORMAT = 1;

  public static final String NAME = "manifest.json";

  public Manifest {
    tables = List.copyOf(tables);
    ledgers = List.copyOf(ledgers);
    files = List.copyOf(files);
  }

  /** How many letters waited and how many were dead. */
  public record Letters(long waiting, long dead) {}

  /** A table, the columns as its file has them, and its rows. */
  public record Table(String name, List<String> columns, long rows) {
    public Table {
      columns = List.copyOf(columns);
    }

    String file() {
      return "tables/" + name + ".gz";
    }
  }

  /** Where an establishment's ledger ended: its last NSR and the hash of its last punch. */
  public record Ledger(long establishment, String document, long lastNsr, String lastHash) {}

  /** A file by its path in the backup, with its SHA-256. */
  public record Stored(String path, long bytes, String sha256) {}

  /** Rows of all tables. */
  public long rows() {
    return tables.stream().mapToLong(Table::rows).sum();
  }

  /** Rows of one table; 0 where there is none of this name. */
  public long rows(String table) {
    return tables.stream().filter(one -> one.name().equals(table)).mapToLong(Table::rows).sum();
  }

  /** Bytes of all files. */
  public long bytes() {
    return files.stream().mapToLong(Stored::bytes).sum();
  }

  /** As maps, lists and plain values, to be written as JSON. */
  public Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("format", FORMAT);
    tree.put("product", product);
    tree.put("schema", schema);
    tree.put("takenAt", takenAt.toString());
    tree.put("letters", letters.waiting());
    tree.put("deadLetters", letters.dead());
    tree.put(
        "tables",
        tables.stream()
            .map(table ->
                fields("name", table.name(), "rows", table.rows(), "columns", table.columns()))
            .toList());
    tree.put(
        "ledgers",
        ledgers.stream()
            .map(ledger ->
                fields(
                    "establishment",
                    ledger.establishment(),
                    "document",
                    ledger.document(),
                    "lastNsr",
                    ledger.lastNsr(),
                    "lastHash",
                    ledger.lastHash()))
            .toList());
    tree.put(
        "files",
        files.stream()
            .map(
                file -> fields("path", file.path(), "bytes", file.bytes(), "sha256", file.sha256()))
            .toList());
    return tree;
  }

  private static Map<String, Object> fields(Object... namesAndValues) {
    var fields = new LinkedHashMap<String, Object>();
    for (var i = 0; i < namesAndValues.length; i += 2) {
      fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return fields;
  }

  /** From the tree that the JSON was read into. */
  public static Manifest of(Map<String, Object> tree) {
    var format = number(tree, "format");
    if (format != FORMAT) {
      throw new Damage(
          NAME, "is of format " + format + ", this program reads " + FORMAT + ": use a newer one");
    }
    return new Manifest(
        text(tree, "product"),
        text(tree, "schema"),
        instant(text(tree, "takenAt")),
        new Letters(number(tree, "letters"), number(tree, "deadLetters")),
        list(tree, "tables").stream()
            .map(one -> new Table(text(one, "name"), texts(one, "columns"), number(one, "rows")))
            .toList(),
        list(tree, "ledgers").stream()
            .map(one ->
                new Ledger(
                    number(one, "establishment"),
                    text(one, "document"),
                    number(one, "lastNsr"),
                    text(one, "lastHash")))
            .toList(),
        list(tree, "files").stream()
            .map(one -> new Stored(text(one, "path"), number(one, "bytes"), text(one, "sha256")))
            .toList());
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new Damage(NAME, "has a takenAt that is no instant");
    }
  }

  private static String text(Map<?, ?> tree, String name) {
    if (tree.get(name) instanceof String text) {
      return text;
    }
    throw missing(name);
  }

  private static long number(Map<?, ?> tree, String name) {
    if (tree.get(name) instanceof Long number) {
      return number;
    }
    throw missing(name);
  }

  private static List<Map<?, ?>> list(Map<?, ?> tree, String name) {
    if (!(tree.get(name) instanceof List<?> list)) {
      throw missing(name);
    }
    var objects = new ArrayList<Map<?, ?>>();
    for (var one : list) {
      if (!(one instanceof Map<?, ?> map)) {
        throw missing(name);
      }
      objects.add(map);
    }
    return objects;
  }

  private static List<String> texts(Map<?, ?> tree, String name) {
    if (!(tree.get(name) instanceof List<?> list)) {
      throw missing(name);
    }
    var texts = new ArrayList<String>();
    for (var one : list) {
      texts.add(String.valueOf(one));
    }
    return texts;
  }

  private static Damage missing(String name) {
    return new Damage(NAME, "has no " + name);
  }
}
