package ponto.server;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import ponto.access.Tenant;
import ponto.api.AfdOperations;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.legal.AfdExport;
import ponto.legal.AfdExport.Days;
import ponto.legal.Ledgers;
import ponto.postgres.Database;
import ponto.postgres.EmbeddedPostgres;
import ponto.postgres.PostgresFailure;

/** Writes the AFD of an establishment out of the database, whether the clock runs or not. */
@Command(
    name = "afd",
    description = "Write the AFD of an establishment into a file; the clock may run or not.",
    mixinStandardHelpOptions = true)
final class AfdCommand implements Callable<Integer> {
  /** Several hundred lines at once onto the disk. */
  private static final int FILE_BYTES = 64 * 1024;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--establishment",
      description = "Its CNPJ or CPF without punctuation; not needed where there is only one.")
  private @Nullable String establishment;

  @Option(
      names = "--from",
      description = "The first day of recording, as 2026-11-01 (default: the first of all).")
  private @Nullable LocalDate from;

  @Option(names = "--to", description = "The last day, included (default: the last of all).")
  private @Nullable LocalDate to;

  @Option(
      names = "--output",
      description =
          "File or folder to write to; a file that is there stays (default: here, with"
              + " the name that the law wants).")
  private Path output = Path.of("");

  @Option(
      names = "--developer",
      description = "As the start was told (default: the employer's own CNPJ or CPF).")
  private @Nullable String developer;

  @Option(
      names = "--data",
      defaultValue = "data",
      description = "The data folder of the clock (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data");

  @Option(
      names = "--database",
      description = "The clock's JDBC URL, where it was started with one.")
  private @Nullable String database;

  @Override
  public Integer call() throws InterruptedException {
    JsonLog.install(LogLevels.read("warning"));
    if (from != null && to != null && to.isBefore(from)) {
      throw new ParameterException(spec.commandLine(), "--to is before --from");
    }
    if (developer != null && !Settings.isDocument(developer)) {
      throw new ParameterException(
          spec.commandLine(), "--developer is no CNPJ or CPF, or its check digits are wrong");
    }
    try {
      System.out.println(reach());
      return 0;
    } catch (UncheckedIOException | IOException | SQLException e) {
      throw new Refusal("no AFD was written: " + e.getMessage());
    }
  }

  private Path reach() throws IOException, SQLException {
    if (database != null) {
      return export(new Database(database, "", ""));
    }
    var folder = data.toAbsolutePath().normalize();
    if (!Files.isDirectory(folder.resolve("postgres").resolve("cluster"))) {
      throw new Refusal(
          "there is no database in " + folder + ": where it is yours, give its --database");
    }
    try {
      if (DataDirectory.isUsed(folder)) {
        return export(EmbeddedPostgres.served(folder.resolve("postgres")));
      }
      try (var directory = DataDirectory.open(folder);
          var postgres = EmbeddedPostgres.start(DatabaseHost.settings(directory))) {
        return export(postgres.database());
      }
    } catch (PostgresFailure e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  private Path export(Database reached) throws IOException, SQLException {
    var owned = owned(reached);
    var now = Main.CLOCK.instant();
    var export =
        Tenant.speakingFor(
            owned.employerId(),
            () -> reached.connectAs("ponto_api"),
            connection -> {
              var decided =
                  AfdExport.of(
                          connection,
                          owned.employerId(),
                          owned.document(),
                          new Days(from, to),
                          developer,
                          now)
                      .orElseThrow();
              Audit.append(
                  connection,
                  new Entry(
                      owned.employerId(),
                      now,
                      Entry.PROGRAM,
                      Entry.PROGRAM,
                      AfdOperations.AUDITED_AS,
                      "establishment " + owned.document(),
                      AfdOperations.detail(decided)));
              return decided;
            });
    return write(reached, owned.employerId(), export);
  }

  private Ledgers.Owned owned(Database reached) throws SQLException {
    try (var connection = reached.connectAs("ponto_report")) {
      var all =
          Ledgers.all(connection).stream()
              .filter(one -> establishment == null || one.document().equals(establishment))
              .toList();
      if (all.isEmpty()) {
        throw new Refusal(
            establishment == null
                ? "there is no establishment yet: nobody has set this clock up"
                : "--establishment is none of this clock's: give its CNPJ or CPF without punctuation");
      }
      if (all.size() > 1) {
        throw new Refusal(
            establishment == null
                ? "this clock has several establishments: name one with --establishment"
                : "two employers have this establishment: let each export it on its own, by the API");
      }
      return all.getFirst();
    }
  }

  /** Whole under its name, or not at all; readable for its owner only, as it holds CPFs. */
  private Path write(Database reached, long employerId, AfdExport export)
      throws IOException, SQLException {
    var name = export.header().fileName();
    var target = (Files.isDirectory(output.toAbsolutePath()) ? output.resolve(name) : output);
    var folder = target.toAbsolutePath().getParent();
    var written = Files.createTempFile(folder, name, ".new");
    try {
      try (var out = new BufferedOutputStream(Files.newOutputStream(written), FILE_BYTES)) {
        Tenant.speakingFor(
            employerId,
            () -> reached.connectAs("ponto_api"),
            connection -> {
              try {
                export.write(connection, out);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return true;
            });
      }
      return Files.move(written, target);
    } catch (FileAlreadyExistsException e) {
      throw new Refusal(target + " is there already: name another file with --output");
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
