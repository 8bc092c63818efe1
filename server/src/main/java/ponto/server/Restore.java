package ponto.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import ponto.artemis.ArtemisInbox;
import ponto.backup.Damage;
import ponto.backup.Folder;
import ponto.backup.LetterFile;
import ponto.backup.Loading;
import ponto.backup.Manifest;
import ponto.backup.Proof;
import ponto.backup.Snapshot;
import ponto.postgres.Database;
import ponto.postgres.EmbeddedPostgres;

/**
 * Makes a data folder out of a backup: proven before, brought into the schema that it was taken
 * from, migrated from there, and proven again.
 */
final class Restore {
  private static final String FILES = "files/";

  private final Path backup;
  private final @Nullable String externalUrl;
  private final InstantSource clock;
  private final Consumer<String> progress;

  Restore(
      Path backup, @Nullable String externalUrl, InstantSource clock, Consumer<String> progress) {
    this.backup = backup.toAbsolutePath().normalize();
    this.externalUrl = externalUrl;
    this.clock = clock;
    this.progress = progress;
  }

  /** Fills the folder; it is a clock's data folder once it is published. */
  Manifest into(Folder folder) throws IOException, SQLException {
    try {
      var manifest = ManifestFile.read(backup);
      progress.accept("reading the backup of " + manifest.takenAt());
      Proof.of(backup, manifest);
      for (var file : manifest.files()) {
        if (file.path().startsWith(FILES)) {
          var name = file.path().substring(FILES.length());
          folder.write(name, out -> Files.copy(backup.resolve(file.path()), out));
        }
      }
      restoreDatabase(folder, manifest);
      restoreLetters(folder);
      return manifest;
    } catch (Damage e) {
      throw new Refusal(
          "nothing was restored: "
              + e.getMessage()
              + " (of the backup "
              + backup
              + "; take another one where it is damaged)");
    }
  }

  private void restoreDatabase(Folder folder, Manifest manifest) throws IOException, SQLException {
    if (externalUrl != null) {
      load(new Database(externalUrl, "", ""), manifest);
      return;
    }
    try (var directory = DataDirectory.open(folder.path());
        var postgres = EmbeddedPostgres.start(DatabaseHost.settings(directory))) {
      load(postgres.database(), manifest);
    }
    Files.deleteIfExists(folder.path().resolve("lock"));
  }

  private void load(Database database, Manifest manifest) throws IOException, SQLException {
    var migrations = new Migrations(database);
    var newest = migrations.newest();
    if (Migrations.isNewer(manifest.schema(), newest)) {
      throw new Refusal(
          "the backup has schema "
              + manifest.schema()
              + ", this program knows up to "
              + newest
              + ": restore with the program that wrote it ("
              + manifest.product()
              + ") or a newer one");
    }
    migrations.migrateTo(manifest.schema());
    try (var connection = database.connect()) {
      new Loading(connection, progress).load(backup, manifest);
    }
    migrations.migrate();
    progress.accept("reading it back");
    try (var connection = database.connectAs(Snapshot.ROLE)) {
      Loading.prove(connection, manifest);
    }
  }

  private void restoreLetters(Folder folder) throws IOException {
    var settings = ArtemisInbox.Settings.in(folder.path().resolve("inbox"));
    try (var inbox = new ArtemisInbox(settings, clock);
        var in = new GZIPInputStream(letters());
        var paste = inbox.paste()) {
      LetterFile.read(in, new Pasted(paste));
    }
  }

  private InputStream letters() throws IOException {
    return Files.newInputStream(backup.resolve(LetterFile.NAME));
  }

  /** Letters out of a file into the inbox. */
  private record Pasted(ArtemisInbox.Paste paste) implements LetterFile.Reader {
    @Override
    public void waiting(byte[] letter) {
      paste.waiting(letter);
    }

    @Override
    public void dead(byte[] letter, String reason, long buriedAtMillis) {
      paste.dead(letter, reason, buriedAtMillis);
    }
  }
}
