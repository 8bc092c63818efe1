package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.access.Role;

/** Reports through the door: who is shown what, files for a spreadsheet, and what is refused. */
final class ReportsApiTest {
  private static final String PERIOD = "?from=2026-03-01&to=2026-03-31";

  /** Punches of all of the demo's workers on two days, and one of the other employer. */
  private static final String FILL =
      """
      INSERT INTO punch
      SELECT w.employer_id, gen_random_uuid(), e.establishment_id, 100000 + w.worker_id * 10 + n, w.worker_id, w.cpf,
             timestamptz '2026-03-02 08:00-03' + n * interval '4 hours', -180, 'America/Sao_Paulo', now(), 0,
             timestamptz '2026-03-02 08:00-03' + n * interval '6 hours', now(), 'web', n = 2, 'server',
             CASE WHEN n = 2 THEN '{near-another}'::text[] ELSE '{}' END, '', '', 'r'
      FROM worker w JOIN establishment e USING (employer_id), generate_series(0, 2) AS n
      """;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static SecondEmployer second;

  @BeforeAll
  static void open() throws SQLException, InterruptedException {
    site = Site.demo();
    second = SecondEmployer.on(site);
    site.execute(FILL);
    var names = List.of("=1+1", "+1", "-1", "@a", "\t=1", "a;b", "a\"b");
    for (var number = 0; number < names.size(); number++) {
      site.execute(
          "UPDATE worker SET name = '"
              + names.get(number)
              + "' WHERE cpf = '"
              + Demo.cpf(number + 1)
              + "'");
    }
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static Answer csv(Caller by, String path) {
    return by.get(path, "Accept", "text/csv").expect(200);
  }

  @Test
  void a_file_opens_in_a_brazilian_spreadsheet_and_no_name_is_a_formula() {
    var answer = csv(site.as("rh"), "/v1/reports/punches" + PERIOD);
    assertThat(answer.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"ponto-marcacoes-2026-03-01-2026-03-31.csv\"");
    assertThat(answer.body())
        .startsWith("\uFEFFCPF;Nome;Estabelecimento;NSR;Data;Hora;")
        .endsWith("\r\n");
    assertThat(answer.body().replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
    assertThat(answer.body())
        .contains(";'=1+1;", ";'+1;", ";'-1;", ";'@a;", ";'\t=1;", ";\"a;b\";", ";\"a\"\"b\";")
        .contains(";02/03/2026;08:00:00;UTC-03:00;")
        .contains("\r\n900.000.001-75;", ";11.222.333/0001-81;");
  }

  @Test
  void file_and_list_hold_the_same_lines() {
    for (var list : List.of("punches", "late", "days")) {
      var path = "/v1/reports/" + list + PERIOD;
      var inFile =
          csv(site.as("rh"), path)
              .body()
              .lines()
              .skip(1)
              .map(line -> line.substring(0, 14).replaceAll("[.-]", ""))
              .toList();
      assertThat(inFile).as(list).hasSizeGreaterThanOrEqualTo(Site.WORKERS);
      assertThat(site.as("rh").all(path, 7))
          .as(list)
          .extracting(item -> item.get("cpf"))
          .containsExactlyElementsOf(inFile);
    }
  }

  @Test
  void a_period_of_a_hundred_years_names_the_field_and_the_remedy() {
    for (var list : List.of("punches", "late", "days")) {
      for (var period :
          List.of("?from=1999-01-01&to=2098-12-31", "?from=2026-01-01&to=2027-02-05")) {
        var problem = site.as("rh").get("/v1/reports/" + list + period).problem(400);
        assertThat(problem.text("field")).isEqualTo("to");
        assertThat(problem.body()).contains("400 days");
      }
      site.as("rh").get("/v1/reports/" + list + "?from=2026-01-01&to=2027-02-04").expect(200);
    }
  }

  @Test
  void what_no_database_could_take_is_refused() {
    var rh = site.as("rh");
    for (var at : List.of("%2B999999999-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "now")) {
      assertThat(rh.get("/v1/reports/presence?at=" + at).problem(400).text("field"))
          .isEqualTo("at");
    }
    for (var position :
        List.of("+1000000000-01-01T00:00:00Z 1 1", "2026-03-02T08:00:00Z 1 x", "x")) {
      var cursor =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(position.getBytes(StandardCharsets.UTF_8));
      for (var list : List.of("punches", "late", "days")) {
        var path = "/v1/reports/" + list + PERIOD + "&cursor=" + cursor;
        assertThat(rh.get(path).problem(400).text("field")).isEqualTo("cursor");
      }
    }
  }

  @Test
  void everybody_is_shown_the_own_people_only() {
    var path = "/v1/reports/days" + PERIOD;
    site.execute(
        "DELETE FROM supervision WHERE worker_id = (SELECT worker_id FROM worker WHERE cpf = '"
            + Demo.cpf(9)
            + "')");
    var seen = new HashSet<Object>();
    site.as("gestora")
        .all(path + "&team=second-manager", 100)
        .forEach(item -> seen.add(item.get("cpf")));
    assertThat(seen).isEmpty();
    site.as("gestora").all(path, 100).forEach(item -> seen.add(item.get("cpf")));
    assertThat(seen).hasSize(Site.WORKERS - 1).doesNotContain(Demo.cpf(9), SecondEmployer.CPF);
    assertThat(second.as(Role.HR).all(path, 100))
        .extracting(item -> item.get("cpf"))
        .containsExactly(SecondEmployer.CPF);
    assertThat(csv(second.as(Role.HR), path).body().replaceAll("[.-]", ""))
        .contains(SecondEmployer.CPF)
        .doesNotContain(Demo.cpf(1));
    assertThat(second.as(Role.HR).get(path + "&worker=" + Demo.cpf(1)).expect(200).items())
        .isEmpty();
    site.worker(1).get(path).problem(403);
  }
}
