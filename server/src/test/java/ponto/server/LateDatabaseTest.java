package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A clock that was set up, and whose own database cannot start: the door stays open all the same.
 */
final class LateDatabaseTest {
  private static final Duration IN_ORDER = Duration.ofSeconds(10);

  private final Path data = Site.folder();

  @AfterEach
  void remove() {
    Site.remove(data);
  }

  /** Without it no server starts; a disk in trouble loses files too. */
  private Path control() throws IOException {
    try (var files = Files.walk(data.resolve("postgres"))) {
      return files.filter(file -> file.endsWith("pg_control")).findFirst().orElseThrow();
    }
  }

  @Test
  void punches_are_taken_a_signal_is_heard_and_all_is_recorded_when_the_cause_is_gone()
      throws Exception {
    String token;
    try (var child = Child.demo(data, Map.of())) {
      var session = new Caller(child.ready(), null).session(Demo.cpf(1), Demo.PASSWORD);
      token = session.expect(200).text("accessToken");
      child.signal("TERM");
      assertThat(child.ended()).as(child.err()).isZero();
    }
    var control = control();
    var away = data.resolve("pg_control.away");
    Files.move(control, away);
    var id = Press.newId();
    try (var child = Child.demo(data, Map.of())) {
      var worker = new Caller(child.ready(), token);
      worker.punch(Press.own(id)).expect(202);
      var ready = awaitTrouble(child.ready());
      assertThat(ready.text("remedy")).contains("no restart is needed");
      Patience.until("two tries", () -> child.err().split("tried again in", -1).length > 2);
      assertThat(child.err()).contains("free disk space", "pg_control");
      child.signal("TERM");
      assertThat(child.ended(IN_ORDER)).as(child.err()).isZero();
    }
    try (var child = Child.demo(data, Map.of())) {
      var worker = new Caller(child.ready(), token);
      awaitTrouble(child.ready());
      Files.move(away, control);
      Patience.until("the database", () -> worker.get("/v1/punches/" + id).status() == 200);
      assertThat(worker.settled(id).text("status")).isEqualTo("recorded");
      assertThat(new Caller(child.ready(), null).get("/readyz").body()).contains("\"remedy\":null");
      child.signal("TERM");
      assertThat(child.ended()).isZero();
    }
  }

  private static Answer awaitTrouble(URI uri) {
    return Patience.until(
        "a database in trouble",
        () -> new Caller(uri, null).get("/readyz").expect(200),
        answer -> answer.json().containsValue(List.of("database")));
  }
}
