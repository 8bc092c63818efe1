package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import ponto.ntp.Liar;
import ponto.ntp.TimeServer;
import ponto.testing.TestDatabase;

/** Whole clocks that come and go, and one whose time is wrong. */
final class DutyTest {
  private static final Duration IN_ORDER = Duration.ofSeconds(10);

  /** The codes of all events, in their order. */
  private static List<String> events(TestDatabase database) throws SQLException {
    var events = new ArrayList<String>();
    try (var report = database.connectAs("ponto_report");
        var rows =
            report
                .createStatement()
                .executeQuery(
                    "SELECT substr(line, 35, 2) FROM ledger WHERE type = 6 ORDER BY nsr")) {
      while (rows.next()) {
        events.add(rows.getString(1));
      }
    }
    return events;
  }

  private static Child start(Path data, TestDatabase database) {
    return Child.demo(data, Map.of("PONTO_DATABASE", Site.url(database.database())));
  }

  @Test
  void two_processes_are_one_service_and_a_kill_9_of_the_last_is_told_by_the_next_start()
      throws Exception {
    var one = Site.folder();
    var other = Site.folder();
    try (var database = TestDatabase.fresh()) {
      try (var first = start(one, database)) {
        first.ready();
        try (var second = start(other, database)) {
          second.ready();
          assertThat(events(database)).containsExactly("07");
          first.signal("TERM");
          assertThat(first.ended(IN_ORDER)).isZero();
          assertThat(events(database)).as("one is left").containsExactly("07");
          second.signal("KILL");
          second.ended();
        }
      }
      try (var again = start(other, database)) {
        again.ready();
        Patience.until("the pair", () -> count(database) == 3);
        again.signal("TERM");
        assertThat(again.ended(IN_ORDER)).isZero();
      }
      assertThat(events(database)).containsExactly("07", "08", "07", "08");
      for (var what : List.of("end", "end", "begin", "begin")) {
        try (var command =
            Child.run(
                Map.of("PONTO_DATABASE", Site.url(database.database())), List.of("outage", what))) {
          assertThat(command.ended()).as(command.err()).isZero();
          assertThat(command.out()).startsWith("told: ");
        }
      }
      assertThat(events(database)).containsExactly("07", "08", "07", "08", "07", "08");
      assertVerified(database);
    } finally {
      Site.remove(one);
      Site.remove(other);
    }
  }

  private static void assertVerified(TestDatabase database) {
    try (var verify = Child.run("verify", "--database", Site.url(database.database()))) {
      assertThat(verify.ended()).as(verify.out() + verify.err()).isZero();
    }
  }

  private static int count(TestDatabase database) {
    try {
      return events(database).size();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_clock_that_is_off_goes_on_warns_and_flags_and_keeps_the_proof() {
    try (var liar = new Liar(Main.CLOCK, Duration.ofSeconds(-45));
        var site = Site.demo(List.of(liar.server()))) {
      var before = Press.newId();
      site.worker(1).punch(Press.own(before)).expect(202);
      site.worker(1).settled(before);
      Patience.until(
          "a warning",
          () -> site.nobody().get("/readyz").expect(200).body(),
          body -> body.contains("\"notWell\":[\"clock\"]"));
      var id = Press.newId();
      site.worker(1).punch(Press.own(id)).expect(202);
      assertThat(site.worker(1).settled(id).body()).contains("\"server-clock-off\"");
      assertThat(site.ask("SELECT count(*) FROM punch WHERE 'server-clock-off' = ANY (flags)"))
          .isEqualTo("1");
      assertThat(site.bearer(Site.SCRAPE_TOKEN).get("/metrics").expect(200).body())
          .containsPattern("\nponto_legal_time_offset_seconds -4[45]\\.")
          .contains("\nponto_legal_time_servers_answered 1.0");
      Patience.until(
          "evidence",
          () ->
              site.ask("SELECT answered FROM legal_time WHERE offset_millis < -30000").equals("1"));
    }
  }

  @Test
  void silent_time_servers_refuse_nothing() {
    try (var site = Site.demo(List.of(TimeServer.of("127.0.0.1:9")))) {
      var id = Press.newId();
      site.worker(1).punch(Press.own(id)).expect(202);
      site.worker(1).settled(id);
      Patience.until(
          "a round that nobody answered",
          () ->
              site.ask("SELECT answered FROM legal_time").equals("0")
                  || site.nobody().get("/readyz").status() != 200);
      assertThat(site.nobody().get("/readyz").expect(200).body()).contains("\"notWell\":[]");
      assertThat(site.bearer(Site.SCRAPE_TOKEN).get("/metrics").expect(200).body())
          .contains("\nponto_legal_time_offset_seconds NaN");
    }
  }
}
