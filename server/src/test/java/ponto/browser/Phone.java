package ponto.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.Geolocation;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import ponto.server.Site;

/** Somebody's device with the punch page, used as a thumb and two eyes would. */
final class Phone implements AutoCloseable {
  /** A clock that is in the nineties: no punch can be from then. */
  static final Duration DECADES = Duration.ofDays(-12_000);

  /** Until it is there, seen or not. */
  private static final Page.WaitForSelectorOptions ATTACHED =
      new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED);

  /** Until it is gone. */
  static final Locator.WaitForOptions DETACHED =
      new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED);

  /** Said by the browser itself for every call that fails or is refused. */
  private static final String FAILED_CALL = "Failed to load resource";

  /** Clocks that can be turned: the wall's, and the one that counts from the page's start. */
  private static final String CLOCK =
      """
      globalThis.turnClocks ??= (() => {
        const Right = Date, mono = performance.now.bind(performance), origin = performance.timeOrigin;
        let wallAhead = 0, monoAhead = 0;
        globalThis.Date = class Date extends Right {
          constructor(...given) {
            if (given.length === 0) super(Right.now() + wallAhead); else super(...given);
          }
          static now() { return Right.now() + wallAhead; }
        };
        performance.now = () => mono() + monoAhead;
        Object.defineProperty(performance, 'timeOrigin', { get: () => origin + wallAhead - monoAhead });
        return (wall, mono) => { wallAhead += wall; monoAhead += mono; };
      })();
      """;

  private final BrowserContext context;
  private final String origin;
  private final List<String> troubles = new ArrayList<>();
  private Page page;

  /** Whom the page may ask besides its own clock; as long as it is nobody, nobody. */
  private String provider = "nobody:";

  Phone(BrowserContext context, FaultyRoad road, Duration passed) {
    this.context = context;
    origin = road.origin();
    context.onConsoleMessage(message -> {
      if (message.type().equals("error") && !message.text().startsWith(FAILED_CALL)) {
        troubles.add("console: " + message.text());
      }
    });
    context.onWebError(error -> troubles.add("uncaught: " + error.error()));
    context.onRequest(request -> {
      if (!request.url().startsWith(origin + "/")
          && !request.url().startsWith("blob:" + origin)
          && !request.url().startsWith(provider + "/")) {
        troubles.add("another origin: " + request.url());
      }
    });
    if (!passed.isZero()) {
      passes(passed);
    }
    page = context.pages().isEmpty() ? context.newPage() : context.pages().getFirst();
  }

  /** The page may ask this provider too. */
  Phone knowing(String issuer) {
    provider = issuer;
    return this;
  }

  BrowserContext context() {
    return context;
  }

  Page page() {
    return page;
  }

  /** Opens the punch page and waits until it has started. */
  Phone open() {
    page.navigate(origin + "/");
    return ready();
  }

  Phone reload() {
    page.reload();
    return ready();
  }

  /** Goes on in another tab; the old one stays open. */
  Phone newTab() {
    page = context.newPage();
    return open();
  }

  /** Goes on in the tab of this number, from 0. */
  Phone tab(int number) {
    page = context.pages().get(number);
    page.bringToFront();
    return this;
  }

  private Phone ready() {
    page.waitForSelector("body[data-ready=true]");
    return this;
  }

  /** Waits until the page would start without any network. */
  Phone installed() {
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)");
    return this;
  }

  Phone signIn(String login) {
    fillIn(login, Site.PASSWORD);
    shows("punch");
    return this;
  }

  /** Types both and sends them off. */
  void fillIn(String login, String password) {
    page.locator("#sign-in input[name=login]").fill(login);
    page.locator("#sign-in input[name=password]").fill(password);
    page.locator("#sign-in button[type=submit]").click();
  }

  /** Waits for this view. */
  void shows(String view) {
    page.waitForSelector("body[data-view=" + view + "]");
  }

  /** Presses the button; answers the punch's id once its card is there. */
  String press() {
    var before = pressed();
    page.locator("#punch").click();
    return pressedAfter(before);
  }

  /** The ids of the presses since the page was loaded, in their order. */
  List<String> pressed() {
    return marks("pressed");
  }

  /** The id of the press after these, once its card is there. */
  String pressedAfter(List<String> before) {
    page.waitForFunction(
        "known => performance.getEntriesByType('mark').filter(m => m.name.startsWith('punch:pressed:')).length > known",
        before.size());
    var id = pressed().getLast();
    page.waitForSelector("#today li[data-punch='" + id + "']");
    return id;
  }

  private List<String> marks(String step) {
    var found =
        page.evaluate(
            "step => performance.getEntriesByType('mark').map(m => m.name)"
                + ".filter(n => n.startsWith('punch:' + step + ':')).map(n => n.split(':')[2])",
            step);
    return ((List<?>) found).stream().map(String::valueOf).toList();
  }

  /** Milliseconds from the press to this step. */
  double millisTo(String step, String id) {
    return ((Number)
            page.evaluate(
                "([step, id]) => performance.getEntriesByName('punch:' + step + ':' + id)[0].startTime"
                    + " - performance.getEntriesByName('punch:pressed:' + id)[0].startTime",
                List.of(step, id)))
        .doubleValue();
  }

  Locator card(String id) {
    return page.locator("li[data-punch='" + id + "']");
  }

  /** Waits until this punch's card says so. */
  void becomes(String id, String state) {
    waitFor("li[data-punch='" + id + "']", "data-state", state);
  }

  /** Waits until the page says this of its connection. */
  void connectionIs(String state) {
    waitFor("#connection", "data-state", state);
  }

  /** Waits until the page says that its clock shows this one's time. */
  void clockIsOf(String origin) {
    waitFor("#clock", "data-origin", origin);
  }

  /** At once when it is so, where Playwright's assertions look twice a second. */
  private void waitFor(String selector, String attribute, String value) {
    try {
      page.waitForSelector("%s[%s='%s']".formatted(selector, attribute, value), ATTACHED);
    } catch (TimeoutError e) {
      var seen = page.locator(selector).evaluateAll("all => all.map(e => e.outerHTML).join()");
      throw new AssertionError(selector + " is not " + value + " but " + seen, e);
    }
  }

  /** Waits until there are words in this place. */
  void says(String selector) {
    assertThat(page.locator(selector)).not().isEmpty();
  }

  /** Waits until the history is the server's. */
  void historyHasCome() {
    page.waitForFunction(
        "() => !['', '…'].includes(document.querySelector('#history-note').textContent.slice(-1))");
  }

  /** This phone may tell where it is, which is here. */
  Phone at(double latitude, double longitude) {
    context.grantPermissions(List.of("geolocation"));
    context.setGeolocation(new Geolocation(latitude, longitude));
    return this;
  }

  /** Whether something is wider than the screen. */
  boolean scrollsSideways() {
    return Boolean.TRUE.equals(
        page.evaluate(
            "() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"));
  }

  /** Whether eyes can tell where the keyboard is. */
  boolean hasVisibleFocus() {
    return Boolean.TRUE.equals(
        page.evaluate(
            """
            () => {
              const style = getComputedStyle(document.activeElement);
              return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1)
                || style.boxShadow !== 'none';
            }
            """));
  }

  /** How many cards of today say so. */
  int cards(String state) {
    return page.locator("#today li[data-state='" + state + "']").count();
  }

  /** Comes back to the page, as from another app: what a phone does all day. */
  void wake() {
    page.evaluate("() => { window.dispatchEvent(new Event('focus')); }");
  }

  /** Sets the phone's own clock wrong; the one that nobody can set goes on as it did. */
  Phone withClockWrongBy(Duration error) {
    return turn("%d, 0".formatted(error.toMillis()));
  }

  /** Lets so much time pass on this phone; only timers notice nothing of it. */
  void passes(Duration time) {
    turn("%1$d, %1$d".formatted(time.toMillis()));
  }

  /** For the pages that are open and for those that come. */
  private Phone turn(String wallAndMono) {
    var script = CLOCK + "globalThis.turnClocks(" + wallAndMono + ");";
    context.addInitScript(script);
    context.pages().forEach(open -> open.evaluate("() => {" + script + "}"));
    return this;
  }

  /** Presses so many times as fast as the page can, which no thumb does. */
  void pressQuickly(int times) {
    page.evaluate(
        "times => { for (let i = 0; i < times; i++) document.querySelector('#punch').click(); }",
        times);
  }

  /** What lies in the outbox of a punch. */
  private JsonObject entry(String id) {
    var text =
        page.evaluate(
            """
            id => new Promise((resolve, reject) => {
              const open = indexedDB.open('ponto');
              open.onerror = () => reject(open.error);
              open.onsuccess = () => {
                const read = open.result.transaction('outbox').objectStore('outbox').get(id);
                read.onerror = () => reject(read.error);
                read.onsuccess = () => { open.result.close(); resolve(JSON.stringify(read.result)); };
              };
            })
            """,
            id);
    return JsonParser.parseString(String.valueOf(text)).getAsJsonObject();
  }

  /** The bytes of a punch as they are sent. */
  String frozen(String id) {
    return entry(id).get("frozen").getAsString();
  }

  /** The device's instant of a press, as frozen. */
  Instant pressedAt(String id) {
    var at = JsonParser.parseString(frozen(id)).getAsJsonObject().get("at").getAsString();
    return OffsetDateTime.parse(at).toInstant();
  }

  /** Spoils a punch that waits, as a defect of another version might: its zone becomes this. */
  void poison(String id, String zone) {
    page.evaluate(
        """
        ([id, zone]) => new Promise((resolve, reject) => {
          const open = indexedDB.open('ponto');
          open.onerror = () => reject(open.error);
          open.onsuccess = () => {
            const change = open.result.transaction('outbox', 'readwrite');
            const outbox = change.objectStore('outbox');
            const read = outbox.get(id);
            read.onsuccess = () => {
              const punch = JSON.parse(read.result.frozen);
              outbox.put({ ...read.result, frozen: JSON.stringify({ ...punch, zone }) });
            };
            change.onabort = () => reject(change.error);
            change.oncomplete = () => { open.result.close(); resolve(); };
          };
        })
        """,
        List.of(id, zone));
  }

  /** The file that the page offers of what waits. */
  JsonObject export() {
    var download = page.waitForDownload(() -> page.locator("#export").click());
    try (var file = new InputStreamReader(download.createReadStream(), UTF_8)) {
      return JsonParser.parseReader(file).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on the browser has no room for anything more. */
  Phone withFullDisk() {
    return quota("{\"origin\":\"%s\",\"quotaSize\":1}".formatted(origin));
  }

  /** There is room again. */
  Phone withRoomAgain() {
    return quota("{\"origin\":\"%s\"}".formatted(origin));
  }

  private Phone quota(String parameters) {
    context
        .newCDPSession(page)
        .send(
            "Storage.overrideQuotaForOrigin", JsonParser.parseString(parameters).getAsJsonObject());
    return this;
  }

  /** What the page did that no page of ours may. */
  List<String> troubles() {
    return List.copyOf(troubles);
  }

  /** Ends it; fails when the page complained, or asked anybody but its own clock. */
  @Override
  public void close() {
    context.close();
    assertThat(troubles).isEmpty();
  }
}
