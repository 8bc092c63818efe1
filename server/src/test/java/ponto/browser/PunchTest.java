package ponto.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import ponto.browser.FaultyRoad.Passed;
import ponto.browser.FaultyRoad.Weather;
import ponto.server.Patience;

/** From the thumb to the ledger, on a good road and on bad ones. */
@ExtendWith(OneBed.class)
class PunchTest {
  /**
   * Beyond the minute within which the server's own instant counts, and beyond the token's life.
   */
  private static final Duration AWAY = Duration.ofHours(1);

  private final Bed bed;
  private final FaultyRoad road;

  PunchTest(Bed bed) {
    this.bed = bed;
    road = bed.road();
  }

  private long letters() {
    return road.letters().size();
  }

  @Test
  void the_first_punch_is_recorded_under_the_number_that_its_card_shows() {
    var ana = bed.somebody();
    try (var phone = bed.phone()) {
      phone.open().shows("sign-in");
      phone.signIn(ana);
      var id = phone.press();
      phone.becomes(id, "recorded");
      assertThat(phone.card(id).getAttribute("data-nsr")).isEqualTo(bed.column(id, "nsr"));
      assertThat(bed.column(id, "offline")).isEqualTo("f");
      assertThat(bed.column(id, "cpf")).isEqualTo(ana);
      assertThat(bed.sender(id)).isEqualTo(ana);
      phone.reload();
      phone.becomes(id, "recorded");
    }
  }

  @Test
  void presses_without_signal_outlive_a_reload_and_are_recorded_at_their_own_instants() {
    var ana = bed.somebody();
    try (var phone = bed.phone()) {
      phone.open().signIn(ana).installed();
      road.become(new Weather.Gone());
      phone.wake();
      phone.connectionIs("away");
      var ids = List.of(phone.press(), phone.press());
      ids.forEach(id -> phone.becomes(id, "stored"));

      phone.reload();
      phone.connectionIs("away");
      ids.forEach(id -> phone.becomes(id, "stored"));
      var pressedAt = ids.stream().map(phone::pressedAt).toList();
      assertThat(bed.rows(ana)).isZero();

      bed.passes(AWAY, phone);
      road.clear();
      phone.wake();
      for (var id : ids) {
        phone.becomes(id, "recorded");
        assertThat(bed.column(id, "offline")).isEqualTo("t");
      }
      assertThat(ids.stream().map(bed::deviceAt)).isEqualTo(pressedAt);
      assertThat(ids.stream().map(bed::punchedAt)).doesNotHaveDuplicates();
    }
  }

  @Test
  void a_press_while_an_answer_is_awaited_is_stored_at_once() {
    try (var phone = bed.phone()) {
      phone.open().signIn(bed.somebody());
      road.become(new Weather.Slow(Duration.ofMinutes(1)));
      var ids = List.of(phone.press(), phone.press(), phone.press());
      ids.forEach(id -> phone.becomes(id, "stored"));
      road.clear();
      ids.forEach(id -> phone.becomes(id, "recorded"));
    }
  }

  @Test
  void a_lost_answer_makes_a_second_letter_and_no_second_row() {
    var ana = bed.somebody();
    try (var phone = bed.phone()) {
      phone.open().signIn(ana);
      road.become(new Weather.AnswersLost());
      var id = phone.press();
      bed.awaitRows(ana, 1);
      assertThat(letters()).isPositive();
      phone.becomes(id, "stored");
      road.clear();
      phone.wake();
      phone.becomes(id, "recorded");
      assertThat(letters()).isGreaterThan(1);
      assertThat(road.letters())
          .extracting(Passed::body)
          .containsOnly(road.letters().getFirst().body());
      assertThat(bed.rows(ana)).isEqualTo(1);
    }
  }

  @Test
  void a_busy_server_is_left_alone_for_as_long_as_it_asks_for() {
    var ana = bed.somebody();
    var seconds = 2;
    try (var phone = bed.phone()) {
      phone.open().signIn(ana);
      road.become(new Weather.Busy(seconds));
      var ids = List.of(phone.press(), phone.press());
      phone.connectionIs("away");
      Patience.until("the letters", this::letters, count -> count >= 2);
      phone.wake();
      road.clear();
      // Nothing wakes the page: its own timer goes on.
      ids.forEach(id -> phone.becomes(id, "recorded"));
      var at = road.letters().stream().map(Passed::nanos).toList();
      for (var i = 1; i < at.size(); i++) {
        assertThat(Duration.ofNanos(at.get(i) - at.get(i - 1)))
            .isGreaterThan(Duration.ofSeconds(seconds));
      }
      phone.connectionIs("reached");
    }
  }

  @Test
  void a_page_that_nobody_touches_finds_the_server_again_by_itself() {
    try (var phone = bed.phone()) {
      phone.open().signIn(bed.somebody());
      road.become(new Weather.Gone());
      var id = phone.press();
      phone.connectionIs("away");
      road.clear();
      phone.becomes(id, "recorded");
      phone.connectionIs("reached");
    }
  }

  @Test
  void two_tabs_send_every_punch_once_and_both_show_it() {
    try (var phone = bed.phone()) {
      phone.open().signIn(bed.somebody()).installed();
      road.become(new Weather.Gone());
      phone.wake();
      phone.connectionIs("away");
      var first = phone.press();
      phone.newTab();
      phone.becomes(first, "stored");
      var second = phone.press();
      phone.tab(0).becomes(second, "stored");
      road.clear();
      road.forget();
      phone.tab(0).wake();
      phone.tab(1).wake();
      for (var tab : List.of(0, 1)) {
        phone.tab(tab).becomes(first, "recorded");
        phone.tab(tab).becomes(second, "recorded");
      }
      for (var id : List.of(first, second)) {
        assertThat(road.letters()).filteredOn(letter -> letter.body().contains(id)).hasSize(1);
      }
    }
  }

  @Test
  void a_phone_three_hours_fast_punches_at_the_servers_time() {
    wrongBy(Duration.ofHours(3));
  }

  @Test
  void a_phone_three_hours_slow_punches_at_the_servers_time() {
    wrongBy(Duration.ofHours(-3));
  }

  private void wrongBy(Duration error) {
    try (var phone = bed.phone().withClockWrongBy(error)) {
      phone.open().signIn(bed.somebody()).installed();
      phone.clockIsOf("server");
      var before = bed.site().now();
      var online = phone.press();
      phone.becomes(online, "recorded");
      road.become(new Weather.Gone());
      phone.wake();
      phone.connectionIs("away");
      phone.reload();
      var offline = phone.press();
      var after = bed.site().now();
      bed.passes(AWAY, phone);
      road.clear();
      phone.wake();
      phone.becomes(offline, "recorded");
      for (var id : List.of(online, offline)) {
        assertThat(bed.punchedAt(id)).isBetween(before.minusSeconds(2), after.plusSeconds(2));
        assertThat(Duration.between(bed.punchedAt(id), bed.deviceAt(id)))
            .isCloseTo(error, Duration.ofSeconds(3));
      }
      assertThat(bed.column(offline, "offline")).isEqualTo("t");
    }
  }
}
