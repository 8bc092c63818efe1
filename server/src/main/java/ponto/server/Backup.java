package ponto.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import ponto.api.Json;
import ponto.artemis.ArtemisInbox;
import ponto.backup.Damage;
import ponto.backup.Folder;
import ponto.backup.LetterFile;
import ponto.backup.Manifest;
import ponto.backup.Proof;
import ponto.backup.Snapshot;
import ponto.postgres.Database;
import ponto.postgres.EmbeddedPostgres;
import ponto.postgres.PostgresFailure;

/**
 * Copies a clock, running or not, into a folder: first the letters, then the tables. A letter that
 * is recorded in between is in both, and absorbed as a repeat after a restore.
 */
final class Backup {
  /** Of the product; says which program wrote a backup. */
  static final String PRODUCT = "0.1.0";

  /** Copying letters that a whole day without the database has gathered takes some seconds. */
  private static final Duration COPY_PATIENCE = Duration.ofMinutes(2);

  /** What is of this machine and this run, or is copied in its own way. */
  private static final List<String> NOT_COPIED =
      List.of(
          "inbox",
          "postgres",
          "postgres-binaries",
          "lock",
          "url",
          "database-uri",
          InboxCopyOperations.TOKEN_FILE);

  private final Path data;
  private final @Nullable String externalUrl;
  private final InstantSource clock;
  private final Consumer<String> progress;

  Backup(Path data, @Nullable String externalUrl, InstantSource clock, Consumer<String> progress) {
    this.data = data.toAbsolutePath().normalize();
    this.externalUrl = externalUrl;
    this.clock = clock;
    this.progress = progress;
  }

  /** Writes the backup into the folder, which is not there yet or empty, and proves it. */
  Manifest write(Folder folder) throws IOException, SQLException, InterruptedException {
    if (!Files.isDirectory(data.resolve("inbox"))) {
      throw new Refusal("there is no clock in " + data + ": name its data folder with --data");
    }
    try {
      var manifest = DataDirectory.isUsed(data) ? running(folder) : resting(folder);
      ManifestFile.write(folder, manifest);
      progress.accept("reading it back");
      Proof.of(folder.path(), manifest);
      return manifest;
    } catch (Damage e) {
      throw new Refusal("the backup is not whole, nothing was kept: " + e.getMessage());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Manifest running(Folder folder) throws IOException, SQLException {
    var takenAt = clock.instant();
    var token =
        DataDirectory.read(data, InboxCopyOperations.TOKEN_FILE)
            .orElseThrow(() ->
                new Refusal("the clock in " + data + " is still starting: try again, as its user"));
    var answer =
        new ApiClient(data)
            .send(
                "POST",
                "/v1/inbox-copies",
                Json.object(json -> json.text("token", token)),
                null,
                COPY_PATIENCE);
    var copy = data.resolve(String.valueOf(answer.get("file")));
    Manifest.Letters letters;
    try {
      folder.pack(LetterFile.NAME, out -> Files.copy(copy, out));
      letters =
          new Manifest.Letters(
              (Long) answer.getOrDefault("letters", 0L),
              (Long) answer.getOrDefault("deadLetters", 0L));
    } finally {
      Files.deleteIfExists(copy);
    }
    var embedded = Boolean.TRUE.equals(answer.get("embedded"));
    if (embedded != (externalUrl == null)) {
      throw new Refusal(
          embedded
              ? "the clock in " + data + " runs its own database: leave --database out"
              : "the clock in " + data + " runs on a database of yours: give the same --database");
    }
    copyFiles(folder);
    var database =
        externalUrl == null
            ? EmbeddedPostgres.served(data.resolve("postgres"))
            : new Database(externalUrl, "", "");
    return snapshot(folder, database, takenAt, letters);
  }

  private Manifest resting(Folder folder) throws IOException, SQLException, InterruptedException {
    var takenAt = clock.instant();
    try (var directory = DataDirectory.open(data)) {
      Manifest.Letters letters;
      try (var inbox = new ArtemisInbox(ArtemisInbox.Settings.in(directory.inbox()), clock)) {
        var counted = new Manifest.Letters[1];
        folder.pack(LetterFile.NAME, out -> counted[0] = copied(inbox, out));
        letters = counted[0];
      }
      copyFiles(folder);
      if (externalUrl != null) {
        return snapshot(folder, new Database(externalUrl, "", ""), takenAt, letters);
      }
      if (!Files.isDirectory(directory.postgres().resolve("cluster"))) {
        throw new Refusal(
            "there is no database in " + data + ": where it is yours, give its --database");
      }
      try (var postgres = EmbeddedPostgres.start(DatabaseHost.settings(directory))) {
        return snapshot(folder, postgres.database(), takenAt, letters);
      } catch (PostgresFailure e) {
        throw new Refusal(String.valueOf(e.getMessage()));
      }
    }
  }

  private static Manifest.Letters copied(ArtemisInbox inbox, OutputStream to) throws IOException {
    var out = new LetterFile.Writer(to);
    try (out) {
      if (!inbox.copy(new InboxCopyOperations.Copied(out))) {
        throw new IllegalStateException("nobody takes letters from an inbox that is only copied");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return out.count();
  }

  private Manifest snapshot(
      Folder folder, Database database, java.time.Instant takenAt, Manifest.Letters letters)
      throws IOException, SQLException {
    try (var connection = database.connectAs(Snapshot.ROLE)) {
      return new Snapshot(connection, progress).write(folder, PRODUCT, takenAt, letters);
    }
  }

  /** Keys, passwords, and whatever else lies in the data folder by then. */
  private void copyFiles(Folder folder) throws IOException {
    try (var files = Files.walk(data)) {
      for (var file : files.filter(this::isCopied).toList()) {
        folder.write("files/" + data.relativize(file), out -> Files.copy(file, out));
      }
    }
  }

  private boolean isCopied(Path file) {
    var top = data.relativize(file).getName(0).toString();
    return !NOT_COPIED.contains(top)
        && !top.startsWith(InboxCopyOperations.PREFIX)
        && !top.endsWith(".new")
        && Files.isRegularFile(file);
  }
}
