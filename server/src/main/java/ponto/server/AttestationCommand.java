package ponto.server;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import ponto.access.Tenant;
import ponto.api.AttestationOperations;
import ponto.attestation.Attestation;
import ponto.attestation.Maker;
import ponto.audit.Audit;
import ponto.audit.Entry;
import ponto.legal.Ledgers;
import ponto.postgres.Database;
import ponto.roster.Establishments;
import ponto.roster.Establishments.Company;
import ponto.signature.Pades;
import ponto.signature.Signer;
import ponto.signature.SigningFailure;
import ponto.signature.Standing;

/** Writes the technical attestation for an employer, or adds the signature of a person to one. */
@Command(
    name = "atestado",
    description =
        "Write the Atestado Técnico e Termo de Responsabilidade for an employer; with --sign, add a"
            + " person's signature to one.",
    mixinStandardHelpOptions = true)
final class AttestationCommand implements Callable<Integer> {
  @Option(names = "--out", required = true, description = "File to write; one that is there stays.")
  private Path out = Path.of("");

  @Option(
      names = "--sign",
      description =
          "An attestation: write it to --out with one more signature, of the person whose"
              + " --certificate it is; once for each of the two.")
  private @Nullable Path unsigned;

  @Option(
      names = "--establishment",
      description = "CNPJ or CPF of one of the employer's, where the clock has several employers.")
  private @Nullable String establishment;

  @Mixin private MakerFile makerFile = new MakerFile();

  @Mixin private DatabaseOptions where = new DatabaseOptions();

  @Mixin private CertificateOptions certificate = new CertificateOptions();

  @Override
  public Integer call() throws InterruptedException {
    JsonLog.install(LogLevels.read("warning"));
    try (var signer = certificate.open()) {
      Files.write(
          out,
          unsigned == null ? attested(signer) : signed(unsigned, signer),
          StandardOpenOption.CREATE_NEW);
      System.out.println(out);
      return 0;
    } catch (FileAlreadyExistsException e) {
      throw new Refusal(out + " is there already: name another file with --out");
    } catch (SigningFailure e) {
      throw new Refusal("nothing was written: the key of the certificate does not sign");
    } catch (IOException | SQLException e) {
      throw new Refusal("nothing was written: " + e.getMessage());
    }
  }

  private static byte[] signed(Path pdf, @Nullable Signer signer) throws IOException {
    if (signer == null) {
      throw new Refusal("--sign needs the --certificate of the person who signs");
    }
    var now = Main.CLOCK.instant();
    if (!Standing.of(signer.certificate(), now).isValid()) {
      throw new Refusal("nothing was written: the --certificate is not valid today");
    }
    return Pades.sign(signer, Files.readAllBytes(pdf), now);
  }

  private byte[] attested(@Nullable Signer signer)
      throws IOException, SQLException, InterruptedException {
    var maker = makerFile.read();
    if (maker == null) {
      throw new Refusal("an attestation needs --developer-file, a file as docs/law.md shows it");
    }
    var key = signer == null ? null : signer.certificate().getPublicKey();
    return where.reach(database -> attest(database, maker, key));
  }

  private byte[] attest(Database reached, Maker maker, @Nullable PublicKey key)
      throws SQLException {
    var now = Main.CLOCK.instant();
    var employer = employer(reached);
    Company recipient =
        Tenant.speakingFor(
            employer,
            () -> reached.connectAs("ponto_api"),
            connection -> {
              Audit.append(
                  connection,
                  new Entry(
                      employer,
                      now,
                      Entry.PROGRAM,
                      Entry.PROGRAM,
                      AttestationOperations.AUDITED_AS,
                      "employer",
                      "{}"));
              return Establishments.employer(connection, employer);
            });
    return Attestation.pdf(maker, recipient, key, now);
  }

  private long employer(Database reached) throws SQLException {
    try (var connection = reached.connectAs("ponto_report")) {
      var all =
          Ledgers.all(connection).stream()
              .filter(one -> establishment == null || one.document().equals(establishment))
              .map(Ledgers.Owned::employerId)
              .distinct()
              .toList();
      if (all.size() != 1) {
        throw new Refusal(
            all.isEmpty()
                ? "there is no such employer: set the clock up, or name an --establishment of it"
                : "this clock has several employers: name an --establishment of one");
      }
      return all.getFirst();
    }
  }
}
