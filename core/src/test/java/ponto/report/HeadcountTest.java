package ponto.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.testing.Bakery;

/** Punches and people by the minute, by punches made by hand; each test has days of its own. */
final class HeadcountTest {
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

  private static List<String> minutes(Asked asked, String date, ZoneId zone) throws SQLException {
    return punched
        .ask(connection -> Headcount.of(connection, asked, LocalDate.parse(date), zone))
        .stream()
        .map(minute ->
            minute.at().atZone(zone).toLocalTime()
                + " "
                + minute.punches()
                + " "
                + minute.present())
        .toList();
  }

  @Test
  void minutes_with_punches_tell_how_many_and_who_is_in_after_them() throws SQLException {
    punched.at(1, "2026-03-02T08:00:00-03:00", "2026-03-02T12:00:00-03:00");
    punched.at(2, "2026-03-02T08:00:59.999999-03:00");
    punched.at(
        3,
        "2026-03-02T08:01:00-03:00",
        "2026-03-02T23:59:59.999999-03:00",
        "2026-03-03T00:00:00-03:00");
    punched.elsewhere("2026-03-02T08:00:00-03:00");
    assertThat(minutes(punched.all(), "2026-03-02", Bakery.SAO_PAULO))
        .containsExactly("08:00 2 2", "08:01 1 3", "12:00 1 2", "23:59 1 1");
  }

  @Test
  void who_came_before_midnight_is_in_and_who_forgot_is_not_in_for_ever() throws SQLException {
    punched.at(1, "2026-04-02T22:00:00-03:00", "2026-04-03T06:00:00-03:00");
    punched.at(2, "2026-04-02T15:00:00-03:00");
    punched.at(3, "2026-04-03T01:00:00-03:00", "2026-04-03T03:00:00-03:00");
    assertThat(minutes(punched.all(), "2026-04-03", Bakery.SAO_PAULO))
        .containsExactly("01:00 1 3", "03:00 1 1", "06:00 1 0");
  }

  @Test
  void a_day_is_that_of_the_zone() throws SQLException {
    punched.at(1, "2026-05-02T23:30:00-03:00");
    assertThat(minutes(punched.all(), "2026-05-02", Bakery.SAO_PAULO)).containsExactly("23:30 1 1");
    assertThat(minutes(punched.all(), "2026-05-03", ZoneId.of("UTC"))).containsExactly("02:30 1 1");
    assertThat(minutes(punched.all(), "2026-05-03", Bakery.SAO_PAULO)).isEmpty();
  }

  @Test
  void who_came_here_and_left_elsewhere_is_in_no_more() throws SQLException {
    punched.at(1, "2026-06-02T08:00:00-03:00");
    punched.atBranch(1, "2026-06-02T09:00:00-03:00");
    punched.at(2, "2026-06-02T10:00:00-03:00");
    punched.atBranch(3, "2026-06-02T08:30:00-03:00");
    punched.atBranch(4, "2026-06-02T09:30:00-03:00");
    assertThat(minutes(punched.establishment(Punched.DOCUMENT), "2026-06-02", Bakery.SAO_PAULO))
        .containsExactly("08:00 1 1", "10:00 1 1");
    assertThat(minutes(punched.establishment(Punched.BRANCH), "2026-06-02", Bakery.SAO_PAULO))
        .containsExactly("08:30 1 1", "09:00 1 1", "09:30 1 2");
  }
}
