package ponto.verify;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Reads the live ledger as one instant has it, by a cursor, and tells what is wrong with it. */
public final class LedgerVerifier {
  /** Rows that are in memory at once: some 300 KB. */
  private static final int FETCH = 2_000;

  private static final int DATE = 10;
  private static final int MINUTES_A_DAY = 1_440;

  /** How far an establishment's counter says that its ledger goes. */
  private record Head(long nsr, String hash) {}

  private final Report report;
  private final LongConsumer read;
  private final Map<Long, Head> heads = new TreeMap<>();

  private LedgerVerifier(Report report, LongConsumer read) {
    this.report = report;
    this.read = read;
  }

  /**
   * Reads every establishment that the connection may see.
   *
   * @param connection its transaction is ended by a rollback
   * @param read is told now and then how many more rows were read
   */
  public static void read(Connection connection, Report report, LongConsumer read)
      throws SQLException {
    connection.setReadOnly(true);
    // The rows and the counters must be of the same instant: the clock goes on meanwhile.
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    try {
      new LedgerVerifier(report, read).all(connection);
    } finally {
      connection.rollback();
    }
  }

  private void all(Connection connection) throws SQLException {
    counters(connection);
    try (var statement =
        connection.prepareStatement(
            """
            SELECT establishment_id, nsr, type,
              floor(extract(epoch FROM recorded_at) / 60)::bigint, line
            FROM ledger
            ORDER BY establishment_id, nsr
            """)) {
      statement.setFetchSize(FETCH);
      try (var rows = statement.executeQuery()) {
        One one = null;
        var count = 0L;
        while (rows.next()) {
          if (one == null || one.id != rows.getLong(1)) {
            end(one);
            one = new One(rows.getLong(1));
          }
          one.look(rows);
          if (++count == FETCH) {
            read.accept(count);
            count = 0;
          }
        }
        end(one);
        read.accept(count);
      }
    }
    // What is left has a counter and no record.
    for (var id : List.copyOf(heads.keySet())) {
      end(new One(id));
    }
  }

  private void counters(Connection connection) throws SQLException {
    try (var statement =
            connection.prepareStatement(
                "SELECT establishment_id, last_nsr, last_hash FROM counter");
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        heads.put(rows.getLong(1), new Head(rows.getLong(2), rows.getString(3)));
      }
    }
  }

  private void end(@Nullable One one) {
    if (one != null) {
      report.end(one.end());
    }
  }

  /** One establishment's rows. */
  private final class One {
    private final long id;
    private final Line line = new Line();
    private final Records records;
    private String lastHash = "";

    One(long id) {
      this.id = id;
      this.records = new Records(Portaria.MTP_671, 'P', report::found);
      report.begin("establishment " + id);
    }

    void look(ResultSet row) throws SQLException {
      var text = row.getString(5);
      var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      line.set(bytes);
      if (text.chars().anyMatch(letter -> letter > 0xff)) {
        records.tell(line, 0, Rule.ENCODING, "the line has letters that ISO-8859-1 has not");
      }
      records.look(line);
      beside(row.getLong(2), row.getInt(3), row.getLong(4));
      if (line.type() == '7' && bytes.length == Chain.COVERED + Chain.HASH_LENGTH) {
        lastHash = text.substring(Chain.COVERED);
      }
    }

    /** The columns beside the line say the same as the line. */
    private void beside(long nsr, int type, long minute) {
      if (nsr != line.nsr()) {
        tell(nsr, 1, "the row's NSR is " + nsr + ", not the line's");
      }
      if ('0' + type != line.type()) {
        tell(nsr, 2, "the row's type is " + type + ", not the line's");
      }
      var recorded =
          switch (line.type()) {
            case '2', '5', '6' -> 10;
            case '7' -> 46;
            default -> -1;
          };
      if (recorded > 0
          && line.length() >= recorded + 24
          && Calendars.isInstant(line.bytes, recorded)
          && minute(recorded) != minute) {
        tell(nsr, 0, "the row was recorded in another minute than the line says");
      }
    }

    private void tell(long nsr, int field, String said) {
      records.tell(new Finding(line.number(), nsr, field, Rule.LEDGER, said));
    }

    /** The printed instant in minutes since 1970. */
    private long minute(int from) {
      var bytes = line.bytes;
      var day =
          LocalDate.of(
              (int) Digits.number(bytes, from, from + 4),
              (int) Digits.number(bytes, from + 5, from + 7),
              (int) Digits.number(bytes, from + 8, from + DATE));
      var clock =
          60 * Digits.number(bytes, from + 11, from + 13)
              + Digits.number(bytes, from + 14, from + 16);
      var offset =
          60 * Digits.number(bytes, from + 20, from + 22)
              + Digits.number(bytes, from + 22, from + 24);
      return day.toEpochDay() * MINUTES_A_DAY
          + clock
          - (bytes[from + 19] == '-' ? -offset : offset);
    }

    Verdict end() {
      var head = heads.remove(id);
      if (records.firstNsr() > 1) {
        whole(Rule.NSR_GAP, "NSR 1 to " + (records.firstNsr() - 1) + " are missing");
      }
      if (head == null) {
        whole(Rule.LEDGER, "there is no counter");
      } else if (head.nsr() != records.lastNsr()) {
        whole(
            Rule.LEDGER,
            "the last NSR is " + records.lastNsr() + ", the counter says " + head.nsr());
      } else if (!head.hash().equals(lastHash)) {
        whole(Rule.LEDGER, "the last hash is not the counter's");
      }
      var reading = records.chain().reading();
      return new Verdict(
          "ledger",
          line.number(),
          records.count(),
          records.findings(),
          reading == null ? List.of() : List.of(reading));
    }

    private void whole(Rule rule, String said) {
      records.tell(Finding.whole(rule, said));
    }
  }
}
