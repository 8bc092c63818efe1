package ponto.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import ponto.api.Json;
import ponto.artemis.ArtemisInbox;
import ponto.issuer.Provider;
import ponto.ntp.TimeServer;
import ponto.postgres.Database;
import ponto.postgres.EmbeddedPostgres;
import ponto.signature.Signer;
import ponto.signature.SignerSlot;
import ponto.testing.TestDatabase;

/**
 * A real clock in this JVM, in a folder of its own and on a database that the test can look into;
 * filled with the demo's people.
 */
public final class Site implements AutoCloseable {
  /** The password of all of the demo. */
  public static final String PASSWORD = Demo.PASSWORD;

  static final int WORKERS = 20;
  static final String SCRAPE_TOKEN = "scrape-me";
  static final String ORIGIN = "https://clock.example";

  private static final Path FOLDER = Path.of("target", "test-sites").toAbsolutePath();

  private final Path data;
  private final @Nullable TestDatabase own;
  private final Database superuser;
  private final Database owner;
  private final InstantSource clock;
  private final Ponto ponto;
  private final Map<String, Caller> signedIn = new ConcurrentHashMap<>();

  private Site(
      Path data,
      @Nullable TestDatabase own,
      Database owner,
      Database superuser,
      Settings settings,
      InstantSource clock,
      @Nullable Signer signer) {
    this.data = data;
    this.clock = clock;
    this.own = own;
    this.owner = owner;
    this.superuser = superuser;
    try {
      this.ponto = new Ponto(settings, clock, SignerSlot.of(signer), null);
      ponto.awaitDatabase();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The demo on a fresh database of the shared server. */
  public static Site demo() {
    return of(TestDatabase.fresh(), true, WORKERS, Main.CLOCK, null);
  }

  /**
   * The same with so many workers, and with a clock that is ahead of the machine's by what is said.
   */
  public static Site demo(int workers, Supplier<Duration> ahead) {
    return of(
        TestDatabase.fresh(), true, workers, () -> Main.CLOCK.instant().plus(ahead.get()), null);
  }

  /** The same, whose people sign in at this provider. */
  public static Site demo(int workers, Supplier<Duration> ahead, Provider provider) {
    return of(
        TestDatabase.fresh(),
        true,
        workers,
        () -> Main.CLOCK.instant().plus(ahead.get()),
        provider);
  }

  /** The demo, whose clock is compared with these servers. */
  static Site demo(List<TimeServer> timeServers) {
    return of(TestDatabase.fresh(), true, WORKERS, Main.CLOCK, null, timeServers);
  }

  /** Nobody's yet: as the first start finds it. */
  static Site empty() {
    return of(TestDatabase.fresh(), false, WORKERS, Main.CLOCK, null);
  }

  private static Site of(
      TestDatabase database,
      boolean demo,
      int workers,
      InstantSource clock,
      @Nullable Provider provider) {
    return of(database, demo, workers, clock, provider, List.of());
  }

  private static Site of(
      TestDatabase database,
      boolean demo,
      int workers,
      InstantSource clock,
      @Nullable Provider provider,
      List<TimeServer> timeServers) {
    var owner = database.database();
    var superuser = TestDatabase.server().superuser();
    var data = folder();
    return new Site(
        data,
        database,
        owner,
        new Database(owner.jdbcUrl(), superuser.user(), superuser.password()),
        settings(
            data,
            owner,
            demo,
            workers,
            ArtemisInbox.Settings.DISK_BYTES_MAX,
            provider,
            timeServers),
        clock,
        null);
  }

  /** The demo with a certificate. */
  static Site signed(Signer signer) {
    var database = TestDatabase.fresh();
    var owner = database.database();
    var superuser = TestDatabase.server().superuser();
    var data = folder();
    return new Site(
        data,
        database,
        owner,
        new Database(owner.jdbcUrl(), superuser.user(), superuser.password()),
        settings(data, owner, true, WORKERS, ArtemisInbox.Settings.DISK_BYTES_MAX, null, List.of()),
        Main.CLOCK,
        signer);
  }

  /** The demo on a server that the test stops and starts, with an inbox of so many bytes. */
  static Site demoOn(EmbeddedPostgres server, long inboxBytes) {
    var owner = server.database();
    var superuser = server.superuser();
    var data = folder();
    return new Site(
        data,
        null,
        owner,
        new Database(owner.jdbcUrl(), superuser.user(), superuser.password()),
        settings(data, owner, true, WORKERS, inboxBytes, null, List.of()),
        Main.CLOCK,
        null);
  }

  private static Settings settings(
      Path data,
      Database owner,
      boolean demo,
      int workers,
      long inboxBytes,
      @Nullable Provider provider,
      List<TimeServer> timeServers) {
    return new Settings(
        data,
        "127.0.0.1",
        0,
        url(owner),
        2,
        demo,
        workers,
        false,
        false,
        null,
        null,
        Set.of(ORIGIN),
        SCRAPE_TOKEN,
        inboxBytes,
        provider,
        null,
        timeServers);
  }

  /** As {@code --database} wants it. */
  static String url(Database database) {
    return database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password();
  }

  /** A new empty folder. */
  static Path folder() {
    try {
      Files.createDirectories(FOLDER);
      return Files.createTempDirectory(FOLDER, "site-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes a folder and all that is in it away. */
  static void remove(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException _) {
      // Somebody who ended took it away meanwhile.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI uri() {
    return URI.create(ponto.url());
  }

  /** What this clock's own clock says. */
  public Instant now() {
    return clock.instant();
  }

  Path data() {
    return data;
  }

  @Nullable String setupToken() throws SQLException {
    return ponto.setupToken();
  }

  /** Nobody in particular. */
  Caller nobody() {
    return new Caller(uri(), null);
  }

  /** Whoever this token says. */
  Caller bearer(String token) {
    return new Caller(uri(), token);
  }

  /** Somebody of the demo (or with its password), signed in through the door. */
  Caller as(String login) {
    return signedIn.computeIfAbsent(login, _ -> nobody().signIn(login, Demo.PASSWORD));
  }

  /** The demo's worker of this number, from 1. */
  Caller worker(int number) {
    return as(Demo.cpf(number));
  }

  /** The CPF, which is the login too, of the demo's worker of this number, from 1. */
  public static String cpf(int number) {
    return Demo.cpf(number);
  }

  /**
   * Has the demo's employer want the place of each punch for this purpose; for none, not want it.
   */
  public void wantPlace(String purpose) {
    var place =
        Json.object(json ->
            json.object(
                "place",
                inner -> inner.flag("wanted", !purpose.isEmpty()).text("purpose", purpose)));
    as("admin").send("PUT", "/v1/settings", BodyPublishers.ofString(place)).expect(200);
  }

  /** A connection that no row-level security limits. */
  Connection superuser() throws SQLException {
    return superuser.connect();
  }

  /** A connection in one of the product's roles. */
  Connection connectAs(String role) throws SQLException {
    return owner.connectAs(role);
  }

  /** A connection as the owner of the tables. */
  Connection owner() throws SQLException {
    return owner.connect();
  }

  /** What the books say now. */
  Books books() {
    return Books.read(this);
  }

  /** The first column of the first row that a superuser sees. */
  public String ask(String sql) {
    try (var connection = superuser();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Does something that only a superuser may. */
  public void execute(String sql) {
    try (var connection = superuser();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Where a command finds the database, as {@code --database} wants it. */
  String databaseUrl() {
    return url(owner);
  }

  /** The demo's employer. */
  long employer() {
    return Long.parseLong(requireNonNull(ask("SELECT min(employer_id) FROM employer")));
  }

  @Override
  public void close() {
    ponto.close();
    if (own != null) {
      own.close();
    }
    remove(data);
  }
}
