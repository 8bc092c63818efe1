package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code ./ponto workers import}: the whole file or nothing, and what is wrong by its line. */
final class WorkersCommandTest {
  private static final String HEADER = "cpf;nome;matrícula;admissão\r\n";

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

  private static Said take(byte[] content, String... options) throws IOException {
    var file = Files.write(folder.resolve("pessoas.csv"), content);
    var all = new ArrayList<>(List.of("workers", "import", file.toString()));
    all.addAll(List.of("--data", site.data().toString()));
    all.addAll(List.of(options));
    var environment = Map.of("PONTO_LOGIN", "rh", "PONTO_PASSWORD", Demo.PASSWORD);
    try (var child = Child.run(environment, all)) {
      return new Said(child.ended(), child.out(), child.err());
    }
  }

  private static String line(int number, String name) {
    return Demo.cpf(number) + ";" + name + ";R" + number + ";05/01/2026\r\n";
  }

  private static String workers() {
    return site.ask("SELECT count(*) FROM worker");
  }

  @Test
  void a_file_of_several_pieces_is_taken_with_progress_and_the_second_time_left_alone()
      throws IOException {
    var text =
        "\ufeff"
            + HEADER
            + IntStream.range(20_000, 20_600)
                .mapToObj(i -> line(i, "João Fictício " + i))
                .collect(Collectors.joining());
    var first = take(text.getBytes(UTF_8));
    assertThat(first.out()).isEqualTo("taken: 600, changed: 0, unchanged: 0\n");
    assertThat(first.status()).isZero();
    assertThat(first.err())
        .contains("600 lines, UTF-8", "checked 500 of 600", "imported 500 of 600")
        .contains("imported 600 of 600");
    assertThat(take(text.getBytes(UTF_8)).out())
        .isEqualTo("taken: 0, changed: 0, unchanged: 600\n");
    assertThat(site.ask("SELECT name FROM worker WHERE registration = 'R20000'"))
        .isEqualTo("João Fictício 20000");
  }

  @Test
  void one_wrong_line_in_the_last_piece_and_nothing_is_written() throws IOException {
    var before = workers();
    var text =
        HEADER
            + IntStream.range(21_000, 21_510)
                .mapToObj(i -> line(i, "Ana Fictícia"))
                .collect(Collectors.joining())
            + "12345678900;Fulano;R1;05/01/2026\r\n"
            + line(21_000, "Ana Fictícia");
    var said = take(text.getBytes(UTF_8));
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.out())
        .contains("line 513: cpf: the same as in line 2.")
        .contains("line 513: registration: the same as in line 2.")
        .contains("line 512, cpf: the check digits of the CPF do not fit.")
        .contains("wrong: 2 of 512 lines; nothing was written");
    assertThat(workers()).isEqualTo(before);
  }

  @Test
  void windows_1252_is_read_and_said_and_a_dry_run_shows_names_and_writes_nothing()
      throws IOException {
    var before = workers();
    var text = HEADER + line(22_000, "Conceição D’Ávila");
    var said = take(text.getBytes(Charset.forName("windows-1252")), "--dry-run");
    assertThat(said.status()).as(said.err()).isZero();
    assertThat(said.err()).contains("windows-1252");
    assertThat(said.out())
        .contains("line 2: the legal file will print Conceição D'Ávila for Conceição D’Ávila")
        .contains("would be taken: 1");
    assertThat(workers()).isEqualTo(before);
  }

  @Test
  void what_is_no_such_file_is_refused_with_a_remedy() throws IOException {
    refused("UTF-16", ("\ufeff" + HEADER).getBytes(UTF_16LE));
    refused("is empty", new byte[0]);
    refused("no line below", HEADER.getBytes(UTF_8));
    refused("separator", "cpf|nome\n1|2\n".getBytes(UTF_8));
    var missing = List.of("workers", "import", "missing.csv", "--data", site.data().toString());
    try (var child = Child.run(Map.of(), missing)) {
      assertThat(child.ended()).isNotZero();
      assertThat(child.err()).contains("missing.csv is no file");
    }
  }

  private static void refused(String why, byte[] content) throws IOException {
    var said = take(content);
    assertThat(said.status()).as(why).isNotZero();
    assertThat(said.err()).contains(why).doesNotContain("\tat ");
  }
}
