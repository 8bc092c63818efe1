package ponto.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ponto.verify.AfdVerifier;
import ponto.verify.Finding;

/** The AFD through the door and by the command, read by the verifier, and in the audit log. */
final class AfdTest {
  private static final String NAME = "AFD512026001234" + Demo.DOCUMENT + "REP_P.txt";
  private static final String PATH = "/v1/establishments/" + Demo.DOCUMENT + "/afd";

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    site = Site.demo();
    for (var worker = 1; worker <= 3; worker++) {
      var id = Press.newId();
      site.worker(worker).punch(Press.own(id)).expect(202);
      site.worker(worker).settled(id);
    }
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static List<Finding> findings(byte[] afd) throws IOException {
    var findings = new ArrayList<Finding>();
    AfdVerifier.read(new ByteArrayInputStream(afd), NAME, findings::add);
    return findings;
  }

  private static List<String> records(String afd) {
    var lines = afd.lines().toList();
    return lines.subList(1, lines.size() - 2);
  }

  private static List<String> ledger() {
    return site.ask("SELECT string_agg(line, E'\\n' ORDER BY nsr) FROM ledger").lines().toList();
  }

  private static Map<String, Object> lastAudited() {
    return site.as("auditora").get("/v1/audit?limit=1").expect(200).items().getFirst();
  }

  /** Runs the command against the site's database; answers what it wrote. */
  private static Child command(String... more) {
    var arguments = new ArrayList<>(List.of("afd"));
    arguments.addAll(List.of(more));
    return Child.run(Map.of("PONTO_DATABASE", site.databaseUrl()), arguments);
  }

  @Test
  void hr_gets_the_frozen_lines_in_latin_1_under_the_laws_name_and_it_is_audited()
      throws IOException {
    var answer = site.as("rh").get(PATH).expect(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=iso-8859-1");
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"" + NAME + "\"");
    // Read as what the header says: a byte of UTF-8 would now be two wrong characters.
    assertThat(answer.body()).contains("São João Fictícia");
    assertThat(records(answer.body())).isEqualTo(ledger()).hasSizeGreaterThan(Site.WORKERS);
    assertThat(findings(answer.body().getBytes(ISO_8859_1))).isEmpty();
    assertThat(lastAudited())
        .containsEntry("action", "afd-export")
        .containsEntry("role", "hr")
        .containsEntry("about", "establishment " + Demo.DOCUMENT);
    assertThat(String.valueOf(lastAudited().get("detail"))).contains("firstNsr");
  }

  @Test
  void a_zip_holds_the_same_file() throws IOException {
    var answer = site.as("auditora").file(PATH, "Accept", "application/zip");
    try (var zip = new ZipInputStream(new ByteArrayInputStream(answer))) {
      assertThat(zip.getNextEntry()).extracting("name").isEqualTo(NAME);
      var afd = zip.readAllBytes();
      assertThat(findings(afd)).isEmpty();
      assertThat(records(new String(afd, ISO_8859_1))).isEqualTo(ledger());
      assertThat(zip.getNextEntry()).isNull();
    }
    assertThat(lastAudited())
        .containsEntry("action", "afd-export")
        .containsEntry("role", "auditor");
  }

  @Test
  void days_before_the_clock_give_an_empty_file_and_wrong_days_are_told() {
    var empty = site.as("rh").get(PATH + "?from=2001-01-01&to=2001-01-31").expect(200);
    assertThat(records(empty.body())).isEmpty();
    assertThat(empty.body()).contains("2001-01-012001-01-31");
    var hr = site.as("rh");
    assertThat(hr.get(PATH + "?from=2026-02-02&to=2026-02-01").problem(400).text("field"))
        .isEqualTo("to");
    assertThat(hr.get(PATH + "?from=2026-02-30").problem(400).text("field")).isEqualTo("from");
    hr.get("/v1/establishments/11444777000161/afd").problem(404);
  }

  @Test
  void the_command_writes_the_same_file_out_of_the_database_and_is_audited() throws IOException {
    try (var child = command("--output", folder.toString())) {
      assertThat(child.ended()).as(child.err()).isZero();
      assertThat(child.out()).isEqualTo(folder.resolve(NAME) + "\n");
      assertThat(child.err()).isEmpty();
    }
    var bytes = Files.readAllBytes(folder.resolve(NAME));
    assertThat(findings(bytes)).isEmpty();
    assertThat(records(new String(bytes, ISO_8859_1))).isEqualTo(ledger());
    assertThat(lastAudited()).containsEntry("action", "afd-export").containsEntry("role", "ponto");
    try (var again = command("--output", folder.toString())) {
      assertThat(again.ended()).isEqualTo(69);
      assertThat(again.err()).contains("is there already");
    }
    assertThat(Files.readAllBytes(folder.resolve(NAME))).isEqualTo(bytes);
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".new"));
  }

  @Test
  void the_command_refuses_what_cannot_be() {
    try (var child = command("--from", "2026-02-02", "--to", "2026-02-01")) {
      assertThat(child.ended()).isEqualTo(64);
    }
    try (var child = command("--developer", "11444777000162")) {
      assertThat(child.ended()).isEqualTo(64);
      assertThat(child.err()).contains("--developer is no CNPJ or CPF");
    }
    try (var child = command("--establishment", "11444777000161")) {
      assertThat(child.ended()).isEqualTo(69);
      assertThat(child.err()).contains("--establishment is none of this clock's");
    }
  }

  @Test
  void the_command_finds_the_database_of_a_clock_that_runs_and_of_one_that_rests()
      throws IOException {
    var data = folder.resolve("data");
    var running = folder.resolve("running.txt");
    var resting = folder.resolve("resting.txt");
    try (var clock = Child.demo(data, Map.of())) {
      clock.ready();
      export(data, running);
      clock.signal("TERM");
      clock.ended();
    }
    export(data, resting);
    var records = records(Files.readString(running, ISO_8859_1));
    assertThat(records).hasSizeGreaterThan(Site.WORKERS);
    var later = records(Files.readString(resting, ISO_8859_1));
    assertThat(later.subList(0, records.size())).isEqualTo(records);
    // What is new is that the service ended.
    assertThat(later).hasSize(records.size() + 1);
    assertThat(later.getLast()).hasSize(36).endsWith("08");
    assertThat(findings(Files.readAllBytes(resting))).isEmpty();
  }

  private static void export(Path data, Path to) {
    try (var child = Child.run("afd", "--data", data.toString(), "--output", to.toString())) {
      assertThat(child.ended()).as(child.err()).isZero();
      assertThat(child.out()).isEqualTo(to + "\n");
    }
  }
}
