package ponto.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;
import ponto.api.AcceptPunches;
import ponto.api.ClockOperations;
import ponto.api.DeadLetterOperations;
import ponto.api.Json;
import ponto.api.Operation;
import ponto.api.PunchOperations;
import ponto.api.Receipts;
import ponto.api.ReportOperations;
import ponto.api.Response;
import ponto.api.RosterOperations;
import ponto.api.SetAsideOperations;
import ponto.api.SettingsOperations;
import ponto.artemis.ArtemisInbox;
import ponto.issuer.LocalIssuer;
import ponto.issuer.Passwords;
import ponto.issuer.Realm;
import ponto.issuer.SessionOperations;
import ponto.issuer.SignInThrottle;
import ponto.issuer.SigningKeys;
import ponto.issuer.TokenVerifier;
import ponto.ledger.Ledger;
import ponto.ledger.Recorder;
import ponto.roster.Employers;

/**
 * The whole clock on one machine, wired by hand: door and inbox come up first and take punches
 * before the database starts; recorders drain the inbox at the database's pace.
 */
final class Ponto implements AutoCloseable {
  /** Readers of the API; the recorders' connections are their own. */
  private static final int READERS_MAX = 8;

  private static final int ISSUERS_MAX = 4;

  /** What is at hand gets this long to be recorded when the clock stops. */
  private static final long DRAIN_MILLIS = 4_000;

  private static final Logger LOG = System.getLogger(Ponto.class.getName());

  private final Settings settings;
  private final InstantSource clock;
  private final DataDirectory data;
  private final DatabaseHost database;
  private final ArtemisInbox inbox;
  private final Metrics metrics;
  private final Passwords passwords = new Passwords();
  private final Pool readers;
  private final Pool issuers;
  private final Door door;
  private final SetupOperations setup;
  private final List<Recorder> recorders = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Thread databaseStart;
  private volatile @Nullable RuntimeException databaseFailure;

  /** Opens everything but the database, which begins to start when the door is open. */
  Ponto(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    data = DataDirectory.open(settings.data());
    database = new DatabaseHost(data, settings.database());
    databaseStart = Thread.ofPlatform().name("database-start").unstarted(this::startDatabase);
    // What needs no inbox is made while it opens; half of a start is reading classes.
    var contractToCome = beside("contract", Contract::read);
    var doorToCome = beside("door", () -> new Door(address(settings)));
    inbox =
        new ArtemisInbox(
            ArtemisInbox.Settings.in(data.inbox()).withDiskBytesMax(settings.inboxBytes()), clock);
    metrics = new Metrics(inbox, clock);
    readers = new Pool(database.as("ponto_api"), READERS_MAX);
    issuers = new Pool(database.as("ponto_issuer"), ISSUERS_MAX);
    setup = new SetupOperations(data, database.as("ponto_roster"), passwords, clock);
    var contract = contractToCome.join();
    var keys = keys();
    var tokens = new TokenVerifier(Realm.LOCAL, keys.source(), clock);
    var pages = new Pages(settings.keystore() != null);
    var probes =
        new Probes(
            metrics,
            inbox::isWell,
            this::notWell,
            clock,
            settings.scrapeToken(),
            settings.behindProxy());
    door = doorToCome.join();
    startRecorders();
    door.open(
        new DoorHandler(
            contract,
            operations(contract, keys),
            tokens,
            pages,
            probes,
            new Cors(settings.origins()),
            metrics));
    // Not earlier: for the processors it would only delay the first punch, by a third of a second.
    databaseStart.start();
    data.write("url", url());
  }

  private static <T> CompletableFuture<T> beside(String name, Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, task -> Thread.ofPlatform().name(name).start(task));
  }

  private static Door.Address address(Settings settings) {
    return new Door.Address(
        settings.host(),
        settings.port(),
        settings.keystore(),
        settings.keystorePassword(),
        settings.behindProxy());
  }

  /** Where the door is. */
  String url() {
    return (settings.keystore() == null ? "http" : "https")
        + "://"
        + settings.host()
        + ":"
        + door.port();
  }

  /** Waits until the database is there too, migrated and, for a demo, filled. */
  void awaitDatabase() throws InterruptedException {
    databaseStart.join();
    var failure = databaseFailure;
    if (failure != null) {
      throw failure;
    }
  }

  /** Whether tokens may exist already: then punches can come before the database is there. */
  boolean wasSetUp() {
    return data.read("set-up").isPresent();
  }

  /** The one-time token for the first employer; null when there is one. */
  @Nullable String setupToken() throws SQLException {
    try (var connection = database.as("ponto_roster").open()) {
      return Employers.first(connection).isPresent() ? null : setup.token();
    }
  }

  private void startDatabase() {
    try {
      database.start();
      if (settings.demo()) {
        new Demo(database.as("ponto_roster"), passwords, clock).fill(settings.demoWorkers());
      }
      if (database.isUp()) {
        data.write("set-up", "yes");
      }
    } catch (InterruptedException e) {
      LOG.log(Level.INFO, "stopped while the database was starting");
    } catch (RuntimeException e) {
      databaseFailure = e;
      LOG.log(Level.ERROR, "the database did not start; punches are accepted and kept", e);
    } catch (SQLException e) {
      databaseFailure = new IllegalStateException("the database was not filled", e);
      LOG.log(Level.ERROR, "the database was not filled", e);
    }
  }

  private void startRecorders() {
    var ledger = new Ledger(clock);
    Connections connections = database.asRecorder();
    for (var number = 1; number <= settings.recorders(); number++) {
      var recorder = new Recorder(inbox, ledger, connections, metrics::recorded, clock);
      recorders.add(recorder);
      // A platform thread: it works on the processor for milliseconds at a time.
      threads.add(Thread.ofPlatform().name("recorder-" + number).start(recorder));
    }
  }

  private Map<String, Operation> operations(Contract contract, SigningKeys keys) {
    var receipts = new Receipts(clock);
    var issuer =
        new LocalIssuer(Realm.LOCAL, keys, passwords, new SignInThrottle(clock), issuers, clock);
    var document = new Document(contract);
    var operations = new HashMap<String, Operation>();
    operations.putAll(new AcceptPunches(inbox, receipts, clock, metrics::accepted).table());
    operations.putAll(new PunchOperations(readers).table());
    operations.putAll(new RosterOperations(readers).table());
    operations.putAll(new ReportOperations(readers, clock).table());
    operations.putAll(
        new SetAsideOperations(readers, inbox, receipts, clock, metrics::accepted).table());
    operations.putAll(new DeadLetterOperations(inbox).table());
    operations.putAll(new SessionOperations(issuer).table());
    operations.putAll(new SettingsOperations(readers).table());
    operations.putAll(new ClockOperations(clock).table());
    operations.putAll(setup.table());
    operations.put("getOpenapi", _ -> document.answer());
    operations.put("getConfig", _ -> Response.json(config()));
    for (var operation : contract.operations()) {
      if (!operations.containsKey(operation)) {
        throw new IllegalStateException("no function for the operation " + operation);
      }
    }
    return operations;
  }

  private String config() {
    return Json.object(json ->
        json.text("login", "password")
            .text("bearer", "access_token")
            .texts("languages", List.of("pt-BR", "en"))
            .flag("setup", setup.isWaiting()));
  }

  private SigningKeys keys() {
    try {
      return SigningKeys.open(data.keys());
    } catch (IOException e) {
      throw new Refusal(
          "the signing keys in " + data.keys() + " cannot be read or made: " + e.getMessage());
    }
  }

  private List<String> notWell() {
    var names = new ArrayList<String>();
    if (!inbox.isWell()) {
      names.add("inbox");
    }
    if (!database.isUp()) {
      names.add(databaseFailure == null ? "database-starting" : "database");
    } else if (!readersAnswer()) {
      names.add("database");
    }
    return names;
  }

  private boolean readersAnswer() {
    try (var connection = readers.open()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Lets nobody in any more, records what is at hand, stops the database, closes the inbox. */
  @Override
  public void close() {
    door.close();
    recorders.forEach(Recorder::stop);
    var deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
    try {
      for (var thread : threads) {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      }
      databaseStart.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    inbox.close();
    readers.close();
    issuers.close();
    database.close();
    data.close();
  }
}
