package ponto.server;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
import ponto.signature.Cades;
import ponto.signature.Signer;
import ponto.signature.SigningFailure;
import ponto.signature.Standing;

/** Writes the AFD of an establishment out of the database, whether the clock runs or not. */
@Command(
    name = "afd",
    description =
        "Write the AFD of an establishment into a file, and its .p7s beside it where a certificate is"
            + " given; the clock may run or not.",
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

  @Mixin private MakerFile makerFile = new MakerFile();

  @Mixin private DatabaseOptions where = new DatabaseOptions();

  @Mixin private CertificateOptions certificate = new CertificateOptions();

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
    var named = MakerFile.developer(developer, makerFile.read());
    try (var signer = certificate.open()) {
      Path written = where.reach(database -> export(database, signer, named));
      System.out.println(written);
      return 0;
    } catch (SigningFailure e) {
      throw new Refusal("no AFD was written: the key of the certificate does not sign");
    } catch (UncheckedIOException | IOException | SQLException e) {
      throw new Refusal("no AFD was written: " + e.getMessage());
    }
  }

  private Path export(Database reached, @Nullable Signer signer, @Nullable String named)
      throws IOException, SQLException {
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
                          named,
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
    return write(reached, owned.employerId(), export, signer);
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
  private Path write(Database reached, long employerId, AfdExport export, @Nullable Signer signer)
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
      var seal = target.resolveSibling(target.getFileName() + ".p7s");
      if (signer != null && Files.exists(seal)) {
        throw new FileAlreadyExistsException(seal.toString());
      }
      var signature = signer == null ? null : signature(signer, written);
      Files.move(written, target);
      if (signature != null) {
        Files.write(seal, signature, StandardOpenOption.CREATE_NEW);
      }
      return target;
    } catch (FileAlreadyExistsException e) {
      throw new Refusal(e.getMessage() + " is there already: name another file with --output");
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static byte[] signature(Signer signer, Path content) throws IOException {
    var now = Main.CLOCK.instant();
    if (!Standing.of(signer.certificate(), now).isValid()) {
      throw new Refusal("no AFD was written: its --certificate is not valid today");
    }
    try (var in = new BufferedInputStream(Files.newInputStream(content), FILE_BYTES)) {
      return Cades.sign(signer, in, now);
    }
  }
}
