package ponto.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.access.Tenant;
import ponto.afd.Crc16;
import ponto.api.ForeignOperations;
import ponto.foreign.ForeignFiles;
import ponto.foreign.ForeignFiles.NewFile;
import ponto.foreign.ForeignImport;
import ponto.foreign.ForeignImport.Outcome;
import ponto.foreign.ForeignImport.Target;
import ponto.foreign.Pieces;
import ponto.verify.AfdVerifier;

/**
 * A REP-C's file of many punches, verified and imported as the clock does it: pieces, transactions
 * and role are the product's, only HTTP is not between.
 */
record ForeignImporting(
    OwnPostgres postgres, Path folder, int records, InstantSource clock, Report report) {
  /** What the issue asks for. */
  static final double TARGET_PER_SECOND = 50_000;

  private static final String CLOCK_NUMBER = "00012003300123456";

  /** What was measured. */
  record Speed(double importPerSecond, double verifyPerSecond) {}

  Speed measure() throws SQLException, IOException {
    var file = folder.resolve("other-clock.txt");
    var cpfs = new ArrayList<String>();
    long employer;
    try (var connection = postgres.asSuperuser();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT employer_id, cpf FROM worker ORDER BY cpf")) {
      rows.next();
      employer = rows.getLong(1);
      do {
        cpfs.add(rows.getString(2));
      } while (rows.next());
    }
    try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
      write(out, cpfs);
    }
    postgres.settle();
    var verified = verify(file);
    report.say("verified in %s s".formatted(Report.figure(verified)));
    var imported = take(file, employer);
    report.say("imported in %s s".formatted(Report.figure(imported)));
    return new Speed(records / imported, records / verified);
  }

  private void write(OutputStream out, List<String> cpfs) throws IOException {
    line(
        out,
        sealed(
            "00000000011"
                + "11222333000181"
                + " ".repeat(14)
                + "%-150s".formatted("Padaria")
                + CLOCK_NUMBER
                + "2026-01-012026-12-312026-12-31T08:00:00-0300004"
                + "111222333000181"
                + " ".repeat(30)));
    var start = LocalDateTime.of(2020, 1, 1, 0, 0);
    for (var nsr = 1; nsr <= records; nsr++) {
      var at = start.plusMinutes(nsr);
      var cpf = cpfs.get(nsr % cpfs.size());
      line(out, sealed("%09d3%s:00-03000%s".formatted(nsr, at, cpf)));
    }
    line(out, "999999999" + "0".repeat(9) + "%09d".formatted(records) + "0".repeat(36) + "9");
    line(out, "%-100s".formatted("ASSINATURA_DIGITAL_EM_ARQUIVO_P7S"));
  }

  private static void line(OutputStream out, String text) throws IOException {
    out.write((text + "\r\n").getBytes(ISO_8859_1));
  }

  private static String sealed(String line) {
    return line + "%04X".formatted(Crc16.kermit(line.getBytes(ISO_8859_1)));
  }

  private double verify(Path file) throws IOException {
    var begun = System.nanoTime();
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      var verdict = AfdVerifier.read(in, String.valueOf(file.getFileName()), _ -> {});
      if (verdict.records() < records) {
        throw new IllegalStateException("only " + verdict.records() + " records verified");
      }
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  private double take(Path file, long employer) throws SQLException, IOException {
    var by = new Principal("bench", employer, Role.HR, null, false);
    var taken = new AtomicLong();
    try (var connection = asRoster()) {
      var number =
          inTransaction(
              connection,
              employer,
              () ->
                  ForeignFiles.begin(
                      connection,
                      by,
                      new NewFile("other-clock.txt", "0".repeat(64), null, null),
                      clock.instant()));
      var to = new Target(employer, number);
      var begun = System.nanoTime();
      try (var in = Files.newInputStream(file)) {
        Pieces.cut(
            in,
            ForeignOperations.PIECE_BYTES_MAX,
            (first, text, last) -> {
              try {
                var outcome =
                    inTransaction(
                        connection,
                        employer,
                        () ->
                            ForeignImport.take(connection, to, first, text, last, clock.instant()));
                if (outcome.orElseThrow() instanceof Outcome.Taken(var tally, _, _)) {
                  taken.addAndGet(tally.taken());
                }
              } catch (SQLException e) {
                throw new IOException(e);
              }
            });
      }
      if (taken.get() != records) {
        throw new IllegalStateException("only " + taken + " records taken");
      }
      return (System.nanoTime() - begun) / 1e9;
    }
  }

  /** Something done in a transaction. */
  @FunctionalInterface
  private interface Work<T> {
    T done() throws SQLException;
  }

  private static <T> T inTransaction(Connection connection, long employer, Work<T> work)
      throws SQLException {
    Tenant.speakFor(connection, employer);
    var done = work.done();
    connection.commit();
    return done;
  }

  private Connection asRoster() throws SQLException {
    var connection = postgres.asOwner();
    try (var statement = connection.createStatement()) {
      // As the product's clerks have it.
      statement.execute(
          "SET ROLE ponto_roster; SET enable_seqscan = off; SET plan_cache_mode = force_custom_plan");
    }
    connection.setAutoCommit(false);
    return connection;
  }
}
