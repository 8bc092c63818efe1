package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code ./ponto smoke}: one punch the whole way, and what is said where it does not arrive. */
final class SmokeCommandTest {
  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @BeforeAll
  static void open() {
    site = Site.demo();
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static int smoke(Map<String, String> environment, StringBuilder out) throws IOException {
    try (var child = Child.run(environment, List.of("smoke", "--data", site.data().toString()))) {
      var status = child.ended();
      out.append(child.out()).append(child.err());
      return status;
    }
  }

  @Test
  void a_punch_goes_the_whole_way_and_is_one_when_it_is_sent_twice() throws IOException {
    var said = new StringBuilder();
    var worker = Map.of("PONTO_LOGIN", Demo.cpf(1), "PONTO_PASSWORD", Demo.PASSWORD);
    assertThat(smoke(worker, said)).as("%s", said).isZero();
    assertThat(said).contains("accepted", "recorded", "sent twice, recorded once");
    assertThat(site.ask("SELECT count(*) FROM punch WHERE cpf = '" + Demo.cpf(1) + "'"))
        .isEqualTo("1");
    assertThat(said).doesNotContain(Demo.cpf(1));
  }

  @Test
  void a_punch_that_is_set_aside_is_no_success() throws IOException {
    var said = new StringBuilder();
    var collector = Map.of("PONTO_LOGIN", "coletor", "PONTO_PASSWORD", Demo.PASSWORD);
    assertThat(smoke(collector, said)).as("%s", said).isEqualTo(1);
    assertThat(said).contains("BROKEN", "set aside");
  }

  @Test
  void a_token_stands_for_a_login() throws IOException {
    var said = new StringBuilder();
    assertThat(smoke(Map.of("PONTO_TOKEN", "none.of.ours"), said)).isNotZero();
    assertThat(said).contains("token").doesNotContain("accepted");
  }
}
