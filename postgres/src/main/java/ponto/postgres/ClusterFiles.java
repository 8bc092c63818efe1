package ponto.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;

/** The folder that holds the cluster, its passwords, its port and its log. */
record ClusterFiles(Path directory) {
  // Only this machine, only with a password.
  private static final String ACCESS = "host all all 127.0.0.1/32 scram-sha-256";

  private static final String UNFINISHED = "cluster.unfinished.";

  Path cluster() {
    return directory.resolve("cluster");
  }

  Path log() {
    return directory.resolve("postgres.log");
  }

  Path lock() {
    return directory.resolve("lock");
  }

  PrivateFile superuserPassword() {
    return new PrivateFile(directory.resolve("superuser.password"));
  }

  PrivateFile ownerPassword() {
    return new PrivateFile(directory.resolve("ponto.password"));
  }

  PrivateFile port() {
    return new PrivateFile(directory.resolve("port"));
  }

  /** The port of the last run, if a run was ever ready. */
  OptionalInt lastPort() throws IOException {
    try {
      return OptionalInt.of(Integer.parseInt(Files.readString(port().path()).strip()));
    } catch (NoSuchFileException | NumberFormatException _) {
      return OptionalInt.empty();
    }
  }

  void createDirectory() throws IOException {
    var ownerOnly = PosixFilePermissions.fromString("rwx------");
    Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(ownerOnly));
    Files.setPosixFilePermissions(directory, ownerOnly);
  }

  /** Makes the cluster if there is none; an interrupted attempt leaves nothing that counts. */
  void initialiseOnce(Binaries binaries) throws IOException, InterruptedException {
    removeUnfinished();
    if (Files.isDirectory(cluster())) {
      return;
    }
    superuserPassword().password();
    // A name of its own: the initdb of a JVM that was just killed may still be tidying up.
    var unfinished = Files.createTempDirectory(directory, UNFINISHED);
    var arguments =
        List.of(
            "--pgdata=" + unfinished,
            "--username=" + EmbeddedPostgres.SUPERUSER,
            "--pwfile=" + superuserPassword().path(),
            "--encoding=UTF8",
            // Sorted by code point, the same on every machine and for ever.
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--auth=scram-sha-256",
            "--data-checksums",
            "--no-instructions");
    var log = new ServerLog(log());
    var initdb = ServerProcess.launch(Command.of(binaries.program("initdb"), arguments), log);
    if (!initdb.succeeds()) {
      throw new PostgresFailure(
          "The database could not be created in " + directory + ". " + log.lastWords());
    }
    new PrivateFile(unfinished.resolve("pg_hba.conf")).write(ACCESS);
    Tree.publish(unfinished, cluster());
  }

  private void removeUnfinished() throws IOException {
    try (var leftovers = Files.newDirectoryStream(directory, UNFINISHED + "*")) {
      for (var leftover : leftovers) {
        removeIfLeft(leftover);
      }
    }
  }

  private static void removeIfLeft(Path leftover) {
    try {
      Tree.delete(leftover);
    } catch (IOException _) {
      // Its own initdb is just removing it, or the next start will.
    }
  }
}
