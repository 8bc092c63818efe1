package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ponto.artemis.ArtemisInbox;
import ponto.backup.Folder;
import ponto.backup.Manifest;
import ponto.postgres.Database;
import ponto.testing.TestDatabase;

/** Backups made and restored in a test, and what lies in the database of the restored clock. */
final class Copies {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private Copies() {}

  static Database database(Site site) throws Exception {
    try (var owner = site.owner()) {
      var url = owner.getMetaData().getURL();
      var server = TestDatabase.server().database();
      return new Database(url.split("\\?", 2)[0], server.user(), server.password());
    }
  }

  static Manifest backUp(Path data, @Nullable String url, Path to) throws Exception {
    try (var made = Folder.begin(to)) {
      var manifest = new Backup(data, url, Main.CLOCK, _ -> {}).write(made);
      made.publish();
      return manifest;
    }
  }

  static Manifest restore(Path backup, @Nullable String url, Path data) throws Exception {
    try (var made = Folder.begin(data)) {
      var manifest = new Restore(backup, url, Main.CLOCK, _ -> {}).into(made);
      made.publish();
      return manifest;
    }
  }

  /** An empty database of the shared server. */
  static Database emptyDatabase() throws Exception {
    var name = "restored_" + DATABASES.incrementAndGet();
    TestDatabase.server().createDatabase(name, "ponto");
    return TestDatabase.server().database(name);
  }

  static List<String> column(Database database, String sql) throws Exception {
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

  static void verifyLedger(Database database) throws Exception {
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

  static Settings settings(Path data, Database database) {
    return new Settings(
        data,
        "127.0.0.1",
        0,
        Site.url(database),
        2,
        false,
        1,
        false,
        false,
        null,
        null,
        Set.of(),
        null,
        ArtemisInbox.Settings.DISK_BYTES_MAX,
        null,
        null,
        List.of());
  }

  static Path copyOf(Path backup, Path copy) throws IOException {
    try (var files = Files.walk(backup)) {
      for (var file : files.toList()) {
        Files.copy(file, copy.resolve(backup.relativize(file).toString()));
      }
    }
    return copy;
  }

  static Set<String> unfinished(Path parent, String name) {
    try (Stream<Path> files = Files.list(parent)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.startsWith("." + name + ".unfinished-"))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** It holds keys and personal data. */
  static void assertModes(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      for (var file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
      }
    }
  }
}
