package ponto.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import ponto.server.Site;

/** Somebody's device with the punch page, used as a thumb and two eyes would. */
final class Phone implements AutoCloseable {
  /** Said by the browser itself for every call that fails or is refused. */
  private static final String FAILED_CALL = "Failed to load resource";

  private final BrowserContext context;
  private final String origin;
  private final List<String> troubles = new ArrayList<>();
  private Page page;

  Phone(BrowserContext context, FaultyRoad road) {
    this.context = context;
    origin = road.origin();
    context.onConsoleMessage(message -> {
      if (message.type().equals("error") && !message.text().startsWith(FAILED_CALL)) {
        troubles.add("console: " + message.text());
      }
    });
    context.onWebError(error -> troubles.add("uncaught: " + error.error()));
    context.onRequest(request -> {
      if (!request.url().startsWith(origin + "/") && !request.url().startsWith("blob:" + origin)) {
        troubles.add("another origin: " + request.url());
      }
    });
    page = context.pages().isEmpty() ? context.newPage() : context.pages().getFirst();
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
    assertThat(card(id)).hasAttribute("data-state", state);
  }

  /** Waits until the page says this of its connection. */
  void connectionIs(String state) {
    assertThat(page.locator("#connection")).hasAttribute("data-state", state);
  }

  /** How many cards of today say so. */
  int cards(String state) {
    return page.locator("#today li[data-state='" + state + "']").count();
  }

  /** Comes back to the page, as from another app: what a phone does all day. */
  void wake() {
    page.evaluate("() => { window.dispatchEvent(new Event('focus')); }");
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
