package ponto.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is in, by punches made by hand; each test has days of its own. */
final class PresenceTest {
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

  private static List<Presence.In> in(Asked asked, String at) throws SQLException {
    var instant = OffsetDateTime.parse(at).toInstant();
    return punched.ask(connection -> Presence.at(connection, asked, instant));
  }

  @Test
  void an_odd_run_is_in_and_an_even_one_is_out() throws SQLException {
    punched.at(1, "2026-03-02T08:00:00-03:00");
    punched.at(2, "2026-03-02T08:00:00-03:00", "2026-03-02T12:00:00-03:00");
    punched.at(
        3, "2026-03-02T08:00:00-03:00", "2026-03-02T12:00:00-03:00", "2026-03-02T13:00:00-03:00");
    punched.at(4, "2026-03-02T14:00:01-03:00");
    punched.elsewhere("2026-03-02T08:00:00-03:00");
    assertThat(in(punched.all(), "2026-03-02T14:00:00-03:00"))
        .extracting(
            Presence.In::cpf,
            Presence.In::registration,
            Presence.In::establishment,
            Presence.In::since,
            Presence.In::last,
            Presence.In::punches)
        .containsExactly(
            tuple(
                punched.bakery.worker(1),
                "M1",
                Punched.DOCUMENT,
                Instant.parse("2026-03-02T11:00:00Z"),
                Instant.parse("2026-03-02T11:00:00Z"),
                1),
            tuple(
                punched.bakery.worker(3),
                "M3",
                Punched.DOCUMENT,
                Instant.parse("2026-03-02T11:00:00Z"),
                Instant.parse("2026-03-02T16:00:00Z"),
                3));
  }

  @Test
  void a_night_shift_is_one_run_over_midnight() throws SQLException {
    punched.at(
        1, "2026-04-02T22:00:00-03:00", "2026-04-03T02:00:00-03:00", "2026-04-03T03:00:00-03:00");
    assertThat(in(punched.all(), "2026-04-03T05:00:00-03:00"))
        .extracting(Presence.In::punches)
        .containsExactly(3);
    punched.at(1, "2026-04-03T06:00:00-03:00");
    assertThat(in(punched.all(), "2026-04-03T06:00:00-03:00")).isEmpty();
  }

  @Test
  void a_gap_of_exactly_the_rest_begins_a_new_run_and_a_shorter_one_does_not() throws SQLException {
    punched.at(1, "2026-05-02T08:00:00-03:00", "2026-05-02T19:00:00-03:00");
    punched.at(2, "2026-05-02T08:00:00-03:00", "2026-05-02T18:59:59-03:00");
    assertThat(in(punched.all(), "2026-05-02T19:00:00-03:00"))
        .extracting(Presence.In::cpf, Presence.In::since)
        .containsExactly(tuple(punched.bakery.worker(1), Instant.parse("2026-05-02T22:00:00Z")));
  }

  @Test
  void who_forgot_to_punch_out_is_in_until_the_rest_is_over() throws SQLException {
    punched.at(1, "2026-06-02T08:00:00-03:00");
    assertThat(in(punched.all(), "2026-06-02T18:59:59-03:00")).hasSize(1);
    assertThat(in(punched.all(), "2026-06-02T19:00:00-03:00")).isEmpty();
  }

  @Test
  void an_establishment_has_those_whose_last_punch_was_there() throws SQLException {
    punched.at(1, "2026-07-02T08:00:00-03:00", "2026-07-02T12:00:00-03:00");
    punched.atBranch(1, "2026-07-02T12:00:00-04:00");
    punched.at(2, "2026-07-02T08:00:00-03:00");
    var at = "2026-07-02T14:00:00-03:00";
    assertThat(in(punched.establishment(Punched.BRANCH), at))
        .extracting(Presence.In::cpf, Presence.In::punches)
        .containsExactly(tuple(punched.bakery.worker(1), 3));
    assertThat(in(punched.establishment(Punched.DOCUMENT), at))
        .extracting(Presence.In::cpf)
        .containsExactly(punched.bakery.worker(2));
    assertThat(in(punched.establishment("11444777000161"), at)).isEmpty();
  }

  @Test
  void a_manager_sees_the_own_people_and_the_own_punches_and_a_team_is_its_people()
      throws SQLException {
    punched.at(1, "2026-08-02T08:00:00-03:00");
    punched.at(Punched.LED, "2026-08-02T08:00:00-03:00");
    punched.at(Punched.LEADER, "2026-08-02T08:00:00-03:00");
    var at = "2026-08-02T09:00:00-03:00";
    var led = punched.bakery.worker(Punched.LED);
    assertThat(in(punched.manager(), at))
        .extracting(Presence.In::cpf)
        .containsExactly(led, punched.bakery.worker(Punched.LEADER));
    assertThat(in(punched.team("gestora"), at)).extracting(Presence.In::cpf).containsExactly(led);
    assertThat(in(punched.team("nobody"), at)).isEmpty();
    assertThat(in(punched.worker(1), at))
        .extracting(Presence.In::cpf)
        .containsExactly(punched.bakery.worker(1));
  }
}
