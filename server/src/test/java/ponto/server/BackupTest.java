package ponto.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.artemis.ArtemisInbox;
import ponto.backup.Folder;
import ponto.backup.Manifest;
import ponto.postgres.Database;
import ponto.testing.TestDatabase;

/** A clock is copied while it runs, and made again from the copy. */
final class BackupTest {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Path folder;

  /** An empty database that what is refused would go into. */
  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Database never;

  /** One of the running clock, small, with everything in it. */
  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Path small;

  @BeforeAll
  static void open() throws Exception {
    site = Site.demo();
    folder = Site.folder();
    never = emptyDatabase();
    for (var number = 1; number <= 3; number++) {
      var id = Press.newId();
      site.worker(number).punch(Press.of(id, Map.of("evidence", "{\"device\":\"d\"}"))).expect(202);
      site.worker(number).settled(id);
    }
    var nobodys = Press.newId();
    site.as("coletor").punch(Press.own(nobodys)).expect(202);
    site.as("coletor").settled(nobodys);
    small = folder.resolve("small");
    backUp(site.data(), Site.url(database(site)), small);
  }

  @AfterAll
  static void close() {
    site.close();
    Site.remove(folder);
  }

  private static Database database(Site site) throws Exception {
    try (var owner = site.owner()) {
      var url = owner.getMetaData().getURL();
      var server = TestDatabase.server().database();
      return new Database(url.split("\\?", 2)[0], server.user(), server.password());
    }
  }

  private static Manifest backUp(Path data, @org.jspecify.annotations.Nullable String url, Path to)
      throws Exception {
    try (var made = Folder.begin(to)) {
      var manifest = new Backup(data, url, Main.CLOCK, _ -> {}).write(made);
      made.publish();
      return manifest;
    }
  }

  private static Manifest restore(Path backup, String url, Path data) throws Exception {
    try (var made = Folder.begin(data)) {
      var manifest = new Restore(backup, url, Main.CLOCK, _ -> {}).into(made);
      made.publish();
      return manifest;
    }
  }

  /** An empty database of the shared server. */
  private static Database emptyDatabase() throws Exception {
    var name = "restored_" + DATABASES.incrementAndGet();
    TestDatabase.server().createDatabase(name, "ponto");
    return TestDatabase.server().database(name);
  }

  private static List<String> column(Database database, String sql) throws Exception {
    var values = new ArrayList<String>();
    var superuser = TestDatabase.server().superuser();
    try (var connection =
            new Database(database.jdbcUrl(), superuser.user(), superuser.password()).connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
    }
    return values;
  }

  private static void verifyLedger(Database database) throws Exception {
    assertThat(
            column(
                database,
                "SELECT establishment_id FROM ledger GROUP BY 1 HAVING count(*) <> max(nsr)"))
        .isEmpty();
    var previous = "";
    for (var line : column(database, "SELECT line FROM ledger WHERE type = 7 ORDER BY nsr")) {
      assertThat(line.substring(73)).isEqualTo(Chain.next(line.substring(0, 73), previous));
      previous = line.substring(73);
    }
    assertThat(column(database, "SELECT count(*) FROM punch"))
        .isEqualTo(column(database, "SELECT count(*) FROM ledger WHERE type = 7"));
    assertThat(column(database, "SELECT count(*) FROM letter HAVING count(*) > 0")).isNotEmpty();
    assertThat(column(database, "SELECT sum(recorded) - (SELECT count(*) FROM punch) FROM letter"))
        .containsExactly("0");
  }

  private static Settings settings(Path data, Database database) {
    return new Settings(
        data,
        "127.0.0.1",
        0,
        Site.url(database),
        2,
        false,
        1,
        false,
        null,
        null,
        Set.of(),
        null,
        ArtemisInbox.Settings.DISK_BYTES_MAX);
  }

  @Test
  void every_punch_accepted_before_a_backup_began_is_there_after_a_restore() throws Exception {
    var accepted = ConcurrentHashMap.<String>newKeySet();
    var stop = new CountDownLatch(1);
    var backup = folder.resolve("under-load");
    Set<String> before;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var senders = new ArrayList<Future<?>>();
      for (var number = 1; number <= 8; number++) {
        var worker = site.worker(number);
        senders.add(threads.submit(() -> press(worker, accepted, stop)));
      }
      Patience.until("a load", () -> accepted.size() > 500);
      before = Set.copyOf(accepted);
      backUp(site.data(), Site.url(database(site)), backup);
      stop.countDown();
      for (var sender : senders) {
        sender.get();
      }
    }
    var database = emptyDatabase();
    var data = folder.resolve("under-load-restored");
    restore(backup, Site.url(database), data);
    try (var ponto = new Ponto(settings(data, database), Main.CLOCK)) {
      ponto.awaitDatabase();
      Patience.until("every punch", () -> recorded(database).containsAll(before));
      // The restored keys verify the tokens from before, and numbers go on.
      var worker = new Caller(java.net.URI.create(ponto.url()), site.worker(1).token());
      var id = Press.newId();
      worker.punch(Press.own(id)).expect(202);
      worker.settled(id);
    }
    verifyLedger(database);
    assertThat(accepted).containsAll(before);
  }

  private static void press(Caller worker, Set<String> accepted, CountDownLatch stop) {
    while (stop.getCount() > 0) {
      var id = Press.newId();
      worker.punch(Press.own(id)).expect(202);
      accepted.add(id);
    }
  }

  private static Set<String> recorded(Database database) {
    try {
      return Set.copyOf(column(database, "SELECT id FROM punch"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_clock_that_rests_is_copied_with_the_letters_that_wait_in_it() throws Exception {
    var data = folder.resolve("resting");
    restore(small, null, data);
    var waiting = Press.newId();
    putLetter(data, waiting);
    var backup = folder.resolve("of-resting");
    var manifest = backUp(data, null, backup);
    assertThat(manifest.letters()).isEqualTo(new Manifest.Letters(1, 0));
    assertThat(manifest.rows("punch")).isGreaterThanOrEqualTo(3);
    assertModes(backup);
    var database = emptyDatabase();
    var again = folder.resolve("resting-again");
    restore(backup, Site.url(database), again);
    assertThat(again.resolve("keys/key-1.json"))
        .hasSameBinaryContentAs(data.resolve("keys/key-1.json"));
    assertModes(again.resolve("keys"));
    try (var ponto = new Ponto(settings(again, database), Main.CLOCK)) {
      ponto.awaitDatabase();
      Patience.until("the letter", () -> recorded(database).contains(waiting));
    }
    verifyLedger(database);
  }

  private static void putLetter(Path data, String id) throws Exception {
    var worker =
        new ponto.access.Principal(
            "subject", site.employer(), ponto.access.Role.WORKER, Demo.cpf(1), false);
    try (var inbox =
        new ArtemisInbox(ArtemisInbox.Settings.in(data.resolve("inbox")), Main.CLOCK)) {
      inbox.put(
          new ponto.inbox.Letter(
              "waiting", worker, site.now(), null, "127.0.0.1", null, Press.letter(Press.own(id))));
    }
  }

  /** It holds keys and personal data. */
  private static void assertModes(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      for (var file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  void a_backup_of_the_first_schema_is_migrated_and_its_ledger_verifies() throws Exception {
    var database = emptyDatabase();
    var resource = requireNonNull(BackupTest.class.getResource("/backups/schema-008"));
    restore(path(resource), Site.url(database), folder.resolve("first-schema"));
    verifyLedger(database);
    assertThat(column(database, "SELECT count(*) FROM punch")).containsExactly("10");
    assertThat(column(database, "SELECT max(version) FROM flyway_schema_history"))
        .containsExactly(new Migrations(database).newest());
    var unforced = "SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity";
    assertThat(column(database, unforced)).isEmpty();
  }

  private static Path path(java.net.URL resource) throws URISyntaxException {
    return Path.of(resource.toURI());
  }

  @Test
  void what_is_damaged_is_refused_by_name_and_nothing_is_made() throws Exception {
    var wrong =
        List.of("tables/ledger.gz", "tables/worker.gz", "letters.gz", "files/keys/key-1.json");
    for (var name : wrong) {
      var damaged = copyOf(small, "damaged-" + name.replace('/', '-'));
      var file = damaged.resolve(name);
      var bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
      assertRefused(damaged, name, "damaged");
      Files.delete(file);
      assertRefused(damaged, name, "missing");
    }
    var cut = copyOf(small, "cut");
    Files.writeString(cut.resolve(Manifest.NAME), "{\"format\":1,");
    assertRefused(cut, Manifest.NAME, "damaged");
    Files.delete(cut.resolve(Manifest.NAME));
    assertRefused(cut, Manifest.NAME, "is no backup");
  }

  @Test
  void a_backup_of_a_newer_schema_is_refused_with_both_versions() throws Exception {
    var newer = copyOf(small, "newer");
    var manifest = newer.resolve(Manifest.NAME);
    var newest = new Migrations(database(site)).newest();
    Files.writeString(
        manifest,
        Files.readString(manifest).replace("\"schema\":\"" + newest + "\"", "\"schema\":\"999\""));
    assertRefused(newer, "schema 999", newest, "newer one");
  }

  @Test
  void a_database_that_is_in_use_is_not_overwritten() throws Exception {
    var rows = site.ask("SELECT count(*) FROM worker");
    assertThatThrownBy(() -> restore(small, Site.url(database(site)), folder.resolve("into-used")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("not empty");
    assertThat(site.ask("SELECT count(*) FROM worker")).isEqualTo(rows);
    assertThat(
            site.ask(
                "SELECT count(*) FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity"))
        .isEqualTo("0");
  }

  private static void assertRefused(Path backup, String... named) throws Exception {
    var data = folder.resolve("never");
    assertThatThrownBy(() -> restore(backup, Site.url(never), data))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(named);
    assertThat(data).doesNotExist();
    assertThat(unfinished(folder, "never")).isEmpty();
  }

  private static Path copyOf(Path backup, String name) throws IOException {
    var copy = folder.resolve(name);
    try (var files = Files.walk(backup)) {
      for (var file : files.toList()) {
        Files.copy(file, copy.resolve(backup.relativize(file).toString()));
      }
    }
    return copy;
  }

  private static Set<String> unfinished(Path parent, String name) {
    try (Stream<Path> files = Files.list(parent)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.startsWith("." + name + ".unfinished-"))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void commands_refuse_what_is_not_empty_and_say_what_to_do() {
    assertEnds(List.of("backup", small.toString(), "--data", site.data().toString()), "not empty");
    assertEnds(
        List.of("restore", small.toString(), "--data", site.data().toString()),
        "nothing in it is overwritten");
    var nowhere = folder.resolve("nowhere").toString();
    assertEnds(List.of("backup", folder.resolve("b").toString(), "--data", nowhere), "no clock in");
  }

  private static void assertEnds(List<String> arguments, String said) {
    try (var child = Child.run(Map.of(), arguments)) {
      assertThat(child.ended()).isEqualTo(69);
      assertThat(child.err()).contains(said).doesNotContain("\tat ");
      assertThat(child.out()).isEmpty();
    }
  }

  @Test
  void a_backup_that_is_stopped_or_killed_half_way_leaves_nothing_of_that_name() throws Exception {
    var environment = Map.of("PONTO_DATABASE", Site.url(database(site)));
    for (var signal : List.of("INT", "KILL")) {
      var name = "stopped-by-" + signal;
      var to = folder.resolve(name);
      try (var holding = site.superuser();
          var statement = holding.createStatement()) {
        holding.setAutoCommit(false);
        statement.execute("LOCK TABLE supervision IN ACCESS EXCLUSIVE MODE");
        try (var child =
            Child.run(
                environment, List.of("backup", to.toString(), "--data", site.data().toString()))) {
          Patience.until("half a backup", () -> child.err().contains("set_aside: "));
          assertThat(unfinished(folder, name)).hasSize(1);
          child.signal(signal);
          assertThat(child.ended()).isNotZero();
          assertThat(child.out()).isEmpty();
        }
        holding.rollback();
      }
      assertThat(to).doesNotExist();
      if (signal.equals("INT")) {
        assertThat(unfinished(folder, name)).isEmpty();
      }
    }
  }

  @Test
  void a_restore_that_is_stopped_half_way_leaves_nothing() {
    var data = folder.resolve("stopped-restore");
    try (var child = Child.run("restore", small.toString(), "--data", data.toString())) {
      Patience.until("half a restore", () -> child.err().contains("employer: "));
      child.signal("INT");
      assertThat(child.ended()).isNotZero();
      assertThat(child.out()).isEmpty();
    }
    assertThat(data).doesNotExist();
    assertThat(unfinished(folder, "stopped-restore")).isEmpty();
  }
}
