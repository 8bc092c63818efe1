package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ponto.api.Json;

/** A file of workers, piece by piece through the door. */
final class ImportTest {
  private static final String HEADER = "CPF;Nome;Matrícula;Crachá;PIS;Cargo;Admissão\n";

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Caller hr;

  @BeforeAll
  static void open() {
    site = Site.demo();
    hr = site.as("rh");
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static Answer take(String csv, boolean dryRun) {
    return hr.post(
        "/v1/workers/import",
        Json.object(json -> json.flag("dryRun", dryRun).number("firstLine", 2).text("csv", csv)));
  }

  private static String lines(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i ->
            "%s;Pessoa Fictícia %d;I%d;J%d;;Padeiro;05/01/2026".formatted(Demo.cpf(i), i, i, i))
        .collect(Collectors.joining("\n"));
  }

  private static String books() {
    return site.ask("SELECT count(*) FROM worker")
        + " workers, "
        + site.ask("SELECT count(*) FROM ledger")
        + " lines, "
        + site.ask("SELECT count(*) FROM audit")
        + " deeds, "
        + site.ask("SELECT sum(last_nsr) FROM counter");
  }

  private static List<Map<String, Object>> results(Answer answer) {
    return ((List<?>) answer.json().getOrDefault("lines", List.of()))
        .stream().map(JsonTree::object).toList();
  }

  @Test
  void a_thousand_lines_are_taken_and_the_second_time_nothing_changes() {
    var csv = HEADER + lines(1_000, 1_000);
    var before = books();
    var dry = take(csv, true).expect(200);
    assertThat(dry.json()).containsEntry("taken", 1_000L).containsEntry("written", false);
    assertThat(books()).isEqualTo(before);
    var first = take(csv, false).expect(200);
    assertThat(first.json()).containsEntry("taken", 1_000L).containsEntry("written", true);
    assertThat(site.ask("SELECT count(*) FROM ledger WHERE type = 5 AND line LIKE '%Pessoa Fict%'"))
        .isEqualTo("1000");
    var after = books();
    var second = take(csv, false).expect(200);
    assertThat(second.json()).containsEntry("unchanged", 1_000L).containsEntry("taken", 0L);
    assertThat(books()).isEqualTo(after);
    var one = csv.replace("Pessoa Fictícia 1500;", "Pessoa Promovida;");
    assertThat(take(one, false).json())
        .containsEntry("changed", 1L)
        .containsEntry("unchanged", 999L);
  }

  @Test
  void one_wrong_line_leaves_the_whole_piece_unwritten_and_every_wrong_line_is_told() {
    var good = lines(3_000, 3).lines().toList();
    var wrong =
        List.of(
            good.get(0),
            good.get(1),
            good.get(0),
            "12345678900;Fulano;;;;;05/01/2026",
            Demo.cpf(3_010) + ";Fulano;;;;;31/02/2026",
            Demo.cpf(3_011) + ";Fulano;;;;;05/01/26",
            Demo.cpf(3_012) + ";Fulano;I3001;;;;05/01/2026",
            Demo.cpf(3_013) + ";Fulano;M00001;;;;05/01/2026",
            Demo.cpf(3_014) + ";Fulano;;;12345678901;;05/01/2026",
            Demo.cpf(3_015) + ";;;;;;05/01/2026",
            Demo.cpf(3_016) + ";Fulano;;;;",
            Demo.cpf(3_017) + ";\"Fulano;;;;;05/01/2026",
            Demo.cpf(3_018) + ";Ful\u0000ano;;;;;05/01/2026");
    var before = books();
    var answer = take(HEADER + String.join("\n", wrong), false).expect(200);
    assertThat(answer.json()).containsEntry("written", false).containsEntry("errors", 11L);
    assertThat(books()).isEqualTo(before);
    assertThat(results(answer).stream().filter(line -> "error".equals(line.get("result"))))
        .extracting(line -> line.get("line") + " " + line.get("column"))
        .containsExactly(
            "4 cpf",
            "5 cpf",
            "6 admission",
            "7 admission",
            "8 registration",
            "9 registration",
            "10 pis",
            "11 name",
            "12 line",
            "13 line",
            "14 name");
    assertThat(results(answer).stream().filter(line -> "error".equals(line.get("result"))))
        .allSatisfy(line -> {
          assertThat(String.valueOf(line.get("problem"))).isNotBlank().doesNotContain("Fulano");
          assertThat(String.valueOf(line.get("remedy"))).isNotBlank();
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "cpf,name,admission! %s,\"Silva, Ana Fictícia\",2026-01-05",
        "cpf\tnome\tadmissão! %s\tAna Fictícia\t05/01/2026",
        "Admissao;CPF;NOME! 05/01/2026;%s;\"Ana \"\"Nina\"\" Fictícia\"",
      })
  void the_separator_and_the_columns_are_known_from_the_header(String header, String line) {
    var csv = header + "\r\n" + line.formatted(Demo.cpf(3_100)) + "\r\n\r\n";
    assertThat(take(csv, true).expect(200).json()).containsEntry("taken", 1L);
  }

  @ParameterizedTest
  @CsvSource({
    "cpf|nome|admissao, separator",
    "12345678909;Ana;05/01/2026, separator",
    "cpf;nome;salario, column 3",
    "nome;admissao, no column cpf",
    "cpf;nome;name, twice"
  })
  void a_header_that_is_none_is_refused_with_a_remedy(String header, String problem) {
    var answer = take(header + "\n", false).problem(400);
    assertThat(answer.text("field")).isEqualTo("/csv");
    assertThat(answer.text("detail")).contains(problem);
    assertThat(answer.text("remedy")).isNotBlank();
  }

  @Test
  void
      a_name_that_is_printed_otherwise_is_shown_and_a_dismissed_worker_is_not_admitted_by_repeating() {
    var cpf = Demo.cpf(3_200);
    var line = "cpf;name;admission\n" + cpf + ";Łucja Fictícia;2026-01-05";
    assertThat(results(take(line, false).expect(200)).getFirst())
        .containsEntry("printedName", "Lucja Fictícia");
    hr.post("/v1/workers/" + cpf + "/dismiss", "{\"on\":\"2026-02-01\"}").expect(200);
    assertThat(take(line, false).json()).containsEntry("unchanged", 1L);
    assertThat(take(line.replace("Fictícia", "Outra"), false).json()).containsEntry("errors", 1L);
    assertThat(take(line.replace("2026-01-05", "2026-03-01"), false).json())
        .containsEntry("taken", 1L);
    assertThat(hr.get("/v1/workers/" + cpf).json()).doesNotContainKey("dismissal");
  }

  @Test
  void clerks_beside_each_other_and_punches_meanwhile_lose_nothing() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      var imports =
          IntStream.range(0, 3)
              .mapToObj(i -> threads.submit(() -> take(HEADER + lines(4_000, 300), false)))
              .toList();
      var punches =
          threads.submit(() -> {
            for (var i = 0; i < 40; i++) {
              site.worker(1).punch(Press.own(Press.newId())).expect(202);
            }
            return true;
          });
      var taken = 0L;
      for (var done : imports) {
        taken += (Long) done.get().expect(200).json().getOrDefault("taken", 0L);
      }
      assertThat(taken).isEqualTo(300);
      assertThat(punches.get()).isTrue();
    }
    Books.settled(site);
    assertThat(
            site.ask(
                "SELECT count(*) FROM (SELECT 1 FROM ledger GROUP BY establishment_id HAVING count(*) <> max(nsr)) AS gap"))
        .isEqualTo("0");
  }

  @Test
  void more_than_a_piece_is_refused_and_so_is_what_is_no_text() {
    var many = "cpf\n" + (Demo.cpf(1) + "\n").repeat(1_001);
    assertThat(take(many, true).problem(400).text("field")).isEqualTo("/csv");
    hr.post("/v1/workers/import", "{\"csv\":1}").problem(400);
    hr.post("/v1/workers/import", "{\"csv\":\"cpf\",\"firstLine\":1.5}").problem(400);
    hr.post("/v1/workers/import", "{\"csv\":\"cpf\",\"firstLine\":\"2\"}").problem(400);
    hr.post(
            "/v1/workers/import",
            ("{\"csv\":\"" + "x".repeat(262_144) + "\"}").getBytes(UTF_8),
            null)
        .problem(413);
  }
}
