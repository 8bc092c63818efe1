package ponto.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Punches of a period, by punches made by hand; each test has days of its own. */
final class PunchListTest {
  private static final PunchList.Which ALL = new PunchList.Which(null, null);

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Punched punched;

  @BeforeAll
  static void open() throws SQLException {
    punched = new Punched();
  }

  @AfterAll
  static void close() {
    punched.close();
  }

  private static Period days(String from, String to) {
    return new Period(LocalDate.parse(from), LocalDate.parse(to));
  }

  private static List<PunchLine> whole(Asked asked, Period period, PunchList.Which which)
      throws SQLException {
    return punched.ask(connection -> {
      var lines = new ArrayList<PunchLine>();
      PunchList.all(connection, asked, period, which, lines::add);
      return lines;
    });
  }

  private static List<String> times(List<PunchLine> lines) {
    return lines.stream().map(line -> line.punchedAt().toString()).toList();
  }

  @Test
  void a_day_is_the_printed_one_wherever_it_lies_in_utc() throws SQLException {
    punched.at(
        1,
        "2026-03-01T23:59:59-03:00",
        "2026-03-02T00:00-03:00",
        "2026-03-02T23:59:59-03:00",
        "2026-03-03T00:00-03:00");
    punched.at(2, "2026-03-02T00:00+14:00", "2026-03-02T23:59-12:00", "2026-03-03T00:00+14:00");
    punched.elsewhere("2026-03-02T08:00-03:00");
    assertThat(times(whole(punched.all(), days("2026-03-02", "2026-03-02"), ALL)))
        .containsExactly(
            "2026-03-02T00:00+14:00",
            "2026-03-02T00:00-03:00",
            "2026-03-02T23:59:59-03:00",
            "2026-03-02T23:59-12:00");
  }

  @Test
  void pages_are_complete_and_stable_though_many_punch_at_one_instant() throws SQLException {
    for (var worker = 1; worker <= 7; worker++) {
      punched.at(worker, "2026-04-02T08:00:00.123456-03:00", "2026-04-02T12:00-03:00");
      punched.atBranch(worker, "2026-04-02T08:00:00.123456-03:00");
    }
    var period = days("2026-04-02", "2026-04-02");
    var expected = whole(punched.all(), period, ALL);
    assertThat(expected).hasSize(21);
    var pages = new ArrayList<PunchLine>();
    PunchList.Position after = null;
    while (true) {
      var position = after;
      var page =
          punched.ask(
              connection -> PunchList.page(connection, punched.all(), period, ALL, position, 4));
      if (page.isEmpty()) {
        break;
      }
      pages.addAll(page);
      var last = page.getLast();
      after =
          new PunchList.Position(last.punchedAt().toInstant(), last.establishment(), last.nsr());
      // What is recorded meanwhile before the position moves nothing.
      punched.at(8, "2026-04-02T07:00-03:00");
    }
    assertThat(pages).containsExactlyElementsOf(expected);
  }

  @Test
  void flagged_ones_and_late_ones_can_be_had_alone() throws SQLException {
    punched.at(1, "2026-05-02T08:00-03:00");
    punched.late(1, "2026-05-02T09:00-03:00", Duration.ofMinutes(60));
    punched.late(
        1,
        "2026-05-02T10:00-03:00",
        Duration.ofMinutes(60).plusSeconds(1),
        "near-another",
        "future");
    var period = days("2026-05-02", "2026-05-02");
    assertThat(times(whole(punched.all(), period, new PunchList.Which("future", null))))
        .containsExactly("2026-05-02T10:00-03:00");
    var late = whole(punched.all(), period, new PunchList.Which(null, 60));
    assertThat(times(late)).containsExactly("2026-05-02T10:00-03:00");
    assertThat(late.getFirst().delay()).isEqualTo(Duration.ofSeconds(3_601));
    assertThat(late.getFirst().flags()).containsExactly("near-another", "future");
    assertThat(whole(punched.all(), period, new PunchList.Which(null, 59))).hasSize(2);
  }

  @Test
  void establishment_team_manager_and_worker_narrow_it() throws SQLException {
    punched.at(1, "2026-06-02T08:00-03:00");
    punched.atBranch(1, "2026-06-02T09:00-03:00");
    punched.at(Punched.LED, "2026-06-02T10:00-03:00");
    punched.at(Punched.LEADER, "2026-06-02T11:00-03:00");
    var period = days("2026-06-02", "2026-06-02");
    assertThat(times(whole(punched.establishment(Punched.BRANCH), period, ALL)))
        .containsExactly("2026-06-02T09:00-03:00");
    assertThat(times(whole(punched.worker(1), period, ALL)))
        .containsExactly("2026-06-02T08:00-03:00", "2026-06-02T09:00-03:00");
    assertThat(times(whole(punched.team("gestora"), period, ALL)))
        .containsExactly("2026-06-02T10:00-03:00");
    assertThat(times(whole(punched.manager(), period, ALL)))
        .containsExactly("2026-06-02T10:00-03:00", "2026-06-02T11:00-03:00");
    var other =
        new Asked(
            punched.bakery.employerId(), Punched.MANAGER, null, null, punched.bakery.worker(1));
    assertThat(whole(other, period, ALL)).isEmpty();
  }
}
