package ponto.duty;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import ponto.testing.Bakery;
import ponto.testing.SettableClock;

/** Who is told what of the service, however many processes keep it and however they end. */
class LeaseTest extends LeaseBed {
  @Test
  void the_first_says_available_and_the_last_unavailable_and_nobody_else_says_anything()
      throws SQLException {
    var one = server();
    var other = server();
    lease.take(duty, one);
    clock.advance(Duration.ofMinutes(1));
    lease.take(duty, other);
    lease.leave(duty, one);
    assertThat(events()).containsExactly("07 09:00");
    clock.advance(Duration.ofMinutes(1));
    lease.leave(duty, other);
    assertThat(events()).containsExactly("07 09:00", "08 09:02");
    lease.leave(duty, other);
    assertThat(events()).hasSize(2);
  }

  @Test
  void a_start_that_is_told_twice_is_one_start() throws SQLException {
    var one = server();
    lease.take(duty, one);
    lease.take(duty, one);
    assertThat(events()).containsExactly("07 09:00");
  }

  @Test
  void after_an_unclean_end_the_next_start_writes_the_pair_at_the_last_sign_of_life()
      throws SQLException {
    var one = server();
    lease.take(duty, one);
    clock.advance(Duration.ofHours(2));
    seen(SettableClock.MORNING.plus(Duration.ofMinutes(90)));
    lease.take(duty, again(one, MACHINE));
    assertThat(events()).containsExactly("07 09:00", "08 09:30", "07 11:00");
  }

  @Test
  void a_punch_after_the_last_beat_shows_that_the_service_lived_on() throws SQLException {
    var one = server();
    lease.take(duty, one);
    seen(clock.instant());
    clock.advance(Duration.ofMinutes(3));
    punch(1, clock.instant());
    clock.advance(Duration.ofHours(1));
    lease.take(duty, again(one, MACHINE));
    assertThat(
            column(
                "SELECT substr(line, 10, 1) || substr(line, 22, 5) FROM ledger WHERE establishment_id = "
                    + bakery.place().establishmentId()
                    + " AND type > 5 ORDER BY nsr"))
        .containsExactly("609:00", "709:03", "609:03", "610:03");
    verify();
  }

  @Test
  void a_beat_from_the_future_is_not_printed_later_than_now() throws SQLException {
    var one = server();
    lease.take(duty, one);
    seen(clock.instant().plus(Duration.ofDays(1)));
    clock.advance(Duration.ofMinutes(5));
    lease.take(duty, again(one, MACHINE));
    assertThat(events()).containsExactly("07 09:00", "08 09:05", "07 09:05");
  }

  @Test
  void where_the_machine_was_off_meanwhile_power_returned_stands_between() throws SQLException {
    var one = server();
    lease.take(duty, one);
    seen(clock.instant());
    clock.advance(Duration.ofMinutes(30));
    lease.take(duty, again(one, new Machine("machine", "boot 2")));
    assertThat(events()).containsExactly("07 09:00", "08 09:00", "02 09:30", "07 09:30");
  }

  @Test
  void another_machine_or_one_that_says_nothing_was_not_off() {
    assertThat(new Machine("other", "boot 2").bootedSince(MACHINE)).isFalse();
    assertThat(new Machine("", "").bootedSince(new Machine("", ""))).isFalse();
    assertThat(new Machine("machine", "boot 2").bootedSince(MACHINE)).isTrue();
  }

  @Test
  void who_died_while_others_went_on_interrupted_nothing() throws SQLException {
    var dead = server();
    var alive = server();
    lease.take(duty, dead);
    lease.take(duty, alive);
    lease.take(duty, again(dead, MACHINE));
    lease.leave(duty, alive);
    assertThat(events()).containsExactly("07 09:00");
  }

  @Test
  void whose_lease_ran_out_is_not_waited_for_and_comes_back_by_itself() throws SQLException {
    var frozen = server();
    var next = server();
    lease.take(duty, frozen);
    // By the database's clock, whatever the other one shows.
    duty.createStatement()
        .execute("UPDATE on_duty SET beat_at = clock_timestamp() - interval '46 s'");
    lease.take(duty, next);
    assertThat(events())
        .extracting(event -> event.substring(0, 2))
        .containsExactly("07", "08", "07");
    assertThat(lease.beat(duty, frozen)).isFalse();
    lease.take(duty, frozen);
    assertThat(lease.beat(duty, frozen)).isTrue();
    lease.leave(duty, next);
    assertThat(events()).hasSize(3);
  }

  @Test
  void a_new_establishment_is_told_behind_its_first_record_and_only_while_the_service_is_there()
      throws SQLException {
    lease.take(duty, server());
    Bakery.open(database, "77888999000181", 1, clock);
    assertThat(
            column(
                "SELECT type || ' ' || substr(line, 35, 2) FROM ledger WHERE establishment_id = 3 AND nsr <= 2 ORDER BY nsr"))
        .containsExactly("2 00", "6 07");
    assertThat(column("SELECT count(*) FROM ledger WHERE type = 6")).containsExactly("3");
    verify();
  }

  @Test
  void an_establishment_that_the_start_missed_is_told_by_the_next_beat() throws SQLException {
    var one = server();
    lease.take(duty, one);
    duty.createStatement().execute("UPDATE counter SET available = false");
    clock.advance(Duration.ofMinutes(1));
    lease.beat(duty, one);
    lease.beat(duty, one);
    assertThat(events()).containsExactly("07 09:00", "07 09:01");
  }

  @Test
  void a_deployment_says_available_once_and_an_outage_lasts_until_its_end() throws SQLException {
    assertThat(lease.deployed(duty)).isEqualTo(2);
    assertThat(lease.deployed(duty)).isZero();
    clock.advance(Duration.ofMinutes(1));
    assertThat(lease.beginOutage(duty)).isEqualTo(2);
    assertThat(lease.beginOutage(duty)).isZero();
    assertThat(lease.deployed(duty)).isZero();
    clock.advance(Duration.ofMinutes(1));
    assertThat(lease.endOutage(duty)).isEqualTo(2);
    assertThat(lease.endOutage(duty)).isZero();
    assertThat(events()).containsExactly("07 09:00", "08 09:01", "07 09:02");
  }

  @Test
  void a_declared_outage_is_ended_by_a_start_and_not_by_a_beat() throws SQLException {
    var one = server();
    lease.take(duty, one);
    lease.beginOutage(duty);
    lease.beat(duty, one);
    assertThat(events()).containsExactly("07 09:00", "08 09:00");
    lease.leave(duty, one);
    assertThat(events()).hasSize(2);
    clock.advance(Duration.ofMinutes(9));
    lease.take(duty, again(one, MACHINE));
    assertThat(events()).containsExactly("07 09:00", "08 09:00", "07 09:09");
  }
}
