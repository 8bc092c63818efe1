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

/** Lines by worker and day, by punches made by hand; each test has days of its own. */
final class DayListTest {
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

  private static List<DayLine> whole(Period period, boolean odd) throws SQLException {
    return punched.ask(connection -> {
      var lines = new ArrayList<DayLine>();
      DayList.all(connection, punched.all(), period, odd, lines::add);
      return lines;
    });
  }

  private static List<String> told(List<DayLine> lines) {
    return lines.stream()
        .map(line ->
            line.name()
                + " "
                + line.date()
                + " "
                + line.first()
                + " "
                + line.last()
                + " "
                + line.count()
                + " "
                + line.offline()
                + " "
                + line.flags())
        .toList();
  }

  @Test
  void a_line_is_a_worker_and_a_printed_date() throws SQLException {
    punched.at(2, "2026-03-02T22:00-03:00", "2026-03-03T06:00-03:00");
    punched.at(1, "2026-03-02T08:01:30-03:00", "2026-03-02T17:30-03:00");
    punched.late(1, "2026-03-02T12:00-03:00", Duration.ofHours(2), "near-another", "future");
    punched.late(1, "2026-03-02T12:01-03:00", Duration.ofHours(2), "near-another");
    punched.elsewhere("2026-03-02T08:00-03:00");
    var period = days("2026-03-01", "2026-03-31");
    assertThat(told(whole(period, false)))
        .containsExactly(
            "Worker 1 2026-03-02 08:01:30 17:30 4 2 [future, near-another]",
            "Worker 2 2026-03-02 22:00 22:00 1 0 []",
            "Worker 2 2026-03-03 06:00 06:00 1 0 []");
    assertThat(told(whole(period, true)))
        .containsExactly(
            "Worker 2 2026-03-02 22:00 22:00 1 0 []", "Worker 2 2026-03-03 06:00 06:00 1 0 []");
    var totals = punched.ask(connection -> DayList.totals(connection, punched.all(), period));
    assertThat(totals).isEqualTo(new DayList.Totals(3, 6, 2, 2, 2));
  }

  @Test
  void pages_are_complete_and_in_order_over_days_without_punches() throws SQLException {
    for (var worker = 1; worker <= 5; worker++) {
      punched.at(
          worker,
          "2026-05-01T08:00-03:00",
          "2026-05-02T08:00-03:00",
          "2026-05-20T08:00-03:00",
          "2026-06-29T08:00-03:00",
          "2026-06-30T23:59-03:00");
    }
    var period = days("2026-05-01", "2026-06-30");
    var expected = whole(period, false);
    assertThat(expected).hasSize(25);
    for (var limit : List.of(1, 3, 7, 25, 100)) {
      var pages = new ArrayList<DayLine>();
      DayList.Position after = null;
      while (true) {
        var position = after;
        var page =
            punched.ask(connection ->
                DayList.page(connection, punched.all(), period, false, position, limit));
        if (page.isEmpty()) {
          break;
        }
        pages.addAll(page);
        after = new DayList.Position(page.getLast().date(), page.getLast().cpf());
      }
      assertThat(pages).as("pages of %d", limit).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void a_made_up_position_shows_nothing_outside_the_period() throws SQLException {
    punched.at(1, "2026-08-01T08:00-03:00", "2026-08-10T08:00-03:00");
    var before = new DayList.Position(LocalDate.parse("1990-01-01"), "00000000000");
    var page =
        punched.ask(connection ->
            DayList.page(
                connection, punched.all(), days("2026-08-05", "2026-08-31"), false, before, 100));
    assertThat(told(page)).containsExactly("Worker 1 2026-08-10 08:00 08:00 1 0 []");
  }

  @Test
  void one_worker_has_the_own_days_only() throws SQLException {
    punched.at(1, "2026-09-01T08:00-03:00");
    punched.at(2, "2026-09-01T08:00-03:00");
    var page =
        punched.ask(connection ->
            DayList.page(
                connection, punched.worker(2), days("2026-09-01", "2026-09-30"), false, null, 100));
    assertThat(told(page)).containsExactly("Worker 2 2026-09-01 08:00 08:00 1 0 []");
  }
}
