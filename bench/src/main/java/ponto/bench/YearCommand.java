package ponto.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.access.Tenant;
import ponto.legal.AfdExport;
import ponto.legal.AfdExport.Days;
import ponto.seal.Seal;
import ponto.seal.SealCheck;
import ponto.signature.Cades;
import ponto.verify.AfdVerifier;
import ponto.verify.Finding;

/** A company's year through the whole legal way: recorded, written, signed, verified, forged. */
@Command(
    name = "year",
    header = "A year of a company's punches as a legal file: written, signed, verified, forged.",
    description =
        "Records punches of many workers by the product's own ledger, writes and signs the AFD after"
            + " the first thousand and at the end, and reads both with the independent verifier, which"
            + " must find nothing. In the first file single bytes are changed, each in a fresh copy:"
            + " the signature must find every one, and the verifier alone every one of a line of the"
            + " types 1 to 5 and 7.",
    mixinStandardHelpOptions = true)
final class YearCommand implements Callable<Integer> {
  private static final String DOCUMENT = "11222333000181";
  private static final int BUFFER = 64 * 1024; // As the door has it.

  private static final int SEED = 671; // So that every run changes the same bytes.

  @Option(names = "--workers", defaultValue = "1000", description = "default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(names = "--punches", defaultValue = "1000000", description = "default: ${DEFAULT-VALUE}")
  private int punches;

  @Option(names = "--flips", defaultValue = "10000", description = "default: ${DEFAULT-VALUE}")
  private int flips;

  private final Report report;
  private final InstantSource clock;

  YearCommand(Report report, InstantSource clock) {
    this.report = report;
    this.clock = clock;
  }

  /** A written file with its signature beside it, and how long the writing took. */
  private record Written(Path file, long lines, double seconds) {
    byte[] signature() throws IOException {
      return Files.readAllBytes(file.resolveSibling(name() + SealCheck.SUFFIX));
    }

    String name() {
      return file.getFileName().toString();
    }
  }

  /** Bytes that were changed, of which the verifier is bound to find some; and what was missed. */
  private record Forged(int changed, int bound, int unseen, int unsealed) {}

  @Override
  public Integer call() throws Exception {
    try (var site = new Site(Repository.own(), "year", report);
        var postgres = new OwnPostgres(site.folder());
        var server =
            site.start(
                List.of("--demo-workers", Integer.toString(workers)), postgres.environment())) {
      server.awaitReady();
      var filling = new Filling(clock, punches);
      try (var connection = postgres.database().connectAs("ponto_recorder")) {
        filling.fill(connection, 0, punches);
      }
      var first = write(postgres, site.folder());
      var forged = forge(first);
      report.say("recording %d punches".formatted(punches));
      fillTheRest(postgres, filling);
      var year = write(postgres, site.folder());
      var begun = System.nanoTime();
      var findings = findings(year) + findings(first);
      var verifySeconds = (System.nanoTime() - begun) / 1e9;
      site.finished();
      return print(year, verifySeconds, findings, forged);
    }
  }

  private static void fillTheRest(OwnPostgres postgres, Filling filling) throws Exception {
    try (var threads = Executors.newFixedThreadPool(2)) {
      var work = new ArrayList<Future<?>>();
      for (var first = 1; first <= 2; first++) {
        var from = first;
        work.add(
            threads.submit(() -> {
              try (var connection = postgres.database().connectAs("ponto_recorder")) {
                filling.fill(connection, from, 2);
              }
              return null;
            }));
      }
      for (var one : work) {
        one.get();
      }
    }
    postgres.settle();
  }

  private Written write(OwnPostgres postgres, Path folder) throws Exception {
    try (var connection = asApi(postgres);
        var signer = OwnKey.signer()) {
      connection.setAutoCommit(false);
      var employer = employer(postgres);
      Tenant.speakFor(connection, employer);
      var begun = System.nanoTime();
      var afd =
          AfdExport.of(connection, employer, DOCUMENT, Days.ALL, null, clock.instant())
              .orElseThrow();
      var file = Files.createTempDirectory(folder, "afd").resolve(afd.header().fileName());
      try (var out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
        afd.write(connection, out);
      }
      var seconds = (System.nanoTime() - begun) / 1e9;
      try (var in = Files.newInputStream(file)) {
        Files.write(
            file.resolveSibling(file.getFileName() + SealCheck.SUFFIX),
            Cades.sign(signer, in, clock.instant()));
      }
      return new Written(file, afd.lines(), seconds);
    }
  }

  private static long employer(OwnPostgres postgres) throws SQLException {
    try (var connection = postgres.asSuperuser()) {
      return Long.parseLong(
          BackupCommand.column(connection, "SELECT employer_id FROM employer").getFirst());
    }
  }

  private static Connection asApi(OwnPostgres postgres) throws SQLException {
    return postgres.database().connectAs("ponto_api");
  }

  private long findings(Written written) throws IOException {
    Consumer<Finding> say = finding -> report.say(finding.toString());
    try (var in = new BufferedInputStream(Files.newInputStream(written.file()), BUFFER)) {
      return AfdVerifier.read(in, written.name(), say).findings()
          + Seal.judge(written.signature(), () -> Files.newInputStream(written.file()), say)
              .findings();
    }
  }

  private Forged forge(Written written) throws IOException {
    var whole = Files.readAllBytes(written.file());
    var signature = written.signature();
    var bound = bound(whole);
    var random = new SplittableRandom(SEED);
    var boundCount = 0;
    var unseen = 0;
    var unsealed = 0;
    for (var flip = 1; flip <= flips; flip++) {
      var at = random.nextInt(whole.length);
      var before = whole[at];
      whole[at] = (byte) (before + 1 + random.nextInt(255));
      var judged = Seal.judge(signature, () -> new ByteArrayInputStream(whole), _ -> {}).findings();
      unsealed += judged == 0 ? 1 : 0;
      if (bound[at]) {
        boundCount++;
        var read = AfdVerifier.read(new ByteArrayInputStream(whole), written.name(), _ -> {});
        unseen += read.findings() == 0 ? 1 : 0;
      }
      whole[at] = before;
      if (flip % 1_000 == 0) {
        report.say("%d of %d bytes changed".formatted(flip, flips));
      }
    }
    return new Forged(flips, boundCount, unseen, unsealed);
  }

  /** Which bytes stand in a line of the types 1 to 5 and 7, its end included. */
  private static boolean[] bound(byte[] whole) {
    var bound = new boolean[whole.length];
    var begin = 0;
    for (var at = 0; at < whole.length; at++) {
      if (whole[at] == '\n') {
        var line = new String(whole, begin, at + 1 - begin, ISO_8859_1);
        if (line.startsWith("000000000")
            || (line.length() > 10
                && "23457".indexOf(line.charAt(9)) >= 0
                && !line.startsWith("999999999"))) {
          Arrays.fill(bound, begin, at + 1, true);
        }
        begin = at + 1;
      }
    }
    return bound;
  }

  private int print(Written year, double verifySeconds, long findings, Forged forged) {
    report.say(
        "%d lines written in %s s, verified with their signature in %s s: %d findings"
            .formatted(
                year.lines(),
                Report.figure(year.seconds()),
                Report.figure(verifySeconds),
                findings));
    report.say(
        "%d changed bytes: the signature missed %d; of %d that the verifier is bound to find it missed %d"
            .formatted(forged.changed(), forged.unsealed(), forged.bound(), forged.unseen()));
    report.result(json ->
        json.text("command", "year")
            .number("workers", workers)
            .number("punches", punches)
            .number("lines", year.lines())
            .number("writeSeconds", Report.round(year.seconds()))
            .number("verifySeconds", Report.round(verifySeconds))
            .number("findings", findings)
            .number("changedBytes", forged.changed())
            .number("missedBySignature", forged.unsealed())
            .number("boundBytes", forged.bound())
            .number("missedByVerifier", forged.unseen()));
    return findings + forged.unseen() + forged.unsealed() == 0 ? 0 : 1;
  }
}
