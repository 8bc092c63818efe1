package ponto.browser;

import com.microsoft.playwright.options.ViewportSize;
import java.time.Duration;
import java.util.function.BiConsumer;
import ponto.browser.FaultyRoad.Weather;
import ponto.server.Site;

/** Every state that the punch page can be seen in, one after another, as people get there. */
final class States {
  /** Beyond the minute in which the server's own instant counts. */
  private static final Duration WHILE = Duration.ofMinutes(7);

  private static final String POISON = "not a zone!";

  private final Bed bed;
  private final FaultyRoad road;

  States(Bed bed) {
    this.bed = bed;
    road = bed.road();
  }

  /** Goes through all of them and shows each, with its name. */
  void each(String locale, ViewportSize screen, BiConsumer<String, Phone> show) {
    signedOut(locale, screen, show);
    working(locale, screen, show);
    expired(locale, screen, show);
    shared(locale, screen, show);
    doubtful(locale, screen, show);
    full(locale, screen, show);
  }

  private void signedOut(String locale, ViewportSize screen, BiConsumer<String, Phone> show) {
    try (var phone = bed.phone(locale, screen).open().installed()) {
      show.accept("sign-in", phone);
      phone.fillIn("12345678900", Site.PASSWORD);
      phone.says("#login-problem");
      show.accept("sign-in-typo", phone);
      phone.fillIn(bed.somebody(), "wrong");
      phone.says("#sign-in-problem");
      show.accept("sign-in-wrong", phone);
      road.become(new Weather.Gone());
      phone.fillIn(bed.somebody(), Site.PASSWORD);
      phone.says("#sign-in-problem");
      show.accept("sign-in-away", phone);
      road.clear();
    }
  }

  private void working(String locale, ViewportSize screen, BiConsumer<String, Phone> show) {
    try (var phone = bed.phone(locale, screen).open().signIn(bed.somebody()).installed()) {
      phone.clockIsOf("server");
      show.accept("punch-first", phone);
      phone.becomes(phone.press(), "recorded");
      show.accept("punch-recorded", phone);
      bed.passes(WHILE, phone);
      road.become(new Weather.Busy(60));
      var stored = phone.press();
      phone.connectionIs("away");
      show.accept("punch-busy", phone);
      road.become(new Weather.Gone());
      phone.reload();
      phone.connectionIs("away");
      show.accept("punch-away", phone);
      phone.page().locator("#sign-out").click();
      phone.page().waitForSelector("#leave-warning[open]");
      show.accept("leave-warning", phone);
      phone.page().locator("#leave-stay").click();
      phone.poison(stored, POISON);
      bed.passes(WHILE, phone);
      road.clear();
      phone.reload();
      phone.becomes(stored, "refused");
      show.accept("punch-refused", phone);
      phone.page().locator("#show-history").click();
      phone.shows("history");
      phone.page().waitForSelector("#history li[data-state=recorded]");
      phone.historyHasCome();
      show.accept("history", phone);
      phone.page().locator("#month-before").click();
      phone.page().locator("#history li[data-punch]").first().waitFor(Phone.DETACHED);
      phone.historyHasCome();
      show.accept("history-empty", phone);
    }
  }

  private void expired(String locale, ViewportSize screen, BiConsumer<String, Phone> show) {
    var login = bed.somebody();
    try (var phone = bed.phone(locale, screen).open().signIn(login)) {
      phone.becomes(phone.press(), "recorded");
      bed.endSessions(login);
      road.become(new Weather.Expired(road.letters().getLast().bearer()));
      phone.press();
      phone.connectionIs("sign-in-needed");
      show.accept("punch-expired", phone);
      phone.page().locator("#sign-in-again").click();
      phone.shows("sign-in");
      show.accept("sign-in-again", phone);
      road.clear();
    }
  }

  private void shared(String locale, ViewportSize screen, BiConsumer<String, Phone> show) {
    try (var phone = bed.phone(locale, screen).open().signIn(bed.somebody()).installed()) {
      road.become(new Weather.Gone());
      phone.press();
      phone.connectionIs("away");
      phone.page().locator("#sign-out").click();
      phone.page().locator("#leave-go").click();
      phone.shows("sign-in");
      show.accept("sign-in-waiting", phone);
      road.clear();
      phone.signIn(bed.somebody());
      phone.says("#waiting-others");
      show.accept("punch-others-wait", phone);
    }
  }

  private void doubtful(String locale, ViewportSize screen, BiConsumer<String, Phone> show) {
    bed.site().wantPlace("saber em que loja foi");
    try (var phone = bed.phone(locale, screen).withClockWrongBy(Phone.DECADES).open()) {
      phone.signIn(bed.somebody());
      phone.clockIsOf("server");
      phone.becomes(phone.press(), "set-aside");
      show.accept("punch-set-aside", phone);
    } finally {
      bed.site().wantPlace("");
    }
  }

  private void full(String locale, ViewportSize screen, BiConsumer<String, Phone> show) {
    try (var phone = bed.phone(locale, screen).withFullDisk().open().signIn(bed.somebody())) {
      road.become(new Weather.Gone());
      phone.press();
      phone.connectionIs("full");
      show.accept("punch-full", phone);
      road.clear();
    }
  }
}
