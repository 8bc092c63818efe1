package ponto.legal;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ponto.afd.AfdHeader;
import ponto.afd.AfdWriter;

/**
 * The AFD of one establishment, for its whole life or some days: which lines it holds is decided
 * once, and since they are frozen, each writing gives the same bytes.
 *
 * @param firstNsr the first line; after {@code lastNsr} when there is none
 */
public record AfdExport(long establishmentId, long firstNsr, long lastNsr, AfdHeader header) {
  private static final String ESTABLISHMENT =
      """
      SELECT s.establishment_id, s.document, s.cno_caepf, s.name, s.zone, e.inpi, e.document AS employer
      FROM establishment s
      JOIN employer e USING (employer_id)
      WHERE s.employer_id = ? AND s.document = ?
      """;
  private static final String LAST =
      "SELECT nsr FROM ledger WHERE establishment_id = ? ORDER BY nsr DESC LIMIT 1";
  private static final String RECORDED_AT =
      "SELECT recorded_at FROM ledger WHERE establishment_id = ? AND nsr = ?";
  private static final String LINES =
      """
      SELECT nsr, type, line
      FROM ledger
      WHERE establishment_id = ? AND nsr BETWEEN ? AND ?
      ORDER BY nsr
      """;

  /** Some 300 KiB of lines at a time, however long the life. */
  private static final int FETCH = 2_000;

  /**
   * Which days, by the day of recording in the establishment's zone; both are included.
   *
   * @param from null for from the first line on
   * @param to null for up to the last line
   */
  public record Days(@Nullable LocalDate from, @Nullable LocalDate to) {
    /** The whole life. */
    public static final Days ALL = new Days(null, null);
  }

  /**
   * Decides what the file holds; empty when the employer has no such establishment.
   *
   * @param connection speaks for the employer
   * @param developer CNPJ or CPF of who made the program; null where that is the employer itself
   */
  public static Optional<AfdExport> of(
      Connection connection,
      long employerId,
      String document,
      Days days,
      @Nullable String developer,
      Instant now)
      throws SQLException {
    try (var query = connection.prepareStatement(ESTABLISHMENT)) {
      query.setLong(1, employerId);
      query.setString(2, document);
      try (var row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        var ledger =
            new Ledger(
                connection, row.getLong("establishment_id"), ZoneId.of(row.getString("zone")));
        var employer =
            new AfdHeader.Employer(
                row.getString("document"), row.getString("cno_caepf"), row.getString("name"));
        var maker = developer == null ? row.getString("employer") : developer;
        return Optional.of(
            ledger.export(
                days, now, employer, row.getString("inpi"), new AfdHeader.Developer(maker)));
      }
    }
  }

  /** How many lines the ledger gives to it. */
  public long lines() {
    return Math.max(0, lastNsr - firstNsr + 1);
  }

  /** Writes the file, reading with a cursor; the connection has auto-commit off. */
  public void write(Connection connection, OutputStream out) throws SQLException, IOException {
    var afd = new AfdWriter(out, header);
    try (var query = connection.prepareStatement(LINES)) {
      query.setFetchSize(FETCH);
      query.setLong(1, establishmentId);
      query.setLong(2, firstNsr);
      query.setLong(3, lastNsr);
      var next = firstNsr;
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          var nsr = rows.getLong(1);
          if (nsr != next++) {
            throw new IllegalStateException("the ledger lacks NSR " + (next - 1));
          }
          afd.add(nsr, rows.getInt(2), rows.getString(3));
        }
      }
      if (next <= lastNsr) {
        throw new IllegalStateException("the ledger lacks NSR " + next);
      }
    }
    afd.finish();
  }

  /** One establishment's lines; {@code recorded_at} never runs backwards along them. */
  private record Ledger(Connection connection, long establishmentId, ZoneId zone) {
    AfdExport export(
        Days days,
        Instant now,
        AfdHeader.Employer employer,
        String inpi,
        AfdHeader.Developer developer)
        throws SQLException {
      var end = end();
      var from = days.from();
      var to = days.to();
      var first = from == null ? 1 : firstSince(from.atStartOfDay(zone).toInstant(), end);
      var last =
          to == null ? end : firstSince(to.plusDays(1).atStartOfDay(zone).toInstant(), end) - 1;
      var today = LocalDate.ofInstant(now, zone);
      var empty = last < first;
      if (from == null) {
        from = empty ? (to == null ? today : to) : day(first);
      }
      if (to == null) {
        to = empty ? from : day(last);
      }
      return new AfdExport(
          establishmentId,
          first,
          last,
          new AfdHeader(employer, inpi, from, to, OffsetDateTime.ofInstant(now, zone), developer));
    }

    private long end() throws SQLException {
      try (var query = connection.prepareStatement(LAST)) {
        query.setLong(1, establishmentId);
        try (var row = query.executeQuery()) {
          return row.next() ? row.getLong(1) : 0;
        }
      }
    }

    /** The first NSR recorded at this instant or later, {@code end + 1} when there is none. */
    private long firstSince(Instant instant, long end) throws SQLException {
      var low = 1L;
      var high = end + 1;
      while (low < high) {
        var middle = (low + high) >>> 1;
        if (recordedAt(middle).isBefore(instant)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private LocalDate day(long nsr) throws SQLException {
      return LocalDate.ofInstant(recordedAt(nsr), zone);
    }

    private Instant recordedAt(long nsr) throws SQLException {
      try (var query = connection.prepareStatement(RECORDED_AT)) {
        query.setLong(1, establishmentId);
        query.setLong(2, nsr);
        try (var row = query.executeQuery()) {
          if (!row.next()) {
            throw new IllegalStateException("the ledger lacks NSR " + nsr);
          }
          return row.getTimestamp(1).toInstant();
        }
      }
    }
  }
}
