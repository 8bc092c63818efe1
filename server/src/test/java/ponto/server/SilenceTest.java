package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import ponto.postgres.Database;
import ponto.postgres.EmbeddedPostgres;
import ponto.testing.TestDatabase;

/** What may not be written down anywhere but in the database: who somebody is, and any secret. */
final class SilenceTest {
  private static final String WRONG_PASSWORD = "wrong-password-of-somebody";

  @Test
  void the_log_is_json_and_neither_it_nor_any_process_tells_a_person_or_a_secret()
      throws Exception {
    var data = Site.folder();
    try (var server = TestDatabase.ownServer();
        var child =
            Child.demo(
                data,
                Map.of("PONTO_DATABASE", Site.url(server.database())),
                "--log-level",
                "trace")) {
      var nobody = new Caller(child.ready(), null);
      var worker = nobody.signIn(Demo.cpf(1), Demo.PASSWORD);
      var hr = nobody.signIn("rh", Demo.PASSWORD);
      nobody.session(Demo.cpf(2), WRONG_PASSWORD).problem(401);
      var collector = nobody.signIn("coletor", Demo.PASSWORD);
      var good = Press.newId();
      collector
          .punch(Press.by(good, Demo.cpf(3)), Press.by(Press.newId(), "52998224725"))
          .expect(202);
      collector.settled(good);
      nobody.get("/v1/punches?worker=" + Demo.cpf(3)).problem(401);
      hr.get("/v1/workers/" + Demo.cpf(3) + "/evidence").expect(200);
      buryOne(superuser(server), worker, hr);
      server.stop();
      worker.punch(Press.own(Press.newId())).expect(202);
      hr.get("/v1/punches").problem(503);
      Patience.until("the outage in the log", () -> child.err().contains("the database is away"));
      var processes = new ArrayList<String>();
      ProcessHandle.of(child.pid()).stream()
          .flatMap(process ->
              java.util.stream.Stream.concat(
                  java.util.stream.Stream.of(process), process.descendants()))
          .forEach(process -> processes.add(commandLine(process.pid())));
      child.signal("TERM");
      assertThat(child.ended()).isZero();
      var log = child.err();
      assertThat(log)
          .contains("recording 1 letters failed")
          .contains("\"level\":\"fine\"")
          .contains("listEvidence answered 200");
      allJson(log);
      var secrets =
          List.of(
              Demo.cpf(1),
              Demo.cpf(2),
              Demo.cpf(3),
              "52998224725",
              "Fictícia",
              WRONG_PASSWORD,
              Demo.PASSWORD,
              String.valueOf(worker.token()),
              server.database().password(),
              Files.readString(data.resolve("report-password")).strip());
      for (var secret : secrets) {
        assertThat(log).doesNotContain(secret);
        assertThat(processes).noneMatch(line -> line.contains(secret));
      }
    } finally {
      Site.remove(data);
    }
  }

  private static void allJson(String log) {
    for (var line : log.lines().filter(line -> !line.startsWith("ponto: ")).toList()) {
      assertThat(JsonTree.object(JsonTree.read(line)))
          .as(line)
          .containsKeys("at", "level", "logger", "message");
    }
  }

  /** A defect of ours, as a failure whose message quotes the row. */
  private static void buryOne(java.sql.Connection superuser, Caller worker, Caller hr)
      throws Exception {
    try (superuser;
        var statement = superuser.createStatement()) {
      statement.execute(
          "ALTER TABLE punch ADD CONSTRAINT defect CHECK (collector <> 'app') NOT VALID");
      var item = Press.of(Press.newId(), Map.of("collector", "\"app\""));
      worker.punch(item).expect(202);
      Patience.until("the dead letter", () -> !hr.all("/v1/dead-letters", 500).isEmpty());
      statement.execute("ALTER TABLE punch DROP CONSTRAINT defect");
    }
  }

  private static java.sql.Connection superuser(EmbeddedPostgres server)
      throws java.sql.SQLException {
    var superuser = server.superuser();
    var url = server.database().jdbcUrl();
    return new Database(url, superuser.user(), superuser.password()).connect();
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
    } catch (java.io.IOException e) {
      // It ended meanwhile.
      return "";
    }
  }
}
