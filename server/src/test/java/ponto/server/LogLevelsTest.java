package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ponto.testing.TestDatabase;

/** How much is logged: said at the start, and said anew to a clock that runs. */
final class LogLevelsTest {
  @Test
  void one_level_holds_for_all_and_others_for_parts() {
    var levels = LogLevels.read("Warning, ponto.ledger=DEBUG,ponto.server.Pool=trace");
    assertThat(levels.all()).isEqualTo(Level.WARNING);
    assertThat(levels.parts())
        .isEqualTo(Map.of("ponto.ledger", Level.FINE, "ponto.server.Pool", Level.FINEST));
    assertThat(LogLevels.read(levels.toString())).isEqualTo(levels);
    assertThat(LogLevels.read("ponto.ledger=error").all()).isEqualTo(Level.INFO);
  }

  @ParameterizedTest
  @CsvSource({
    "error,SEVERE",
    "severe,SEVERE",
    "WARN,WARNING",
    "INFO,INFO",
    "fine,FINE",
    "FINEST,FINEST"
  })
  void levels_are_known_by_the_names_that_people_use(String name, String level) {
    // In a Turkish locale too, where the capital of i is not I.
    assertThat(LogLevels.read(name).all()).isEqualTo(Level.parse(level));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "loud",
        "info,",
        "info,debug",
        "ponto=info,debug",
        "ponto.ledger=debug,ponto.ledger=info",
        "ponto.legder=debug",
        "ponto.ledger.Recoder=debug",
        "org.eclipse.jetty=debug",
        "ponto..ledger=debug",
        "ponto.ledger=",
        "=debug",
        "ponto.ledger=debug=info",
        "ponto/ledger=info"
      })
  void what_cannot_be_right_names_itself(String text) {
    assertThatThrownBy(() -> LogLevels.read(text))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("--log-level ");
  }

  /** A clock that runs, asked to say more, misunderstood, and asked to say as much as before. */
  @Test
  void the_file_log_level_is_obeyed_without_a_restart_and_a_slip_in_it_changes_nothing()
      throws Exception {
    var data = Site.folder();
    var file = data.resolve("log-level");
    try (var database = TestDatabase.fresh();
        var child =
            Child.demo(
                data,
                Map.of("PONTO_DATABASE", Site.url(database.database())),
                "--log-level",
                "error,ponto.server=warning")) {
      var worker = signedIn(child.ready());
      punched(worker);
      write(file, "warning,ponto.ledger=debug");
      said(child, "logging at warning,ponto.ledger=debug from here on");
      punched(worker);
      said(child, "1 letters: 1 punches recorded");
      assertThat(child.err()).doesNotContain("answered 202");
      write(file, "ponto.server=debgu");
      said(child, "the file log-level is not obeyed, all stays as it was: it is debgu, not");
      write(file, "ponto.server=debug");
      said(child, "logging at info,ponto.server=debug from here on");
      punched(worker);
      said(child, "postPunches answered 202");
      Files.delete(file);
      said(child, "logging at error,ponto.server=warning from here on");
      var before = child.err();
      punched(worker);
      assertThat(child.err()).isEqualTo(before);
    } finally {
      Site.remove(data);
    }
  }

  private static void write(Path file, String levels) throws Exception {
    Files.writeString(file, levels + "\n");
  }

  private static void said(Child child, String message) {
    Patience.until(message, () -> child.err().contains(message));
  }

  private static Caller signedIn(URI uri) {
    var nobody = new Caller(uri, null);
    var session =
        Patience.until(
            "a sign-in", () -> nobody.session(Demo.cpf(1), Demo.PASSWORD), a -> a.status() == 200);
    return new Caller(uri, session.text("accessToken"));
  }

  private static void punched(Caller worker) {
    var id = Press.newId();
    worker.punch(Press.own(id)).expect(202);
    worker.settled(id);
  }
}
