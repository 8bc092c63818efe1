package ponto.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ponto.artemis.ArtemisInbox;
import ponto.testing.TestDatabase;

/** How a clock ends, in order or not, and that nothing acknowledged is ever lost by it. */
final class StopTest {
  private static final Duration IN_ORDER = Duration.ofSeconds(10);

  /** A halt takes milliseconds; in order it would take what the request in flight is waited for. */
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  private static final int SENDERS = 6;
  private static final int ENOUGH = 150;

  private Path data = Path.of("");

  @BeforeEach
  void make() {
    data = Site.folder();
  }

  @AfterEach
  void remove() {
    Site.remove(data);
  }

  /** Somebody signed in, once the database is there too. */
  private static Caller signedIn(URI uri, String login) {
    var nobody = new Caller(uri, null);
    var session =
        Patience.until(
            "a sign-in", () -> nobody.session(login, Demo.PASSWORD), a -> a.status() == 200);
    return new Caller(uri, session.text("accessToken"));
  }

  /** Senders that go on until the door hangs up; every id answered 202 is in the set. */
  private static List<Thread> load(URI uri, Set<String> accepted) {
    var threads = new ArrayList<Thread>();
    for (var i = 1; i <= SENDERS; i++) {
      var worker = signedIn(uri, Demo.cpf(i));
      threads.add(Thread.ofVirtual().start(() -> send(worker, accepted)));
    }
    return threads;
  }

  private static void send(Caller worker, Set<String> accepted) {
    var open = true;
    while (open) {
      var id = Press.newId();
      try {
        var answer = worker.punch(Press.own(id));
        if (answer.status() == 202) {
          accepted.add(id);
        }
        open = answer.status() == 202;
      } catch (UncheckedIOException e) {
        open = false;
      }
    }
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (var thread : threads) {
      thread.join();
    }
  }

  @Test
  void sigterm_stops_in_order_and_what_was_acknowledged_is_recorded_or_waits() throws Exception {
    try (var database = TestDatabase.fresh();
        var child = Child.demo(data, Map.of("PONTO_DATABASE", Site.url(database.database())))) {
      var accepted = ConcurrentHashMap.<String>newKeySet();
      var senders = load(child.ready(), accepted);
      Patience.until("the load", () -> accepted.size() > ENOUGH);
      child.signal("TERM");
      assertThat(child.ended(IN_ORDER)).isZero();
      join(senders);
      assertThat(child.err()).contains("ponto: stopping");
      var found = new HashSet<String>();
      try (var connection = database.connectAs("ponto_report");
          var rows = connection.createStatement().executeQuery("SELECT id FROM punch")) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      found.addAll(waiting());
      assertThat(found).containsAll(accepted);
    }
  }

  /** The ids in the inbox of a clock that ended. */
  private Set<String> waiting() throws InterruptedException {
    var found = new HashSet<String>();
    var settings = ArtemisInbox.Settings.in(data.resolve("inbox"));
    try (var inbox = new ArtemisInbox(settings, Main.CLOCK);
        var taker = inbox.taker()) {
      var patience = Duration.ofMillis(200);
      for (var letters = taker.take(1000, 1 << 20, patience, patience);
          !letters.isEmpty();
          letters = taker.take(1000, 1 << 20, patience, patience)) {
        for (var letter : letters) {
          found.add(letter.body().replaceFirst("(?s).*\"id\":\"([^\"]+)\".*", "$1"));
        }
      }
    }
    return found;
  }

  @Test
  void sigterm_stops_in_order_while_the_database_is_away_and_the_letters_wait() throws Exception {
    try (var server = TestDatabase.ownServer();
        var child = Child.demo(data, Map.of("PONTO_DATABASE", Site.url(server.database())))) {
      var worker = signedIn(child.ready(), Demo.cpf(1));
      server.stop();
      var ids = new ArrayList<String>();
      for (var i = 0; i < 20; i++) {
        var id = Press.newId();
        ids.add(id);
        worker.punch(Press.own(id)).expect(202);
      }
      child.signal("TERM");
      assertThat(child.ended(IN_ORDER)).isZero();
      assertThat(waiting()).containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  void a_second_signal_ends_at_once_what_the_first_lets_finish() throws Exception {
    try (var child = Child.demo(data, Map.of())) {
      var uri = child.ready();
      var token = signedIn(uri, Demo.cpf(1)).token();
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
        // In flight: the stop waits for the rest of this request.
        var head =
            "POST /v1/punches HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\nAuthorization: Bearer "
                + token
                + "\r\n\r\n{";
        socket.getOutputStream().write(head.getBytes(US_ASCII));
        new Caller(uri, token).get("/v1/me").expect(200);
        child.signal("INT");
        Patience.until("the first signal", () -> child.err().contains("ponto: stopping"));
        assertThat(child.alive()).isTrue();
        child.signal("INT");
        assertThat(child.ended(AT_ONCE)).isEqualTo(130);
      }
    }
  }

  @Test
  void after_kill_9_of_everything_every_acknowledged_punch_is_a_row_and_none_is_two()
      throws Exception {
    var accepted = ConcurrentHashMap.<String>newKeySet();
    try (var child = Child.demo(data, Map.of())) {
      var senders = load(child.ready(), accepted);
      Patience.until("the load", () -> accepted.size() > ENOUGH);
      var postmaster = Files.readAllLines(postmasterPid()).getFirst().strip();
      child.signal("KILL");
      Child.kill("KILL", Long.parseLong(postmaster));
      child.ended();
      join(senders);
    }
    try (var child = Child.demo(data, Map.of())) {
      var uri = child.ready();
      var hr = signedIn(uri, "rh");
      Patience.until("the rest", () -> hr.all("/v1/punches", 500).size() >= accepted.size());
      Patience.until(
          "an empty inbox",
          () -> {
            var figures = hr.get("/metrics").body();
            return figures.contains("\nponto_inbox_letters 0.0\n");
          });
      var ids =
          hr.all("/v1/punches", 500).stream()
              .map(punch -> String.valueOf(punch.get("id")))
              .toList();
      assertThat(ids).doesNotHaveDuplicates().containsAll(accepted);
      assertWhole(ids.size());
      child.signal("TERM");
      assertThat(child.ended(IN_ORDER)).isZero();
    }
  }

  private Path postmasterPid() throws IOException {
    try (var files = Files.walk(data.resolve("postgres"))) {
      return files.filter(file -> file.endsWith("postmaster.pid")).findFirst().orElseThrow();
    }
  }

  /**
   * No gap in the numbers, and every punch chained to the one before, as an inspector checks it.
   */
  private void assertWhole(int punches) throws SQLException {
    var uri = requireNonNull(DataDirectory.read(data, "database-uri").orElse(null));
    var parts = URI.create(uri);
    var user = requireNonNull(parts.getUserInfo()).split(":", 2);
    var jdbc = "jdbc:postgresql://" + parts.getHost() + ":" + parts.getPort() + parts.getPath();
    try (var connection = DriverManager.getConnection(jdbc, user[0], user[1]);
        var rows =
            connection
                .createStatement()
                .executeQuery("SELECT nsr, type, line FROM ledger ORDER BY nsr")) {
      var expected = 1L;
      var chained = 0;
      var previous = "";
      while (rows.next()) {
        assertThat(rows.getLong("nsr")).isEqualTo(expected++);
        if (rows.getInt("type") == 7) {
          var line = rows.getString("line");
          assertThat(line).hasSize(137);
          previous = Chain.next(line.substring(0, 73), previous);
          assertThat(line.substring(73)).as("hash of " + line).isEqualTo(previous);
          chained++;
        }
      }
      assertThat(chained).isEqualTo(punches);
      assertThatThrownBy(() -> connection.createStatement().execute("DELETE FROM punch"))
          .hasMessageContaining("permission denied");
    }
  }
}
