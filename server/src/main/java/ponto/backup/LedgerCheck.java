package ponto.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import ponto.afd.PunchLine;

/**
 * Reckons the ledgers anew from the rows that COPY prints, by establishment and NSR: numbers
 * without a gap, each punch chained to the one before.
 */
final class LedgerCheck extends OutputStream {
  private static final int PUNCH_TYPE = 7;

  /** Columns 1 to 73 of a punch's line; its hash is the rest. */
  private static final int COVERED = 73;

  private final String name;
  private final List<String> columns;
  private final MessageDigest sha256;
  private final ByteArrayOutputStream row = new ByteArrayOutputStream();
  private final Map<Long, End> ends = new HashMap<>();
  private long rows;
  private long punches;

  LedgerCheck(String name, List<String> columns) {
    this.name = name;
    this.columns = columns;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Where a ledger ends so far. */
  private record End(long nsr, String hash) {}

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    var from = offset;
    for (var at = offset; at < offset + length; at++) {
      if (bytes[at] == '\n') {
        row.write(bytes, from, at - from);
        check(row.toString(UTF_8));
        row.reset();
        from = at + 1;
      }
    }
    row.write(bytes, from, offset + length - from);
  }

  private void check(String text) {
    rows++;
    var fields = text.split("\t", -1);
    if (fields.length != columns.size()) {
      throw new Damage(name, "is damaged: row " + rows + " has " + fields.length + " columns");
    }
    var establishment = number(fields, "establishment_id");
    var nsr = number(fields, "nsr");
    var before = ends.getOrDefault(establishment, new End(0, PunchLine.GENESIS));
    if (nsr != before.nsr() + 1) {
      throw broken(establishment, nsr, "comes after " + before.nsr());
    }
    var hash = before.hash();
    if (number(fields, "type") == PUNCH_TYPE) {
      hash = chained(establishment, nsr, unescaped(fields[columns.indexOf("line")]), hash);
      punches++;
    }
    ends.put(establishment, new End(nsr, hash));
  }

  private String chained(long establishment, long nsr, String line, String before) {
    if (line.length() <= COVERED) {
      throw broken(establishment, nsr, "is too short");
    }
    var covered = line.substring(0, COVERED) + before;
    var hash = HexFormat.of().formatHex(sha256.digest(covered.getBytes(ISO_8859_1)));
    if (!line.substring(COVERED).equals(hash)) {
      throw broken(establishment, nsr, "is not chained to the punch before");
    }
    return hash;
  }

  private long number(String[] fields, String column) {
    try {
      return Long.parseLong(fields[columns.indexOf(column)]);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new Damage(name, "is damaged: row " + rows + " has no number as " + column);
    }
  }

  private Damage broken(long establishment, long nsr, String how) {
    return new Damage(
        name, "does not verify: NSR " + nsr + " of establishment " + establishment + " " + how);
  }

  /** A line of the law is printable, so a backslash stands only before itself. */
  private static String unescaped(String field) {
    return field.replace("\\\\", "\\");
  }

  /** Compares with where the ledgers must end; {@code punches} is how many rows of punches are. */
  void finish(List<Manifest.Ledger> expected, long punchRows) {
    if (row.size() > 0) {
      throw new Damage(name, "is damaged: its last row is cut");
    }
    for (var ledger : expected) {
      var end = ends.getOrDefault(ledger.establishment(), new End(0, PunchLine.GENESIS));
      if (end.nsr() != ledger.lastNsr() || !end.hash().equals(ledger.lastHash())) {
        throw broken(
            ledger.establishment(),
            end.nsr(),
            "is the last, not " + ledger.lastNsr() + " with its hash");
      }
    }
    if (ends.size() > expected.stream().filter(ledger -> ledger.lastNsr() > 0).count()) {
      throw new Damage(name, "does not verify: it has establishments that no counter knows");
    }
    if (punches != punchRows) {
      throw new Damage(
          name, "does not verify: " + punches + " lines of punches, " + punchRows + " punches");
    }
  }
}
