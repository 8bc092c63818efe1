package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The command line: the answer and nothing else on stdout, what is wrong told by its name. */
final class CommandTest {
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

  /** What the command prints, run as hr against the clock in the site's folder. */
  private static List<String> answer(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", site.data().toString()));
    var environment = Map.of("PONTO_LOGIN", "rh", "PONTO_PASSWORD", Demo.PASSWORD);
    try (var child = Child.run(environment, all)) {
      assertThat(child.ended()).as(child.err()).isZero();
      assertThat(child.err()).isEmpty();
      return child.out().lines().toList();
    }
  }

  private static String setAside() {
    var id = Press.newId();
    site.as("coletor").punch(Press.own(id)).expect(202);
    site.as("coletor").settled(id);
    return id;
  }

  private static String number(String id) {
    return site.ask("SELECT set_aside_id FROM set_aside WHERE punch_id = '" + id + "'");
  }

  @Test
  void set_aside_lists_shows_binds_and_discards() {
    var bound = setAside();
    var discarded = setAside();
    var lines = answer("set-aside", "list");
    assertThat(lines).hasSize(2);
    var cells = lines.getFirst().split("\t", -1);
    assertThat(cells).hasSize(6).startsWith(number(bound), "open", "not-permitted");
    assertThat(cells[4]).isEqualTo(bound);
    var shown = answer("set-aside", "show", number(bound));
    assertThat(shown).hasSize(1);
    assertThat(JsonTree.object(JsonTree.read(shown.getFirst())))
        .containsEntry("id", number(bound))
        .containsEntry(
            "raw", site.ask("SELECT raw FROM set_aside WHERE punch_id = '" + bound + "'"));
    assertThat(answer("set-aside", "bind", number(bound), "--worker", Demo.cpf(1)))
        .singleElement()
        .asString()
        .matches("accepted: [0-9a-f-]{36}");
    Patience.until(
        "the bound punch",
        () -> site.as("rh").get("/v1/punches/" + bound).text("status").equals("recorded"));
    assertThat(answer("set-aside", "discard", number(discarded), "--reason", "não era ninguém"))
        .containsExactly("discarded: " + number(discarded));
    assertThat(site.ask("SELECT reason FROM set_aside_decision WHERE decision = 'discarded'"))
        .isEqualTo("não era ninguém");
    assertThat(answer("set-aside", "list")).isEmpty();
    assertThat(answer("set-aside", "list", "--status", "closed")).hasSize(2);
  }

  @Test
  void dead_lists_and_redrives() {
    site.execute("ALTER TABLE punch ADD CONSTRAINT defect CHECK (collector <> 'app') NOT VALID");
    var id = Press.newId();
    var item = Press.of(id, Map.of("collector", "\"app\""));
    var receipt = site.worker(1).punch(item).expect(202).text("receipt");
    Patience.until("the dead letter", () -> site.books().dead() == 1);
    assertThat(answer("dead", "list")).singleElement().asString().startsWith(receipt + "\t");
    site.execute("ALTER TABLE punch DROP CONSTRAINT defect");
    assertThat(answer("dead", "redrive", receipt)).containsExactly("redriven: 1");
    assertThat(site.worker(1).settled(id).text("status")).isEqualTo("recorded");
    assertThat(answer("dead", "list")).isEmpty();
  }

  @Test
  void database_prints_one_uri_that_psql_takes() {
    assertThat(answer("database"))
        .singleElement()
        .asString()
        .matches("postgresql://ponto_report:[A-Za-z0-9_-]{32}@127.0.0.1:[0-9]+/fresh_[0-9]+");
  }

  @Test
  void init_makes_the_first_employer_and_says_so() throws Exception {
    try (var empty = Site.empty()) {
      empty.setupToken();
      var init =
          List.of(
              "init",
              "--document",
              "11444777000161",
              "--name",
              "Fictícia",
              "--place",
              "Rua A",
              "--responsible",
              "11144477735",
              "--admin-name",
              "Chefe",
              "--data",
              empty.data().toString());
      var environment = Map.of("PONTO_PASSWORD", "ten-letters");
      try (var child = Child.run(environment, init)) {
        assertThat(child.ended()).as(child.err()).isZero();
        assertThat(child.out()).isEqualTo("made: employer 11444777000161, admin admin\n");
      }
      empty.nobody().signIn("admin", "ten-letters").get("/v1/me").expect(200);
      try (var child = Child.run(environment, init)) {
        assertThat(child.ended()).isNotZero();
        assertThat(child.out()).isEmpty();
        assertThat(child.err()).contains("set up already").doesNotContain("\tat ");
      }
    }
  }

  @Test
  void a_wrong_value_stops_the_start_and_names_itself() throws IOException {
    var folder = Site.folder();
    var file = Files.createFile(folder.resolve("file"));
    var used = Site.folder();
    try (var lock = lock(used);
        var busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var wrong = new LinkedHashMap<List<String>, String>();
      wrong.put(List.of("--port", "x"), "--port");
      wrong.put(List.of("--port", "65536"), "--port");
      wrong.put(List.of("--port", Integer.toString(busy.getLocalPort())), "--port");
      wrong.put(List.of("--recorders", "0"), "--recorders");
      wrong.put(List.of("--developer", "11444777000162"), "--developer");
      wrong.put(List.of("PONTO_RECORDERS=0"), "PONTO_RECORDERS is 0");
      wrong.put(List.of("PONTO_RECORDERS=2", "--recorders", "0"), "--recorders is 0");
      wrong.put(List.of("PONTO_RECORDERS=2", "--recorders=0"), "--recorders is 0");
      wrong.put(List.of("PONTO_PORT=x"), "'PONTO_PORT'");
      wrong.put(List.of("PONTO_HOST=0.0.0.0"), "PONTO_HOST 0.0.0.0");
      wrong.put(List.of("PONTO_DEMO_WORKERS=0"), "PONTO_DEMO_WORKERS is 0");
      wrong.put(List.of("--host", "0.0.0.0"), "--host");
      wrong.put(List.of("--host", "0.0.0.0", "--behind-proxy", "--demo"), "--demo");
      wrong.put(List.of("--demo-workers", "0"), "--demo-workers");
      wrong.put(List.of("--database", "jdbc:mysql://x"), "--database");
      wrong.put(List.of("--inbox-bytes", "1"), "--inbox-bytes");
      wrong.put(List.of("--log-level", "LOUD"), "--log-level is LOUD");
      wrong.put(
          List.of("PONTO_LOG_LEVEL=ponto.legder=debug"), "PONTO_LOG_LEVEL names ponto.legder");
      wrong.put(List.of("--tls-keystore", "missing.p12"), "--tls-keystore");
      wrong.put(List.of("--unknown"), "--unknown");
      wrong.put(List.of("--data", file.toString()), "--data");
      wrong.put(List.of("--data", used.toString()), "another ponto uses");
      var failures = new ArrayList<String>();
      wrong.forEach((given, named) -> failures.addAll(refused(given, named)));
      assertThat(failures).isEmpty();
      assertThat(lock.isOpen()).isTrue();
    } finally {
      Site.remove(used);
      Site.remove(folder);
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    var channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    assertThat(channel.tryLock()).isNotNull();
    return channel;
  }

  /** What is wrong with how a start with these was refused; nothing when it was as it should be. */
  private static List<String> refused(List<String> given, String named) {
    var data = Site.folder();
    var environment = new LinkedHashMap<String, String>();
    var arguments = new ArrayList<>(List.of("start"));
    if (!given.contains("--data")) {
      arguments.addAll(List.of("--data", data.toString()));
    }
    if (!given.contains("--port") && !given.getFirst().startsWith("PONTO_PORT")) {
      arguments.addAll(List.of("--port", "0"));
    }
    for (var one : given) {
      var variable = one.split("=", 2);
      if (one.startsWith("PONTO_")) {
        environment.put(variable[0], variable[1]);
      } else {
        arguments.add(one);
      }
    }
    var failures = new ArrayList<String>();
    try (var child = Child.run(environment, arguments)) {
      var status = child.ended();
      var told = child.err();
      if (status == 0
          || !told.contains(named)
          || told.contains("\tat ")
          || !child.out().isEmpty()) {
        failures.add(given + " -> " + status + ": " + told + child.out());
      }
    }
    Site.remove(data);
    return failures;
  }
}
