package ponto.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.artemis.ArtemisInbox;
import ponto.backup.Manifest;
import ponto.postgres.Database;

/** A clock is copied while it runs, and made again from the copy. */
final class BackupTest {
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

  /** What the running clock updates in place, so that a copy of before differs. */
  private static final Set<String> WRITTEN_OVER =
      Set.of("public.counter", "public.flyway_schema_history", "public.on_duty");

  @BeforeAll
  static void open() throws Exception {
    site = Site.demo();
    folder = Site.folder();
    never = Copies.emptyDatabase();
    for (var number = 1; number <= 3; number++) {
      var id = Press.newId();
      site.worker(number).punch(Press.of(id, Map.of("evidence", "{\"device\":\"d\"}"))).expect(202);
      site.worker(number).settled(id);
    }
    var nobodys = Press.newId();
    site.as("coletor").punch(Press.own(nobodys)).expect(202);
    site.as("coletor").settled(nobodys);
    ForeignCalls.unknown(site.as("rh"));
    small = folder.resolve("small");
    Copies.backUp(site.data(), Site.url(Copies.database(site)), small);
  }

  @AfterAll
  static void close() {
    site.close();
    Site.remove(folder);
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
      Copies.backUp(site.data(), Site.url(Copies.database(site)), backup);
      stop.countDown();
      for (var sender : senders) {
        sender.get();
      }
    }
    var database = Copies.emptyDatabase();
    var data = folder.resolve("under-load-restored");
    Copies.restore(backup, Site.url(database), data);
    try (var ponto = new Ponto(Copies.settings(data, database), Main.CLOCK)) {
      ponto.awaitDatabase();
      Patience.until("every punch", () -> recorded(database).containsAll(before));
      // The restored keys verify the tokens from before, and numbers go on.
      var worker = new Caller(java.net.URI.create(ponto.url()), site.worker(1).token());
      var id = Press.newId();
      worker.punch(Press.own(id)).expect(202);
      worker.settled(id);
    }
    Copies.verifyLedger(database);
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
      return Set.copyOf(Copies.column(database, "SELECT id FROM punch"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_clock_that_rests_is_copied_with_the_letters_that_wait_in_it() throws Exception {
    var data = folder.resolve("resting");
    Copies.restore(small, null, data);
    var waiting = Press.newId();
    putLetter(data, waiting);
    var backup = folder.resolve("of-resting");
    var manifest = Copies.backUp(data, null, backup);
    assertThat(manifest.letters()).isEqualTo(new Manifest.Letters(1, 0));
    assertThat(manifest.rows("punch")).isGreaterThanOrEqualTo(3);
    Copies.assertModes(backup);
    var database = Copies.emptyDatabase();
    var again = folder.resolve("resting-again");
    Copies.restore(backup, Site.url(database), again);
    assertThat(again.resolve("keys/key-1.json"))
        .hasSameBinaryContentAs(data.resolve("keys/key-1.json"));
    Copies.assertModes(again.resolve("keys"));
    try (var ponto = new Ponto(Copies.settings(again, database), Main.CLOCK)) {
      ponto.awaitDatabase();
      Patience.until("the letter", () -> recorded(database).contains(waiting));
    }
    Copies.verifyLedger(database);
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

  @Test
  void every_table_is_there_again_row_by_row() throws Exception {
    var database = Copies.emptyDatabase();
    Copies.restore(small, Site.url(database), folder.resolve("rows"));
    var tables =
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')";
    var changed = new TreeSet<String>();
    for (var table : Copies.column(database, tables)) {
      var restored = rows(database, table);
      var running = rows(Copies.database(site), table);
      if (table.contains("foreign_")) {
        assertThat(restored).as(table).isNotEmpty().isEqualTo(running);
      } else if (!running.containsAll(restored)) {
        changed.add(table);
      }
    }
    assertThat(WRITTEN_OVER).as("tables that a running clock updates").containsAll(changed);
  }

  private static List<String> rows(Database database, String table) throws Exception {
    return Copies.column(database, "SELECT t::text FROM " + table + " t ORDER BY 1");
  }

  @Test
  void a_backup_of_the_first_schema_is_migrated_and_its_ledger_verifies() throws Exception {
    var database = Copies.emptyDatabase();
    var resource = requireNonNull(BackupTest.class.getResource("/backups/schema-008"));
    Copies.restore(path(resource), Site.url(database), folder.resolve("first-schema"));
    Copies.verifyLedger(database);
    assertThat(Copies.column(database, "SELECT count(*) FROM punch")).containsExactly("10");
    assertThat(Copies.column(database, "SELECT max(version) FROM flyway_schema_history"))
        .containsExactly(new Migrations(database).newest());
    var unforced = "SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity";
    assertThat(Copies.column(database, unforced)).isEmpty();
  }

  private static Path path(java.net.URL resource) throws URISyntaxException {
    return Path.of(resource.toURI());
  }

  @Test
  void what_is_damaged_is_refused_by_name_and_nothing_is_made() throws Exception {
    var wrong =
        List.of("tables/ledger.gz", "tables/worker.gz", "letters.gz", "files/keys/key-1.json");
    for (var name : wrong) {
      var damaged = Copies.copyOf(small, folder.resolve("damaged-" + name.replace('/', '-')));
      var file = damaged.resolve(name);
      var bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
      assertRefused(damaged, name, "damaged");
      Files.delete(file);
      assertRefused(damaged, name, "missing");
    }
    var cut = Copies.copyOf(small, folder.resolve("cut"));
    Files.writeString(cut.resolve(Manifest.NAME), "{\"format\":1,");
    assertRefused(cut, Manifest.NAME, "damaged");
    Files.delete(cut.resolve(Manifest.NAME));
    assertRefused(cut, Manifest.NAME, "is no backup");
  }

  @Test
  void a_backup_of_a_newer_schema_is_refused_with_both_versions() throws Exception {
    var newer = Copies.copyOf(small, folder.resolve("newer"));
    var manifest = newer.resolve(Manifest.NAME);
    var newest = new Migrations(Copies.database(site)).newest();
    Files.writeString(
        manifest,
        Files.readString(manifest).replace("\"schema\":\"" + newest + "\"", "\"schema\":\"999\""));
    assertRefused(newer, "schema 999", newest, "newer one");
  }

  @Test
  void a_database_that_is_in_use_is_not_overwritten() throws Exception {
    var rows = site.ask("SELECT count(*) FROM worker");
    assertThatThrownBy(() ->
            Copies.restore(small, Site.url(Copies.database(site)), folder.resolve("into-used")))
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
    assertThatThrownBy(() -> Copies.restore(backup, Site.url(never), data))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(named);
    assertThat(data).doesNotExist();
    assertThat(Copies.unfinished(folder, "never")).isEmpty();
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
    var environment = Map.of("PONTO_DATABASE", Site.url(Copies.database(site)));
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
          assertThat(Copies.unfinished(folder, name)).hasSize(1);
          child.signal(signal);
          assertThat(child.ended()).isNotZero();
          assertThat(child.out()).isEmpty();
        }
        holding.rollback();
      }
      assertThat(to).doesNotExist();
      if (signal.equals("INT")) {
        assertThat(Copies.unfinished(folder, name)).isEmpty();
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
    assertThat(Copies.unfinished(folder, "stopped-restore")).isEmpty();
  }
}
