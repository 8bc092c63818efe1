package ponto.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import ponto.browser.FaultyRoad.Passed;
import ponto.browser.FaultyRoad.Weather;
import ponto.server.Site;

/** What waits on a device: whose it is, how it gets out, and what it outlives. */
@ExtendWith(OneBed.class)
class OutboxTest {
  /** Not what the contract calls a zone, so the door answers 400 to it. */
  private static final String POISON = "not a zone!";

  @TempDir private Path profile;
  private final Bed bed;
  private final FaultyRoad road;

  OutboxTest(Bed bed) {
    this.bed = bed;
    road = bed.road();
  }

  /** A phone of this person on which so many presses wait, with the road still gone. */
  private Phone waiting(String login, int presses) {
    var phone = bed.phone().open().signIn(login).installed();
    road.become(new Weather.Gone());
    phone.wake();
    phone.connectionIs("away");
    for (var i = 0; i < presses; i++) {
      phone.press();
    }
    return phone;
  }

  private void leaveAndGo(Phone phone) {
    phone.page().locator("#sign-out").click();
    phone.page().locator("#leave-go").click();
    phone.shows("sign-in");
  }

  private String bearerOfLastLetter() {
    return road.letters().getLast().bearer();
  }

  @Test
  void an_expired_token_is_renewed_without_a_word() {
    try (var phone = bed.phone().open().signIn(bed.somebody())) {
      phone.becomes(phone.press(), "recorded");
      var old = bearerOfLastLetter();
      road.become(new Weather.Expired(old));
      var id = phone.press();
      phone.becomes(id, "recorded");
      assertThat(bearerOfLastLetter()).isNotEqualTo(old);
      phone.connectionIs("reached");
    }
  }

  @Test
  void a_session_that_ended_meanwhile_asks_for_a_sign_in_and_goes_on_queueing() {
    var ana = bed.somebody();
    try (var phone = bed.phone().open().signIn(ana)) {
      var before = phone.press();
      phone.becomes(before, "recorded");
      bed.endSessions(ana);
      road.become(new Weather.Expired(bearerOfLastLetter()));
      var ids = List.of(phone.press(), phone.press());
      phone.connectionIs("sign-in-needed");
      ids.forEach(id -> phone.becomes(id, "stored"));
      phone.reload();
      phone.connectionIs("sign-in-needed");
      assertThat(phone.cards("stored")).isEqualTo(2);
      assertThat(bed.rows(ana)).isEqualTo(1);

      phone.page().locator("#sign-in-again").click();
      phone.shows("sign-in");
      phone.signIn(ana);
      ids.forEach(id -> phone.becomes(id, "recorded"));
      phone.connectionIs("reached");
    }
  }

  @Test
  void what_one_person_pressed_waits_for_that_person_and_goes_with_nobody_elses_token() {
    var ana = bed.somebody();
    var rui = bed.somebody();
    try (var phone = waiting(ana, 2)) {
      var anas = phone.pressed();
      leaveAndGo(phone);
      road.clear();
      phone.signIn(rui);
      assertThat(phone.page().locator("#waiting-others")).isVisible();
      assertThat(phone.page().locator("#waiting-others")).containsText("2");
      var ruis = phone.press();
      phone.becomes(ruis, "recorded");
      for (var id : anas) {
        assertThat(phone.card(id)).hasCount(0);
      }
      assertThat(bed.rows(ana)).isZero();
      assertThat(bed.sender(ruis)).isEqualTo(rui);

      phone.page().locator("#sign-out").click();
      phone.signIn(ana);
      anas.forEach(id -> phone.becomes(id, "recorded"));
      assertThat(phone.page().locator("#waiting-others")).isHidden();
      for (var id : anas) {
        assertThat(bed.sender(id)).isEqualTo(ana);
        assertThat(bed.column(id, "cpf")).isEqualTo(ana);
      }
      assertThat(phone.card(ruis)).hasCount(0);
    }
  }

  @Test
  void a_poisoned_punch_stays_visible_and_exportable_and_holds_up_nobody() {
    var ana = bed.somebody();
    try (var phone = waiting(ana, 5)) {
      var ids = phone.pressed();
      var culprit = ids.get(2);
      phone.poison(culprit, POISON);
      road.clear();
      road.forget();
      phone.wake();
      phone.becomes(culprit, "refused");
      ids.stream().filter(id -> !id.equals(culprit)).forEach(id -> phone.becomes(id, "recorded"));
      assertThat(road.letters()).extracting(Passed::status).contains(400, 202);
      assertThat(bed.rows(ana)).isEqualTo(4);

      phone.reload();
      phone.becomes(culprit, "refused");
      var good = phone.press();
      phone.becomes(good, "recorded");
      var file = phone.export();
      assertThat(entries(file)).hasSize(1);
      assertThat(entries(file).getFirst().get("punch").getAsString()).contains(culprit, POISON);
      assertThat(entries(file).getFirst().get("problem").getAsString()).isNotBlank();
    }
  }

  private static List<JsonObject> entries(JsonObject file) {
    return file.getAsJsonArray("entries").asList().stream()
        .map(entry -> entry.getAsJsonObject())
        .toList();
  }

  @Test
  void the_file_names_everybody_whose_punches_wait_and_holds_the_very_bytes() {
    var ana = bed.somebody();
    var rui = bed.somebody();
    try (var phone = waiting(ana, 2)) {
      var anas = phone.pressed();
      var frozen = anas.stream().map(phone::frozen).toList();
      leaveAndGo(phone);
      road.clear();
      phone.signIn(rui);
      road.become(new Weather.Gone());
      phone.wake();
      phone.connectionIs("away");
      var ruis = phone.press();

      var file = phone.export();
      assertThat(file.get("format").getAsString()).isEqualTo("ponto-pending-punches");
      assertThat(file.get("version").getAsInt()).isEqualTo(1);
      assertThat(entries(file))
          .extracting(entry -> entry.get("worker").getAsString())
          .containsExactlyInAnyOrder(ana, ana, rui);
      assertThat(entries(file))
          .extracting(entry -> entry.get("subject").getAsString())
          .contains(bed.subject(ana), bed.subject(rui));
      assertThat(entries(file))
          .extracting(entry -> entry.get("punch").getAsString())
          .containsAll(frozen)
          .contains(phone.frozen(ruis));
    }
  }

  @Test
  void signing_out_with_pending_punches_warns_and_staying_changes_nothing() {
    try (var phone = waiting(bed.somebody(), 1)) {
      var id = phone.pressed().getFirst();
      phone.page().locator("#sign-out").click();
      assertThat(phone.page().locator("#leave-warning")).isVisible();
      phone.page().locator("#leave-stay").click();
      assertThat(phone.page().locator("#leave-warning")).isHidden();
      phone.shows("punch");
      road.clear();
      phone.wake();
      phone.becomes(id, "recorded");
      phone.page().locator("#sign-out").click();
      phone.shows("sign-in");
    }
  }

  @Test
  void a_full_disk_is_said_at_once_and_the_punch_still_goes() {
    var ana = bed.somebody();
    try (var phone = bed.phone(profile).open().signIn(ana).installed()) {
      phone.becomes(phone.press(), "recorded");
    }
    // Started anew: a browser that runs already has allowed itself some room.
    try (var phone = bed.phone(profile).withFullDisk().open()) {
      road.become(new Weather.Gone());
      phone.wake();
      var id = phone.press();
      phone.connectionIs("full");
      road.clear();
      phone.wake();
      phone.becomes(id, "recorded");
      assertThat(bed.rows(ana)).isEqualTo(2);

      phone.withRoomAgain();
      phone.becomes(phone.press(), "recorded");
      phone.connectionIs("reached");
    }
  }

  @Test
  void more_than_a_letter_holds_goes_out_in_several_letters() {
    var ana = bed.somebody();
    try (var phone = waiting(ana, 1)) {
      phone.pressQuickly(119);
      road.clear();
      road.forget();
      phone.wake();
      bed.awaitRows(ana, 120);
      assertThat(phone.page().locator("#today li[data-state=recorded]")).hasCount(120);
      assertThat(bed.rows(ana)).isEqualTo(120);
      assertThat(road.letters()).hasSize(2);
    }
  }

  @Test
  void nobody_signs_in_while_the_server_is_away_and_nothing_typed_is_lost() {
    try (var phone = bed.phone().open().installed()) {
      road.become(new Weather.Gone());
      var ana = bed.somebody();
      phone.fillIn(ana, Site.PASSWORD);
      assertThat(phone.page().locator("#sign-in-problem")).not().isEmpty();
      assertThat(phone.page().locator("#sign-in input[name=login]")).hasValue(ana);
      assertThat(phone.page().locator("#sign-in input[name=password]")).hasValue(Site.PASSWORD);
      road.clear();
      phone.page().locator("#sign-in button[type=submit]").click();
      phone.shows("punch");
    }
  }
}
