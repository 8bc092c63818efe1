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
import ponto.api.AuditOperations;
import ponto.api.ClockOperations;
import ponto.api.DeadLetterOperations;
import ponto.api.EmployerOperations;
import ponto.api.EvidenceOperations;
import ponto.api.FirstPasswords;
import ponto.api.ForeignOperations;
import ponto.api.ImportOperations;
import ponto.api.Json;
import ponto.api.Operation;
import ponto.api.Problem;
import ponto.api.PunchOperations;
import ponto.api.Receipts;
import ponto.api.ReportOperations;
import ponto.api.Response;
import ponto.api.RosterOperations;
import ponto.api.SetAsideOperations;
import ponto.api.SettingsOperations;
import ponto.api.UserOperations;
import ponto.api.WorkerOperations;
import ponto.artemis.ArtemisInbox;
import ponto.attestation.Maker;
import ponto.evidence.EvidenceKeeper;
import ponto.issuer.Passwords;
import ponto.issuer.SigningKeys;
import ponto.ledger.Ledger;
import ponto.ledger.Recorder;
import ponto.papers.Papers;
import ponto.roster.Employers;
import ponto.signature.SignerSlot;

/**
 * The whole clock on one machine, wired by hand: door and inbox come up first and take punches
 * before the database starts; recorders drain the inbox at the database's pace.
 */
final class Ponto implements AutoCloseable {
  /** Readers of the API; the recorders' connections are their own. */
  private static final int READERS_MAX = 8;

  /** Longer than any report takes; what takes longer must not keep a reader. */
  private static final String READ_TIMEOUT = "statement_timeout=60000";

  private static final int ISSUERS_MAX = 4;

  /** Changes of one employer's people go one after the other; this is enough for several. */
  private static final int CLERKS_MAX = 4;

  /** What is at hand gets this long to be recorded when the clock stops. */
  private static final long DRAIN_MILLIS = 4_000;

  /** A recorder's batch: while more letters wait, nobody else works on the database for long. */
  private static final long WAITING_MAX = 1_000;

  private static final Logger LOG = System.getLogger(Ponto.class.getName());

  private final Settings settings;
  private final InstantSource clock;
  private final DataDirectory data;
  private final DatabaseHost database;
  private final ArtemisInbox inbox;
  private final Metrics metrics;
  private final Papers papers;
  private final Passwords passwords = new Passwords();
  private final Pool readers;
  private final Pool issuers;
  private final Pool clerks;
  private final Door door;
  private final SetupOperations setup;
  private final SignIn signIn;
  private final List<Recorder> recorders = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final EvidenceKeeper keeper;
  private final Thread keeperThread;
  private final Duty duty;
  private final Thread databaseStart;
  private final Thread demoMonth;
  private final boolean wasSetUp;
  private volatile @Nullable RuntimeException databaseFailure;

  /** A clock without a certificate. */
  Ponto(Settings settings, InstantSource clock) {
    this(settings, clock, SignerSlot.of(null), null);
  }

  /**
   * Opens everything but the database, which begins to start when the door is open.
   *
   * @param slot of who signs receipts and files
   * @param maker who answers for the program; null where nobody said, and then the demo's is nobody
   */
  Ponto(Settings settings, InstantSource clock, SignerSlot slot, @Nullable Maker maker) {
    this.settings = settings;
    this.clock = clock;
    var known = maker == null && settings.demo() ? Maker.FICTITIOUS : maker;
    papers = new Papers(slot, clock, () -> known);
    papers.tellStanding();
    data = DataDirectory.open(settings.data());
    database = new DatabaseHost(data, settings.database());
    wasSetUp = data.read("set-up").isPresent();
    databaseStart = Thread.ofPlatform().name("database-start").unstarted(this::startDatabase);
    demoMonth = Thread.ofPlatform().name("demo-month").unstarted(this::feedDemo);
    // What needs no inbox is made while it opens; half of a start is reading classes.
    var contractToCome = beside("contract", Contract::read);
    var doorToCome = beside("door", () -> new Door(address(settings)));
    inbox =
        new ArtemisInbox(
            ArtemisInbox.Settings.in(data.inbox()).withDiskBytesMax(settings.inboxBytes()), clock);
    metrics = new Metrics(inbox, clock, () -> ended(threads).size(), data.root());
    keeper =
        new EvidenceKeeper(asKeeper(), clock, () -> inbox.depth() < WAITING_MAX, metrics.keeper());
    keeperThread = Thread.ofPlatform().name("evidence-keeper").unstarted(keeper);
    duty = new Duty(database.as("ponto_duty", Duty.OPTIONS), clock, data, settings.timeServers());
    metrics.legalTime(duty.legalTime());
    readers = new Pool(database.as("ponto_api", READ_TIMEOUT), READERS_MAX);
    issuers = new Pool(database.as("ponto_issuer"), ISSUERS_MAX);
    clerks = new Pool(database.asClerk(), CLERKS_MAX);
    setup = new SetupOperations(data, database.as("ponto_roster"), passwords, clock);
    var contract = contractToCome.join();
    var keys = keys();
    signIn = SignIn.of(settings.provider(), keys, passwords, issuers, clock);
    var pages = new Pages(settings.keystore() != null, signIn::origins);
    var probes =
        new Probes(
            metrics,
            inbox::isWell,
            this::notWell,
            database::remedy,
            clock,
            settings.scrapeToken(),
            settings.behindProxy());
    door = doorToCome.join();
    startRecorders();
    door.open(
        new DoorHandler(
            contract,
            operations(contract),
            signIn.bearers(),
            pages,
            probes,
            new Cors(settings.origins()),
            metrics));
    // Not earlier: for the processors it would only delay the first punch, by a third of a second.
    databaseStart.start();
    keeperThread.start();
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
    return wasSetUp;
  }

  /** The one-time token for the first employer; null when there is one. */
  @Nullable String setupToken() throws SQLException {
    try (var connection = database.as("ponto_roster").open()) {
      return Employers.first(connection).isPresent() ? null : setup.token();
    }
  }

  private void startDatabase() {
    try {
      database.start(wasSetUp);
      if (database.isUp()) {
        duty.begin();
      }
      if (settings.demo()) {
        new Demo(database.as("ponto_roster"), passwords, clock).fill(settings.demoWorkers());
      }
      if (database.isUp()) {
        data.write("set-up", "yes");
      }
      if (settings.demoMonth()) {
        demoMonth.start();
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

  private void feedDemo() {
    try {
      new DemoFeed(data, database.as("ponto_roster"), inbox, metrics::accepted, clock)
          .feed(settings.demoWorkers());
    } catch (InterruptedException e) {
      LOG.log(Level.INFO, "stopped while the demo month was filled; the next start goes on");
    } catch (RuntimeException | SQLException e) {
      LOG.log(Level.WARNING, "the demo month is not complete; the next start goes on", e);
    }
  }

  private void startRecorders() {
    var ledger = new Ledger(clock, duty.legalTime()::clockIsOff);
    Connections connections = database.asRecorder();
    for (var number = 1; number <= settings.recorders(); number++) {
      var recorder = new Recorder(inbox, ledger, connections, metrics::recorded, clock);
      recorders.add(recorder);
      // A platform thread: it works on the processor for milliseconds at a time.
      threads.add(Thread.ofPlatform().name("recorder-" + number).start(recorder));
    }
  }

  /** The one role that deletes anything; never with a scan, and never for long. */
  private Connections asKeeper() {
    return database.as(
        "ponto_keeper",
        "enable_seqscan=off",
        "statement_timeout=30000",
        "idle_in_transaction_session_timeout=60000");
  }

  private Map<String, Operation> operations(Contract contract) {
    var receipts = new Receipts(clock);
    var document = new Document(contract);
    var operations = new HashMap<String, Operation>();
    operations.putAll(new AcceptPunches(inbox, receipts, clock, metrics::accepted).table());
    operations.putAll(new PunchOperations(readers).table());
    operations.putAll(papers.table(readers, settings::developer));
    operations.put("getExport", _ -> noExport());
    operations.putAll(roster());
    operations.putAll(new ReportOperations(readers, clock).table());
    operations.putAll(
        new SetAsideOperations(readers, inbox::put, receipts, clock, metrics::accepted).table());
    operations.putAll(new DeadLetterOperations(inbox).table());
    operations.putAll(signIn.table());
    operations.putAll(new SettingsOperations(readers, clock, keeper::wake).table());
    operations.putAll(new AuditOperations(readers).table());
    operations.putAll(new EvidenceOperations(readers, asKeeper(), clock).table());
    operations.putAll(new ClockOperations(clock).table());
    operations.putAll(setup.table());
    operations.putAll(new InboxCopyOperations(data, inbox, settings.database() == null).table());
    operations.put("getOpenapi", _ -> document.answer());
    operations.put("getConfig", _ -> Response.json(config()));
    for (var operation : contract.operations()) {
      if (!operations.containsKey(operation)) {
        throw new IllegalStateException("no function for the operation " + operation);
      }
    }
    return operations;
  }

  private static Response noExport() {
    throw Problem.unknown("this clock answers files at once, and keeps none");
  }

  /** What hr and the admin do to people and places. */
  private Map<String, Operation> roster() {
    var firstPasswords = new FirstPasswords(passwords::hash);
    var operations = new HashMap<String, Operation>();
    operations.putAll(new RosterOperations(readers).table());
    operations.putAll(new WorkerOperations(readers, clerks, firstPasswords, clock).table());
    operations.putAll(new ImportOperations(clerks, clock).table());
    operations.putAll(new ForeignOperations(readers, clerks, clock).table());
    operations.putAll(new EmployerOperations(readers, clerks, clock).table());
    operations.putAll(new UserOperations(readers, clerks, firstPasswords, clock).table());
    return operations;
  }

  private String config() {
    return Json.object(json -> {
      signIn.describe(json);
      json.texts("languages", List.of("pt-BR", "en")).flag("setup", setup.isWaiting());
    });
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
      var tried = databaseFailure != null || database.remedy() != null;
      names.add(tried ? "database" : "database-starting");
    } else if (!readersAnswer()) {
      names.add("database");
    }
    names.addAll(papers.notWell());
    names.addAll(ended(threads));
    names.addAll(duty.notWell());
    names.addAll(ended(List.of(keeperThread)));
    return names;
  }

  /** Which of these work no more, though nobody told them to stop. */
  private static List<String> ended(List<Thread> threads) {
    return threads.stream()
        .filter(thread -> thread.getState() == Thread.State.TERMINATED)
        .map(Thread::getName)
        .toList();
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
    if (!database.isUp()) {
      // Nothing can be recorded before it is; its start would hold this up, for ever perhaps.
      databaseStart.interrupt();
    }
    demoMonth.interrupt();
    signIn.close();
    recorders.forEach(Recorder::stop);
    keeper.stop();
    var deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
    try {
      for (var thread : threads) {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      }
      // Between two statements it notices at once; within one it is rolled back by what follows.
      keeperThread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      // After the last punch at hand: it was recorded by a service that was there.
      duty.end();
      databaseStart.interrupt();
      demoMonth.join(DRAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    inbox.close();
    readers.close();
    issuers.close();
    clerks.close();
    database.close();
    data.close();
  }
}
