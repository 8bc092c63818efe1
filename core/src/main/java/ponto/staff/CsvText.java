package ponto.staff;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The header of a file of workers: which column is which, and what separates them. Reads the lines
 * below it.
 */
public final class CsvText {
  private static final List<Character> SEPARATORS = List.of(';', ',', '\t');

  /** How a column may be called, without accents, spaces and signs. */
  private static final Map<String, String> NAMES = names();

  private final char separator;
  private final List<String> columns;

  private CsvText(char separator, List<String> columns) {
    this.separator = separator;
    this.columns = columns;
  }

  /** What was made of a header. */
  public sealed interface Header {
    /** It is one. */
    record Good(CsvText csv) implements Header {}

    /** It is none. */
    record Bad(Fault fault) implements Header {}
  }

  private static Map<String, String> names() {
    var names = new HashMap<String, String>();
    WorkerForm.FIELDS.forEach(field -> names.put(field, field));
    List.of("nome", "nomecompleto", "fullname").forEach(alias -> names.put(alias, "name"));
    List.of("matricula", "numero").forEach(alias -> names.put(alias, "registration"));
    List.of("cracha", "cartao").forEach(alias -> names.put(alias, "badge"));
    List.of("pispasep", "nis", "nit").forEach(alias -> names.put(alias, "pis"));
    List.of("cargo", "funcao").forEach(alias -> names.put(alias, "job"));
    List.of("admissao", "datadeadmissao", "dataadmissao", "admitted", "admissiondate")
        .forEach(alias -> names.put(alias, "admission"));
    List.of("estabelecimento", "cnpj", "filial")
        .forEach(alias -> names.put(alias, "establishment"));
    return names;
  }

  /** Reads a header: the separator is the one that makes the most known columns of it. */
  public static Header of(String header) {
    var best = SEPARATORS.getFirst();
    var known = 0L;
    for (var separator : SEPARATORS) {
      var count =
          cells(header, separator).stream().flatMap(List::stream).filter(CsvText::isKnown).count();
      if (count > known) {
        best = separator;
        known = count;
      }
    }
    var cells = cells(header, best).orElse(List.of());
    var columns = new ArrayList<String>();
    for (var cell : cells) {
      var column = NAMES.get(plain(cell));
      if (column == null) {
        return new Header.Bad(unknown(known, columns.size() + 1));
      }
      columns.add(column);
    }
    if (new HashSet<>(columns).size() < columns.size()) {
      return bad("a column stands twice in the header", "Keep one of them.");
    }
    return columns.contains("cpf")
        ? new Header.Good(new CsvText(best, columns))
        : bad("the header has no column cpf", "The first line must name the columns: " + asked());
  }

  private static Fault unknown(long known, int column) {
    return known == 0
        ? Fault.wrong(
            "header",
            "no column is known by this separator: not one of ; , and tab, or no header",
            "Separate the columns by ; and name them in the first line: " + asked())
        : Fault.wrong(
            "header",
            "column " + column + " of the header is not known",
            "Take it away or rename it; known are " + asked());
  }

  private static Header bad(String problem, String remedy) {
    return new Header.Bad(Fault.wrong("header", problem, remedy));
  }

  private static String asked() {
    return "cpf, name (nome), registration (matrícula), badge (crachá), pis, job (cargo), "
        + "admission (admissão), establishment (estabelecimento).";
  }

  private static boolean isKnown(String cell) {
    return NAMES.containsKey(plain(cell));
  }

  private static String plain(String cell) {
    return Normalizer.normalize(cell, Normalizer.Form.NFKD)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z]", "");
  }

  /** The columns' names, in the order of the file. */
  public List<String> columns() {
    return columns;
  }

  /** A line of the file: texts by column, or what is wrong with it as a whole. */
  public sealed interface Row {
    /** Its cells; an empty one says nothing. */
    record Cells(Map<String, String> byColumn) implements Row {
      /** The cell as a body would say it; null where the line says nothing. */
      public @Nullable String field(String name) {
        var cell = byColumn.getOrDefault(name, "").strip();
        return cell.isEmpty() ? null : spoken(name, cell);
      }
    }

    /** It has not the header's columns. */
    record Torn(Fault fault) implements Row {}
  }

  /** Reads a line below the header. */
  public Row row(String line) {
    var cells = cells(line, separator);
    if (cells.isEmpty()) {
      return torn("a quote is not closed", "Close it on the same line, or take it away.");
    }
    var found = cells.get();
    if (found.size() != columns.size()) {
      return torn(
          "has " + found.size() + " columns, the header " + columns.size(),
          "Give each line as many as the header; put a cell that holds the separator in quotes.");
    }
    var byColumn = new HashMap<String, String>();
    for (var i = 0; i < columns.size(); i++) {
      byColumn.put(columns.get(i), found.get(i));
    }
    return new Row.Cells(byColumn);
  }

  private static Row torn(String problem, String remedy) {
    return new Row.Torn(Fault.wrong("line", problem, remedy));
  }

  /** As people and spreadsheets write it: numbers with dots, days as dd/mm/yyyy. */
  private static String spoken(String name, String cell) {
    return switch (name) {
      case "cpf", "pis" -> cell.replaceAll("[.\\- ]", "");
      case "establishment" -> cell.replaceAll("[./\\- ]", "").toUpperCase(Locale.ROOT);
      case "admission" -> cell.replaceFirst("^(\\d{2})/(\\d{2})/(\\d{4})$", "$3-$2-$1");
      default -> cell;
    };
  }

  /** The cells of a line, quotes taken off; empty when a quote is not closed. */
  private static Optional<List<String>> cells(String line, char separator) {
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    var quoted = false;
    for (var i = 0; i < line.length(); i++) {
      var c = line.charAt(i);
      if (c == '"') {
        // Two quotes within quotes are one.
        if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          cell.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == separator && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return quoted ? Optional.empty() : Optional.of(cells);
  }
}
