package ponto.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ViewportSize;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import ponto.server.Patience;
import ponto.server.Site;

/**
 * A whole clock with the demo's people, a faulty road to it and a browser: one for a test class.
 */
final class Bed implements AutoCloseable {
  /** The narrowest phone that the page was drawn for, tall enough for nothing but the essential. */
  static final ViewportSize PHONE = new ViewportSize(360, 640);

  /** No word to the makers of the browser: from a closed network each would be a refused call. */
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /** Far more than anything takes; a page that hangs fails its test by itself. */
  private static final double PATIENCE_MILLIS = 30_000;

  /** More than there are tests: each takes people that nobody used before. */
  private static final int WORKERS = 100;

  private volatile Duration passed = Duration.ZERO;
  private final Site site;
  private final FaultyRoad road;
  private final Playwright playwright;
  private final Browser browser;
  private int workers;

  Bed() {
    this(clock -> Site.demo(WORKERS, clock));
  }

  /** One whose site is made of the clock's lead on the machine's. */
  Bed(Function<Supplier<Duration>, Site> opening) {
    site = opening.apply(() -> passed);
    road = new FaultyRoad(site.uri());
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        Program.NODE.path().toString(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Program.CHROMIUM.path())
                    .setArgs(FLAGS));
  }

  Site site() {
    return site;
  }

  FaultyRoad road() {
    return road;
  }

  /** The login of somebody of the demo whom no test has used yet. */
  String somebody() {
    return Site.cpf(++workers);
  }

  /** A phone that nobody has used yet. */
  Phone phone() {
    return phone("pt-BR", PHONE);
  }

  /** A device with this language and screen. */
  Phone phone(String locale, ViewportSize screen) {
    return new Phone(
        patient(
            browser.newContext(
                new Browser.NewContextOptions()
                    .setBaseURL(road.origin())
                    .setLocale(locale)
                    .setTimezoneId("America/Sao_Paulo")
                    .setReducedMotion(ReducedMotion.REDUCE)
                    .setViewportSize(screen.width, screen.height))),
        road,
        passed);
  }

  /** A phone whose browser is started now and keeps what it has in this folder. */
  Phone phone(Path profile) {
    return new Phone(
        patient(
            playwright
                .chromium()
                .launchPersistentContext(
                    profile,
                    new BrowserType.LaunchPersistentContextOptions()
                        .setExecutablePath(Program.CHROMIUM.path())
                        .setArgs(FLAGS)
                        .setBaseURL(road.origin())
                        .setLocale("pt-BR")
                        .setTimezoneId("America/Sao_Paulo")
                        .setViewportSize(PHONE.width, PHONE.height))),
        road,
        passed);
  }

  private static BrowserContext patient(BrowserContext context) {
    context.setDefaultTimeout(PATIENCE_MILLIS);
    return context;
  }

  /** How many rows the ledger has of this person. */
  int rows(String cpf) {
    return Integer.parseInt(
        site.ask("SELECT count(*) FROM punch WHERE cpf = '%s'".formatted(digits(cpf))));
  }

  /** Waits until the ledger has so many rows of this person. */
  void awaitRows(String cpf, int count) {
    Patience.until("the rows", () -> rows(cpf), seen -> seen >= count);
  }

  /** As each test finds it: a clear road that has seen nobody, and the machine's own time. */
  void afresh() {
    passed = Duration.ZERO;
    road.clear();
    road.forget();
  }

  /** A column of a punch's row, as PostgreSQL prints it; empty while there is no row. */
  String column(String id, String expression) {
    return site.ask(
        "SELECT %s FROM punch WHERE id = '%s'".formatted(expression, UUID.fromString(id)));
  }

  /** The instant that counts for a punch. */
  Instant punchedAt(String id) {
    return instant(id, "punched_at");
  }

  /** What the device's own clock said at the press. */
  Instant deviceAt(String id) {
    return instant(id, "device_at");
  }

  private Instant instant(String id, String column) {
    return Instant.ofEpochMilli(
        Long.parseLong(column(id, "(extract(epoch FROM %s) * 1000)::bigint".formatted(column))));
  }

  /** Lets so much time pass at the clock and on this phone; only timers notice nothing of it. */
  void passes(Duration time, Phone phone) {
    passed = passed.plus(time);
    phone.passes(time);
  }

  /** What the clock calls this person. */
  String subject(String cpf) {
    return site.ask("SELECT subject FROM account WHERE login = '%s'".formatted(digits(cpf)));
  }

  /** Latitude and longitude that came with a punch; empty when none did. */
  String place(String id) {
    return site.ask(
        "SELECT latitude || ' ' || longitude FROM evidence WHERE punch_id = '%s' AND latitude IS NOT NULL"
            .formatted(UUID.fromString(id)));
  }

  /** The CPF of the account whose token brought the letter that holds this punch. */
  String sender(String id) {
    return site.ask(
        """
        SELECT w.cpf FROM punch p
        JOIN letter l ON l.receipt = p.receipt
        JOIN account a ON a.subject::text = l.subject
        JOIN worker w ON w.worker_id = a.worker_id
        WHERE p.id = '%s'
        """
            .formatted(UUID.fromString(id)));
  }

  /** Ends every session of this person at the clock, as a theft or an administrator does. */
  void endSessions(String cpf) {
    site.execute(
        """
        UPDATE session SET ended_at = now() WHERE subject IN
          (SELECT subject FROM account WHERE login = '%s')
        """
            .formatted(digits(cpf)));
  }

  private static String digits(String cpf) {
    if (!cpf.matches("[0-9]{11}")) {
      throw new IllegalArgumentException("no CPF");
    }
    return cpf;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
    road.close();
    site.close();
  }
}
