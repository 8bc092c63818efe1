package ponto.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.postgresql.PGConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.access.Tenant;
import ponto.legal.AfdExport;
import ponto.legal.AfdExport.Days;

/** How fast the AFD is written out of the ledger, beside COPY of the same lines. */
@Command(
    name = "legal",
    header = "How fast the AFD is written, beside COPY; verified; imported.",
    description =
        "Fills an establishment's ledger with type 7 lines (their hashes are no hashes: nobody reads them "
            + "here), then by turns writes the AFD in the product's role and has COPY (SELECT line …) TO "
            + "STDOUT send the same lines past row-level security: the limit. Both end in this process, "
            + "in no file. The first turn is cold and not counted. At last a file of another clock with as "
            + "many punches is written, verified and imported, once each.",
    mixinStandardHelpOptions = true)
final class LegalCommand implements Callable<Integer> {
  /** What the issue asks for, in percent of COPY. */
  private static final double TARGET_PERCENT = 50;

  private static final String DOCUMENT = "11222333000181";
  private static final int BUFFER = 64 * 1024; // As the door has it.

  /** As long as the law's, 137 characters; all printed at one instant. */
  private static final String FILL =
      """
      INSERT INTO ledger (establishment_id, nsr, employer_id, type, recorded_at, line)
      SELECT c.establishment_id, c.last_nsr + n, c.employer_id, 7, c.last_recorded_at,
             lpad((c.last_nsr + n)::text, 9, '0') || '72026-10-01T08:00:00-0300052998224725'
               || '2026-10-01T08:00:00-0300020' || repeat(md5(n::text), 2)
      FROM counter c, generate_series(1, ?) AS n
      """;

  @Option(names = "--lines", defaultValue = "1000000", description = "default: ${DEFAULT-VALUE}")
  private int lines;

  @Option(names = "--runs", defaultValue = "5", description = "default: ${DEFAULT-VALUE}")
  private int runs;

  private final Report report;
  private final InstantSource clock;
  private final List<Run> done = new ArrayList<>();
  private ForeignImporting.Speed imported = new ForeignImporting.Speed(0, 0);

  LegalCommand(Report report, InstantSource clock) {
    this.report = report;
    this.clock = clock;
  }

  @Override
  public Integer call() throws Exception {
    try (var site = new Site(Repository.own(), "legal", report);
        var postgres = new OwnPostgres(site.folder());
        var server = site.start(List.of("--demo-workers", "20"), postgres.environment())) {
      server.awaitReady();
      fill(postgres);
      for (int run = 0; run <= runs; run++) {
        var result = new Run(export(postgres), copy(postgres));
        report.say(
            "%s: AFD in %s s, COPY in %s s"
                .formatted(
                    run == 0 ? "cold" : "run " + run + " of " + runs,
                    Report.figure(result.exportSeconds()),
                    Report.figure(result.copySeconds())));
        if (run > 0) {
          done.add(result);
        }
      }
      imported = new ForeignImporting(postgres, site.folder(), lines, clock, report).measure();
      site.finished();
    }
    print();
    return 0;
  }

  private void fill(OwnPostgres postgres) throws SQLException {
    try (var connection = postgres.asSuperuser();
        var insert = connection.prepareStatement(FILL)) {
      insert.setInt(1, lines);
      insert.executeUpdate();
      try (var statement = connection.createStatement()) {
        statement.execute("VACUUM ANALYZE ledger");
      }
    }
    postgres.settle();
  }

  private double export(OwnPostgres postgres) throws SQLException, IOException {
    long employer;
    try (var connection = postgres.asSuperuser();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT employer_id FROM employer")) {
      rows.next();
      employer = rows.getLong(1);
    }
    try (var connection = asApi(postgres)) {
      connection.setAutoCommit(false);
      Tenant.speakFor(connection, employer);
      var begun = System.nanoTime();
      var afd =
          AfdExport.of(connection, employer, DOCUMENT, Days.ALL, null, clock.instant())
              .orElseThrow();
      if (afd.lines() < lines) {
        throw new IllegalStateException("only " + afd.lines() + " lines");
      }
      try (var out = new BufferedOutputStream(OutputStream.nullOutputStream(), BUFFER)) {
        afd.write(connection, out);
      }
      return (System.nanoTime() - begun) / 1e9;
    }
  }

  private static Connection asApi(OwnPostgres postgres) throws SQLException {
    var connection = postgres.asOwner();
    try (var statement = connection.createStatement()) {
      statement.execute("SET ROLE ponto_api");
    }
    return connection;
  }

  private static double copy(OwnPostgres postgres) throws SQLException, IOException {
    try (var connection = postgres.asSuperuser();
        var out = new BufferedOutputStream(OutputStream.nullOutputStream(), BUFFER)) {
      var begun = System.nanoTime();
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (SELECT line FROM ledger ORDER BY establishment_id, nsr) TO STDOUT", out);
      return (System.nanoTime() - begun) / 1e9;
    }
  }

  private void print() {
    report.table(
        List.of(
            List.of("median of " + done.size(), "lines/s"),
            List.of("AFD", Report.figure(perSecond(Run::exportSeconds).median())),
            List.of("COPY", Report.figure(perSecond(Run::copySeconds).median()))));
    var percent = Runs.of(done.stream().map(Run::percentOfCopy).toList());
    report.say(
        "%s %% of COPY (%s to %s), target %s %%: %s"
            .formatted(
                Report.figure(percent.median()),
                Report.figure(percent.min()),
                Report.figure(percent.max()),
                Report.figure(TARGET_PERCENT),
                percent.median() >= TARGET_PERCENT ? "met" : "MISSED"));
    report.say(
        "import of %d records: %s records/s, target %s: %s; verify of the same file: %s records/s"
            .formatted(
                lines,
                Report.figure(imported.importPerSecond()),
                Report.figure(ForeignImporting.TARGET_PER_SECOND),
                imported.importPerSecond() >= ForeignImporting.TARGET_PER_SECOND ? "met" : "MISSED",
                Report.figure(imported.verifyPerSecond())));
    report.result(json -> {
      json.text("command", "legal").number("lines", lines);
      perSecond(Run::exportSeconds).write(json, "exportLinesPerSecond");
      perSecond(Run::copySeconds).write(json, "copyLinesPerSecond");
      percent.write(json, "percentOfCopy");
      json.number("targetPercent", TARGET_PERCENT);
      json.number("importRecordsPerSecond", imported.importPerSecond());
      json.number("verifyRecordsPerSecond", imported.verifyPerSecond());
    });
  }

  private Runs perSecond(ToDoubleFunction<Run> seconds) {
    return Runs.of(done.stream().map(run -> lines / seconds.applyAsDouble(run)).toList());
  }

  /** The same lines both ways. */
  private record Run(double exportSeconds, double copySeconds) {
    double percentOfCopy() {
      return 100 * copySeconds / exportSeconds;
    }
  }
}
