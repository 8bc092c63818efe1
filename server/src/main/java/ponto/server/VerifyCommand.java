package ponto.server;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import ponto.postgres.Database;
import ponto.seal.SealCheck;
import ponto.verify.AfdVerifier;
import ponto.verify.Finding;
import ponto.verify.LedgerVerifier;
import ponto.verify.Report;
import ponto.verify.Rule;
import ponto.verify.Verdict;

/** Checks what a time clock hands over, or the live ledger, with code that wrote none of it. */
@Command(
    name = "verify",
    description = "Check AFD files, of any time clock, or the live ledger, and list what is wrong.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:nothing is wrong", "1:something is", "64:wrong options", "69:no database"},
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  /** Enough to see what is wrong; a file of another kind has a finding a line. */
  private static final int SHOWN_OF_A_RULE = 100;

  private static final byte[] PDF = "%PDF-".getBytes(StandardCharsets.US_ASCII);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "An AFD (its .p7s is looked for beside it), or a receipt in PDF.")
  private List<Path> files = List.of();

  @Option(
      names = "--database",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "URL",
      description =
          "Check the live ledger: of the clock of --data, or of a JDBC URL with user and password.")
  private @Nullable String database;

  @Option(
      names = "--data",
      defaultValue = "data",
      description = "The data folder of the clock (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data");

  @Option(names = "--json", description = "Answer with one JSON document.")
  private boolean json;

  @Option(
      names = "--all",
      description = "List every finding, not only the first " + SHOWN_OF_A_RULE + " of each rule.")
  private boolean all;

  @Option(names = "--signed", description = "Find a file without a signature wrong.")
  private boolean signed;

  @Override
  public Integer call() {
    JsonLog.install(LogLevels.read("warning"));
    if (files.isEmpty() && database == null) {
      throw new ParameterException(spec.commandLine(), "name a file, or say --database");
    }
    var out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
            false,
            StandardCharsets.UTF_8);
    return run(out) ? 0 : 1;
  }

  /** Whether nothing is wrong. */
  boolean run(PrintStream out) {
    var progress = new VerifyProgress(System.err);
    var shown = all ? Long.MAX_VALUE : SHOWN_OF_A_RULE;
    if (json) {
      try (var report = new JsonReport(out, shown)) {
        look(report, progress);
        return report.isClean();
      }
    }
    try (var report = new TextReport(out, shown)) {
      look(report, progress);
      return report.isClean();
    }
  }

  private void look(Report report, VerifyProgress progress) {
    for (var file : files) {
      file(file, report, progress);
    }
    // PONTO_DATABASE stands for the option; who names files has not asked for the ledger.
    if (database != null && files.isEmpty()) {
      ledger(database, report, progress);
    }
    progress.end();
  }

  private void file(Path named, Report report, VerifyProgress progress) {
    report.begin(named.toString());
    try {
      report.end(
          isPdf(named) ? seals().receipt(named, report::found) : afd(named, report, progress));
    } catch (IOException e) {
      report.found(
          Finding.whole(
              Rule.UNREADABLE, "the file cannot be read: " + e.getClass().getSimpleName()));
      report.end(new Verdict("unreadable", 0, 0, 1, List.of()));
    }
  }

  /** Who names the signature means what it signs. */
  private Verdict afd(Path named, Report report, VerifyProgress progress) throws IOException {
    var name = String.valueOf(named.getFileName());
    var isSignature = name.endsWith(SealCheck.SUFFIX);
    var afdName = isSignature ? name.substring(0, name.length() - SealCheck.SUFFIX.length()) : name;
    var afd = named.resolveSibling(afdName);
    try (var in = progress.counting(Files.newInputStream(afd))) {
      var verdict = AfdVerifier.read(in, afdName, report::found);
      progress.records(verdict.records());
      var seal =
          seals().beside(afd, () -> progress.counting(Files.newInputStream(afd)), report::found);
      var remarks = new ArrayList<>(verdict.remarks());
      remarks.addAll(seal.remarks());
      return new Verdict(
          verdict.what(),
          verdict.lines(),
          verdict.records(),
          verdict.findings() + seal.findings(),
          remarks);
    }
  }

  private SealCheck seals() {
    return new SealCheck(signed);
  }

  private static boolean isPdf(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(PDF.length), PDF);
    }
  }

  private void ledger(String url, Report report, VerifyProgress progress) {
    try (var connection = connect(url)) {
      LedgerVerifier.read(connection, report, progress::records);
    } catch (SQLException e) {
      throw new Refusal("the ledger cannot be read; is the clock running? " + e.getMessage());
    }
  }

  /** As the reporting role in either case: it sees all employers and changes nothing. */
  private Connection connect(String url) throws SQLException {
    if (url.startsWith("jdbc:")) {
      return new Database(url, "", "").connectAs("ponto_report");
    }
    if (!url.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--database takes a JDBC URL, jdbc:postgresql://…, or nothing");
    }
    var uri = DataDirectory.read(data, "database-uri");
    if (uri.isEmpty()) {
      throw new Refusal(
          "there is no database in "
              + data.toAbsolutePath().normalize()
              + " yet: start the clock with this --data first");
    }
    var address = URI.create(uri.get());
    var login = address.getUserInfo().split(":", 2);
    return new Database(
            "jdbc:postgresql://"
                + address.getRawAuthority().replaceFirst("^.*@", "")
                + address.getRawPath(),
            login[0],
            login[1])
        .connect();
  }
}
