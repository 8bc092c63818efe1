package ponto.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** AFDs of other clocks by {@code ./ponto import} and through the door. */
final class ForeignImportTest {
  /** More than one piece holds. */
  private static final int MANY = 12_000;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Path folder;

  @BeforeAll
  static void open() {
    site = Site.demo();
    folder = Site.folder();
  }

  @AfterAll
  static void close() {
    site.close();
    Site.remove(folder);
  }

  /** What a run of the command said. */
  private record Said(int status, String out, String err) {}

  private static Said run(Path file, String... options) throws IOException {
    var all = new ArrayList<>(List.of("import", file.toString()));
    all.addAll(List.of("--data", site.data().toString()));
    all.addAll(List.of(options));
    var environment = Map.of("PONTO_LOGIN", "rh", "PONTO_PASSWORD", Demo.PASSWORD);
    try (var child = Child.run(environment, all)) {
      return new Said(child.ended(), child.out(), child.err());
    }
  }

  private static String marks(int count, String person) {
    var text = new StringBuilder();
    for (var nsr = 1; nsr <= count; nsr++) {
      text.append(ForeignCalls.mark(nsr, "%02d%02d".formatted(nsr % 24, nsr % 60), person));
    }
    return text.toString();
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, ISO_8859_1);
  }

  @Test
  void a_file_of_several_pieces_is_taken_and_the_second_time_repeated() throws IOException {
    var file = file("many.txt", marks(MANY, "9" + Demo.cpf(1)));
    var first = run(file, "--rep", "many");
    assertThat(first.out())
        .contains("taken 12000, repeated 0, conflicting 0, unmatched 0, broken 0, noted 1\n")
        .contains("line 12000: noted: the file ends without a trailer: it may be cut off");
    assertThat(first.status()).isZero();
    assertThat(first.err()).contains("many.txt: 100 %");
    assertThat(run(file, "--rep", "many").out()).contains("taken 0, repeated 12000, ");
    assertThat(site.ask("SELECT count(*) FROM foreign_mark WHERE rep = 'many'"))
        .isEqualTo(Integer.toString(MANY));
    assertThat(site.ask("SELECT count(*) FROM ledger WHERE type = 3")).isEqualTo("0");
  }

  @Test
  void broken_lines_are_told_up_to_a_bound_and_end_with_1() throws IOException {
    var text = "0000000013nonsense\r\n".repeat(150) + marks(2, "9" + Demo.cpf(1));
    var said = run(file("broken.txt", text), "--rep", "broken");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.out())
        .contains("line 1: broken: a record of type 3 has no 18 characters")
        .contains("and 51 more")
        .contains("taken 2, repeated 0, conflicting 0, unmatched 0, broken 150, noted 1");
    var json = run(file("broken.txt", text), "--rep", "broken", "--json");
    assertThat(json.out()).startsWith("{\"files\":[").contains("\"more\":51", "\"repeated\":2");
  }

  @Test
  void who_is_bound_has_the_marks_and_each_deed_is_in_the_log() {
    var hr = site.as("rh");
    var id = ForeignCalls.unknown(hr);
    var path = "/v1/foreign-people/" + id + "/bind";
    hr.post(path, "{\"worker\":\"12345678909\"}").problem(404);
    hr.post(path, "{\"worker\":\"" + Demo.cpf(7) + "\"}").expect(204);
    assertThat(hr.all("/v1/foreign-people", 500)).noneMatch(one -> id.equals(one.get("id")));
    var marks = hr.get("/v1/foreign-marks?worker=" + Demo.cpf(7)).items();
    assertThat(marks)
        .singleElement()
        .satisfies(mark ->
            assertThat(mark)
                .containsEntry("at", "2026-10-01T08:00:00-03:00")
                .containsEntry("offsetPrinted", false));
    assertThat(site.worker(7).get("/v1/foreign-marks").items()).isEqualTo(marks);
    assertThat(site.worker(8).get("/v1/foreign-marks").items()).isEmpty();
    var deeds = hr.get("/v1/audit?about=worker%20" + Demo.cpf(7)).items();
    assertThat(deeds.getFirst()).containsEntry("action", "foreign-bind");
    var file = String.valueOf(marks.getFirst().get("file"));
    assertThat(hr.get("/v1/audit?about=foreign-file%20" + file).items())
        .extracting(deed -> deed.get("action"))
        .containsExactly("foreign-import-end", "foreign-import");
  }

  @Test
  void marks_come_page_by_page_each_once() {
    var hr = site.as("rh");
    var file = ForeignCalls.begin(hr, "paged").expect(201).text("id");
    ForeignCalls.piece(hr, file, 1, marks(30, "9" + Demo.cpf(9)), true).expect(200);
    var all = hr.all("/v1/foreign-marks?worker=" + Demo.cpf(9), 7);
    assertThat(all).hasSize(30).doesNotHaveDuplicates();
  }

  @Test
  void a_piece_that_ends_within_a_line_or_is_no_base64_is_refused() {
    var hr = site.as("rh");
    var file = ForeignCalls.begun(hr);
    assertThat(ForeignCalls.piece(hr, file, 1, "0000", false).problem(400).text("field"))
        .isEqualTo("/content");
    hr.post(
            "/v1/foreign-files/" + file + "/pieces",
            "{\"firstLine\":1,\"content\":\"*\",\"last\":true}")
        .problem(400);
    ForeignCalls.piece(hr, file, 2, "x\n", false).problem(409);
    ForeignCalls.piece(hr, file, 1, "x\n", true).expect(200);
    ForeignCalls.piece(hr, file, 2, "x\n", true).problem(409);
  }
}
