package ponto.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import ponto.browser.FaultyRoad.Weather;
import ponto.server.Books;

/** A long time without the server: the page's promise as a whole. */
@ExtendWith(OneBed.class)
class FiftyPressesTest {
  private static final int PRESSES = 50;

  /** After how many presses the page is loaded anew. */
  private static final int RELOAD_EVERY = 13;

  /** After how many the browser is stopped and started again. */
  private static final int RESTART_EVERY = 20;

  private final Bed bed;
  private final FaultyRoad road;
  @TempDir private Path profile;

  FiftyPressesTest(Bed bed) {
    this.bed = bed;
    road = bed.road();
  }

  @Test
  void fifty_presses_over_reloads_and_restarts_become_fifty_rows_at_their_own_instants() {
    var ana = bed.somebody();
    var pressedAt = new LinkedHashMap<String, Instant>();
    var reloads = 0;
    var restarts = 0;
    var phone = bed.phone(profile).open().signIn(ana).installed();
    try {
      road.become(new Weather.Gone());
      phone.wake();
      phone.connectionIs("away");
      for (var press = 1; press <= PRESSES; press++) {
        var id = phone.press();
        phone.becomes(id, "stored");
        pressedAt.put(id, phone.pressedAt(id));
        if (press % RESTART_EVERY == 0) {
          phone.close();
          phone = bed.phone(profile).open();
          restarts++;
        } else if (press % RELOAD_EVERY == 0) {
          phone.reload();
          reloads++;
        }
      }
      assertThat(reloads).isEqualTo(3);
      assertThat(restarts).isEqualTo(2);
      assertThat(phone.page().locator("#today li[data-state=stored]")).hasCount(PRESSES);
      assertThat(bed.rows(ana)).isZero();

      // Longer than the minute within which the server's own instant would count.
      bed.passes(Duration.ofHours(2), phone);
      road.clear();
      phone.wake();
      // Shown as it happens: nobody loads the page anew.
      assertThat(phone.page().locator("#today li[data-state=recorded]")).hasCount(PRESSES);
      phone.connectionIs("reached");

      Books.settled(bed.site());
      assertThat(bed.rows(ana)).isEqualTo(PRESSES);
      for (var press : pressedAt.entrySet()) {
        var id = press.getKey();
        assertThat(bed.column(id, "offline")).isEqualTo("t");
        assertThat(bed.deviceAt(id)).isEqualTo(press.getValue());
        assertThat(Duration.between(press.getValue(), bed.punchedAt(id)).abs())
            .isLessThan(Duration.ofSeconds(1));
        assertThat(phone.card(id).getAttribute("data-nsr")).isEqualTo(bed.column(id, "nsr"));
      }
      assertThat(pressedAt.keySet().stream().map(bed::punchedAt)).doesNotHaveDuplicates();
    } finally {
      phone.close();
    }
  }
}
