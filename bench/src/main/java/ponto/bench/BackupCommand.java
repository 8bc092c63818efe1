package ponto.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.postgres.Database;
import ponto.postgres.EmbeddedPostgres;

/** How long a backup and a restore take, and that the restored clock has the very same rows. */
@Command(
    name = "backup",
    header = "How long a backup and a restore take; are the rows the same.",
    description =
        "Fills a running clock's database with punches, one a letter, through the product's ledger; "
            + "runs ./ponto backup beside the idle clock and ./ponto restore into a new folder; then "
            + "compares every table of both by a sum over its rows' hashes. The backup itself checks "
            + "digests, counts and the chain, and so does the restore.",
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
  private static final int WORKERS = 1_000;
  private static final long COMMAND_SECONDS = 600;

  @Option(names = "--punches", defaultValue = "1000000", description = "default: ${DEFAULT-VALUE}")
  private int punches;

  private final Report report;
  private final InstantSource clock;

  BackupCommand(Report report, InstantSource clock) {
    this.report = report;
    this.clock = clock;
  }

  @Override
  public Integer call() throws Exception {
    try (var site = new Site(Repository.own(), "backup", report)) {
      var backup = site.folder().resolve("backup");
      var restored = site.folder().resolve("restored");
      Map<String, String> before;
      double fillSeconds;
      double backupSeconds;
      var options = List.of("--demo-workers", Integer.toString(WORKERS));
      try (var server = site.start(options, Map.of())) {
        server.awaitReady();
        fillSeconds = fill(EmbeddedPostgres.served(site.data().resolve("postgres")));
        backupSeconds = command(site, "backup", backup, site.data());
        before = sums(EmbeddedPostgres.served(site.data().resolve("postgres")));
      }
      var restoreSeconds = command(site, "restore", backup, restored);
      Map<String, String> after;
      try (var postgres =
          EmbeddedPostgres.start(
              new EmbeddedPostgres.Settings(
                  restored.resolve("postgres"), site.folder().resolve("binaries"), 20))) {
        after = sums(postgres.database());
      }
      var same = before.equals(after);
      var bytes = size(backup);
      report.result(json ->
          json.text("command", "backup")
              .number("punches", punches)
              .number("fillSeconds", Report.round(fillSeconds))
              .number("backupSeconds", Report.round(backupSeconds))
              .number("restoreSeconds", Report.round(restoreSeconds))
              .number("backupBytes", bytes)
              .number("tables", before.size())
              .flag("same", same));
      if (!same) {
        report.say("before " + before + ", after " + after);
        return 1;
      }
      site.finished();
    }
    return 0;
  }

  /** Records so many punches over two connections; answers the seconds. */
  private double fill(Database database) throws Exception {
    report.say("recording " + punches + " punches");
    var begun = System.nanoTime();
    var filling = new Filling(clock, punches);
    try (var threads = Executors.newFixedThreadPool(2)) {
      var work = new ArrayList<Future<?>>();
      for (var thread = 0; thread < 2; thread++) {
        var of = thread;
        work.add(
            threads.submit(() -> {
              try (var connection = database.connectAs("ponto_recorder")) {
                filling.fill(connection, of, 2);
              }
              return null;
            }));
      }
      for (var one : work) {
        one.get();
      }
    }
    return seconds(begun);
  }

  private double command(Site site, String command, Path backup, Path data)
      throws IOException, InterruptedException {
    var begun = System.nanoTime();
    var process =
        new ProcessBuilder(
                Repository.own().launcher().toString(),
                command,
                backup.toString(),
                "--data",
                data.toString())
            .redirectError(ProcessBuilder.Redirect.appendTo(site.log().toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(site.log().toFile()))
            .start();
    if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("./ponto " + command + " failed: see " + site.log());
    }
    var took = seconds(begun);
    report.say(command + ": " + Report.figure(took) + " s");
    return took;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /** Rows of each table and a sum over their hashes, whatever their order. */
  private static Map<String, String> sums(Database database) throws SQLException {
    var sums = new TreeMap<String, String>();
    try (var connection = database.connectAs("ponto_backup")) {
      for (var table :
          column(
              connection,
              """
              SELECT relname FROM pg_class
              WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
                AND relname <> 'flyway_schema_history'
              """)) {
        sums.put(
            table,
            column(
                    connection,
                    "SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM "
                        + table
                        + " t")
                .getFirst());
      }
    }
    return sums;
  }

  static List<String> column(Connection connection, String sql) throws SQLException {
    var values = new ArrayList<String>();
    try (var query = connection.createStatement();
        var rows = query.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  private static long size(Path folder) throws IOException {
    try (var files = java.nio.file.Files.walk(folder)) {
      return files
          .filter(java.nio.file.Files::isRegularFile)
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }
}
